import { setImmediate as letOthersRun } from 'node:timers/promises'
import type { MarketProfile } from '../../market/index.ts'
import type { CsvText } from '../../platform/index.ts'
import { aloneCheck } from '../plan-append.ts'
import type { CheckedCandidates } from '../plan-append.ts'
import type { Holds } from '../rules/rule.ts'
import type { PointFile } from './point-file.ts'
import { rowReader } from './point-rows.ts'
import type { RefusedRow } from './point-rows.ts'

/** Rows that were read and looked at on their own; what they mean to what is known is not decided yet. */
export type PreparedRows = {
  readonly checked: CheckedCandidates
  /** those that cannot be read */
  readonly unread: readonly RefusedRow[]
}

/** Some milliseconds: PostgreSQL waits no longer for the rows of the portion before. */
const ROWS_WITHOUT_PAUSE = 200

/** Makes what prepares rows of a file. */
export function rowPreparer(
  file: PointFile,
  { profile, holds }: { readonly profile: MarketProfile; readonly holds: Holds },
): (rows: readonly CsvText[]) => Promise<PreparedRows> {
  const read = rowReader(file)
  return async (rows) => {
    const check = aloneCheck(profile, holds)
    const unread: RefusedRow[] = []
    for (const [n, row] of rows.entries()) {
      if (n % ROWS_WITHOUT_PAUSE === ROWS_WITHOUT_PAUSE - 1) await letOthersRun()
      const each = read(row)
      if ('candidate' in each) check.look(each.candidate)
      else unread.push(each.refused)
    }
    return { checked: check.found(), unread }
  }
}
