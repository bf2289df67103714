import { nextRecordedSeq } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import { sameValues, valuesOf, type PointMasterData, type PointStatement } from './model.ts'
import type { PointHistory } from './rules/history.ts'
import { lockPoints, newestStatements, writeStatements } from './store.ts'

/**
 * Records statements that somebody else has judged, such as the hub for a supplier: made from what is known of the points
 * under their locks, without the rules; what is known already is not recorded again.
 * @param make the statements; of several for one point and day the last one holds
 * @returns how many were recorded
 */
export async function recordStatements(
  trx: Transaction,
  pointIds: readonly string[],
  make: (historyOf: (pointId: string) => PointHistory | undefined) => readonly PointStatement[],
): Promise<number> {
  await lockPoints(trx, pointIds)
  const histories = new Map<string, Map<string, PointMasterData | null>>()
  for (const { meteringPointId, validFrom, values } of await newestStatements(trx, [...new Set(pointIds)])) {
    const history = histories.get(meteringPointId)
    if (history === undefined) histories.set(meteringPointId, new Map([[validFrom, values]]))
    else history.set(validFrom, values)
  }
  const fresh = new Map<string, PointStatement>()
  for (const statement of make((id) => histories.get(id))) {
    const known = histories.get(statement.meteringPointId)?.get(statement.validFrom)
    if (!isKnown(statement, known)) fresh.set(`${statement.meteringPointId} ${statement.validFrom}`, statement)
  }
  if (fresh.size > 0) await writeStatements(trx, [...fresh.values()], await nextRecordedSeq(trx))
  return fresh.size
}

function isKnown(statement: PointStatement, known: PointMasterData | null | undefined): boolean {
  if (known == null) return known === null && statement.tombstone === true
  return statement.tombstone !== true && sameValues(known, valuesOf(statement))
}
