import type { MarketProfile } from '../../market/index.ts'
import { faultPoint, inTransaction } from '../../platform/index.ts'
import type { Pool } from '../../platform/index.ts'
import { planUnderLock, recordPlan } from '../append-point-periods.ts'
import type { AppendPlan } from '../plan-append.ts'
import type { Holds } from '../rules/rule.ts'
import { beginImport, endImport, recordPortion, takeTurn } from './import-record.ts'
import type { BegunImport } from './import-record.ts'
import { oneAhead } from './one-ahead.ts'
import type { PointFile } from './point-file.ts'
import type { RefusedRow } from './point-rows.ts'
import { rowPreparer } from './prepare-rows.ts'
import type { PreparedRows } from './prepare-rows.ts'
import { portionsOf } from './portions.ts'
import type { Portion } from './portions.ts'
import type { Workshop } from './workshop.ts'

/** What an import in portions works with. */
export type PortionPorts = { readonly pool: Pool; readonly profile: MarketProfile; readonly workshop: Workshop }

/** How rows are held to the rules, how many make a portion, and who hears how far it is. */
export type PortionOptions = {
  readonly holds: Holds
  readonly portionRows: number
  readonly onProgress?: ((progress: { readonly done: number; readonly of: number }) => void) | undefined
}

/**
 * Imports a file portion by portion, each of which is one commit; goes on where an import of the same bytes was stopped.
 * @throws GridbookError IMPORT_UNDER_WAY when another process does the same
 */
export async function importPortions(
  file: PointFile,
  { pool, profile, workshop }: PortionPorts,
  { holds, portionRows, onProgress }: PortionOptions,
): Promise<BegunImport> {
  const begun = await beginImport(pool, { sha256: file.sha256, holds })
  let done = begun.done.rows
  onProgress?.({ done, of: file.rows })
  const portions = portionsOf(await workshop.engine(), await file.ordered(), { portionRows, done: begun.done })
  // While PostgreSQL takes one portion in, the next one is read and checked.
  for await (const prepared of oneAhead(preparedPortions(portions, rowPreparer(file, { profile, holds })))) {
    await inTransaction(pool, async (trx) => {
      const { number, rows } = prepared.portion
      await takeTurn(trx, begun.importId, number - 1)
      const plan = await planUnderLock(trx, prepared.checked)
      const refused = refusedOf(prepared.unread, plan)
      const appended = await recordPlan(trx, plan)
      await recordPortion(trx, begun.importId, { number, lastLine: rows.at(-1)?.line ?? 0, done: appended, refused })
      faultPoint('points-import:before-commit')
    })
    faultPoint('points-import:committed')
    done += prepared.portion.rows.length
    onProgress?.({ done, of: file.rows })
  }
  await endImport(pool, begun.importId)
  return begun
}

async function* preparedPortions(
  portions: AsyncIterable<Portion>,
  prepare: (rows: Portion['rows']) => Promise<PreparedRows>,
): AsyncGenerator<PreparedRows & { readonly portion: Portion }> {
  for await (const portion of portions) yield { portion, ...(await prepare(portion.rows)) }
}

/** The rows that cannot be read and those that a plan refuses, each with its line. */
export function refusedOf(unread: readonly RefusedRow[], plan: AppendPlan): readonly RefusedRow[] {
  return [...unread, ...plan.refused.map(({ candidate, findings }) => ({ line: candidate.where.line ?? 0, findings }))]
}
