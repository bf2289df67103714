import { sameValues, type PointMasterData } from './model.ts'
import type { RecordedStatement } from './store.ts'

/** What is known, or would be, by point and market day; null where a day's statement is withdrawn. */
export type Histories = Map<string, Map<string, PointMasterData | null>>

/** The histories that statements make. @param known the newest one for each point and day */
export function historiesOf(known: readonly RecordedStatement[]): Histories {
  const histories: Histories = new Map()
  for (const { meteringPointId, validFrom, values } of known) putVersion(histories, meteringPointId, validFrom, values)
  return histories
}

/** States a version, or its withdrawal (null), of a point from a day on. */
export function putVersion(histories: Histories, pointId: string, day: string, values: PointMasterData | null): void {
  const history = histories.get(pointId)
  if (history === undefined) histories.set(pointId, new Map([[day, values]]))
  else history.set(day, values)
}

/** Whether a point's version of a day, or its withdrawal (null), is known word for word. */
export function isKnownVersion(
  histories: Histories,
  pointId: string,
  day: string,
  values: PointMasterData | null,
): boolean {
  const known = histories.get(pointId)?.get(day)
  if (known === undefined) return false
  if (known === null || values === null) return known === values
  return sameValues(known, values)
}
