import type { Finding, Result } from '../kernel/index.ts'
import type { Pool, Transaction } from '../platform/index.ts'
import { actorDirectory } from './actor-directory.ts'
import { actorsAsKnown } from './actor-store.ts'
import { areaDirectory } from './area-directory.ts'
import { areaValuesOf } from './grid-area.ts'
import type { GridAreaStatement, RecordedGridArea } from './grid-area.ts'
import { gridAreaDoubts, gridAreaFaults } from './grid-area-rules.ts'
import { appendGridAreas, gridAreasAsKnown, newestGridAreas } from './grid-area-store.ts'
import type { MarketProfile } from './profile.ts'
import { stateOne } from './record-statements.ts'
import type { Candidate, Stated, StatementKind } from './record-statements.ts'

/** Records one statement about a grid area, or tells every fault of it. */
export async function stateGridArea(
  area: GridAreaStatement,
  { pool, profile }: { readonly pool: Pool; readonly profile: MarketProfile },
): Promise<Result<Stated, Finding[]>> {
  return await stateOne(pool, area, gridAreaKind(profile))
}

/** Statements about grid areas: one for each area and day. */
export function gridAreaKind(profile: MarketProfile): StatementKind<GridAreaStatement> {
  return {
    keyOf: ({ code, validFrom }) => `grid area ${code} from ${validFrom} on`,
    keyField: 'code',
    withdraws: ({ tombstone }) => tombstone === true,
    faults: (area, where) => gridAreaFaults(area, profile, where),
    newest: async (trx) => (await newestGridAreas(trx)).map(fromRecorded),
    isSame: (a, b) => textOf(a) === textOf(b),
    append: appendGridAreas,
    doubts: doubtsOf,
  }
}

async function doubtsOf(trx: Transaction, candidates: readonly Candidate<GridAreaStatement>[]): Promise<Finding[]> {
  const directories = {
    areas: areaDirectory(await gridAreasAsKnown(trx)),
    actors: actorDirectory(await actorsAsKnown(trx)),
  }
  return candidates.flatMap(({ statement, where }) =>
    statement.tombstone === true ? [] : gridAreaDoubts(statement, directories, where),
  )
}

function fromRecorded({ code, validFrom, values }: RecordedGridArea): GridAreaStatement {
  return values === null ? { code, validFrom, tombstone: true } : { code, validFrom, ...values }
}

function textOf(area: GridAreaStatement): string {
  return area.tombstone === true ? '' : JSON.stringify(areaValuesOf(area))
}
