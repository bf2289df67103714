import type { PointMasterData } from '../model.ts'

/** What would be known of a point: its statements by market day; null where a day's statement is withdrawn. */
export type PointHistory = ReadonlyMap<string, PointMasterData | null>

/** A stretch of days in which one version of a point holds; `validTo` null: open. */
export type VersionPeriod = {
  readonly validFrom: string
  readonly validTo: string | null
  readonly values: PointMasterData
}

/** The periods of a history in the order of days: what is withdrawn is left out before the ends are derived. */
export function periodsOf(history: PointHistory | undefined): VersionPeriod[] {
  const days = [...(history ?? [])].filter(([, values]) => values !== null).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return days.flatMap(([validFrom, values], n) =>
    values === null ? [] : [{ validFrom, validTo: days[n + 1]?.[0] ?? null, values }],
  )
}

/** The values that hold on a market day: those of the latest statement up to it that is not withdrawn. */
export function inForceOn(history: PointHistory | undefined, day: string): PointMasterData | undefined {
  let since = ''
  let found: PointMasterData | undefined
  for (const [from, values] of history ?? []) {
    if (values === null || from > day || from < since) continue
    since = from
    found = values
  }
  return found
}
