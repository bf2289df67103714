import type { GridAreaPeriod } from './grid-area.ts'
import { isInForce } from './in-force.ts'

/** Grid areas in memory, for rules that ask for many. */
export type AreaDirectory = {
  /** The area as it is on a market day; undefined when it does not exist on that day. */
  readonly on: (code: string, day: string) => GridAreaPeriod | undefined
}

/** A directory of periods as gridAreasAsKnown gives them; of any order. */
export function areaDirectory(areas: readonly GridAreaPeriod[]): AreaDirectory {
  const byCode = Map.groupBy(areas, ({ code }) => code)
  return { on: (code, day) => byCode.get(code)?.find((period) => isInForce(period, day)) }
}
