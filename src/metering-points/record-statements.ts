import { nextRecordedSeq } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import { historiesOf, isKnownVersion } from './histories.ts'
import { valuesOf, type PointStatement } from './model.ts'
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
  const histories = historiesOf(await newestStatements(trx, [...new Set(pointIds)]))
  const fresh = new Map<string, PointStatement>()
  for (const statement of make((id) => histories.get(id))) {
    const { meteringPointId, validFrom } = statement
    const values = statement.tombstone === true ? null : valuesOf(statement)
    const place = `${meteringPointId} ${validFrom}`
    if (isKnownVersion(histories, meteringPointId, validFrom, values)) fresh.delete(place)
    else fresh.set(place, statement)
  }
  if (fresh.size > 0) await writeStatements(trx, [...fresh.values()], await nextRecordedSeq(trx))
  return fresh.size
}
