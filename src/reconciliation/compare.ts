import { keyText, type ComparedSeries, type Deviation, type SeriesDay } from './model.ts'

/** Own sums against the hub's. */
export interface Comparison {
  readonly series: readonly ComparedSeries[]
  readonly deviations: readonly Deviation[]
}

/** datahub 4.8: a quarter-hour may differ by 0.001 kWh; sums deviate by what lies beyond. */
export const TOLERANCE_MILLI_KWH = 1n

/**
 * Compares both sides quarter by quarter. A side without a value counts as nothing, but the quarter is named even where
 * the other side's value is zero: absent is never zero.
 * @param own one row for each series and day; the hub's the same
 */
export function compareSeries(own: readonly SeriesDay[], hub: readonly SeriesDay[]): Comparison {
  const pairs = new Map<string, { own?: SeriesDay; hub?: SeriesDay }>()
  const pairOf = (day: SeriesDay): { own?: SeriesDay; hub?: SeriesDay } => {
    const id = `${keyText(day)}|${day.marketDay}`
    const pair = pairs.get(id) ?? {}
    pairs.set(id, pair)
    return pair
  }
  for (const day of own) pairOf(day).own = day
  for (const day of hub) pairOf(day).hub = day
  const ordered = [...pairs].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair)
  const deviations: Deviation[] = []
  const bySeries = new Map<string, ComparedSeries>()
  for (const pair of ordered) {
    const day = pair.own ?? pair.hub
    if (day === undefined) continue
    const found = deviationsOf(day, pair.own, pair.hub)
    deviations.push(...found)
    bySeries.set(keyText(day), addDay(bySeries.get(keyText(day)), day, pair, found))
  }
  return { series: [...bySeries.values()], deviations }
}

function deviationsOf(day: SeriesDay, own: SeriesDay | undefined, hub: SeriesDay | undefined): Deviation[] {
  const { gridArea, meteringPointType, settlementMethod, marketDay } = day
  const deviations: Deviation[] = []
  for (let quarter = 0; quarter < quartersOf(own, hub); quarter += 1) {
    const ownMilliKwh = own?.milliKwh[quarter]
    const hubMilliKwh = hub?.milliKwh[quarter]
    const deviationMilliKwh = (ownMilliKwh ?? 0n) - (hubMilliKwh ?? 0n)
    const oneSided = (ownMilliKwh === undefined) !== (hubMilliKwh === undefined)
    if (!oneSided && magnitude(deviationMilliKwh) <= TOLERANCE_MILLI_KWH) continue
    const key = { gridArea, meteringPointType, settlementMethod, marketDay, quarter }
    deviations.push({ ...key, ownMilliKwh, hubMilliKwh, deviationMilliKwh })
  }
  return deviations
}

function addDay(
  before: ComparedSeries | undefined,
  { gridArea, meteringPointType, settlementMethod }: SeriesDay,
  { own, hub }: { readonly own?: SeriesDay; readonly hub?: SeriesDay },
  deviations: readonly Deviation[],
): ComparedSeries {
  return {
    gridArea,
    meteringPointType,
    settlementMethod,
    quarters: (before?.quarters ?? 0) + quartersWithValue(own, hub),
    ownMilliKwh: addTotals(before?.ownMilliKwh, own),
    hubMilliKwh: addTotals(before?.hubMilliKwh, hub),
    deviationMilliKwh: deviations.reduce(
      (sum, { deviationMilliKwh }) => sum + magnitude(deviationMilliKwh),
      before?.deviationMilliKwh ?? 0n,
    ),
    deviatingQuarters: (before?.deviatingQuarters ?? 0) + deviations.length,
  }
}

function quartersOf(own: SeriesDay | undefined, hub: SeriesDay | undefined): number {
  return Math.max(own?.milliKwh.length ?? 0, hub?.milliKwh.length ?? 0)
}

function quartersWithValue(own: SeriesDay | undefined, hub: SeriesDay | undefined): number {
  let count = 0
  for (let quarter = 0; quarter < quartersOf(own, hub); quarter += 1) {
    if (own?.milliKwh[quarter] !== undefined || hub?.milliKwh[quarter] !== undefined) count += 1
  }
  return count
}

function addTotals(before: bigint | undefined, day: SeriesDay | undefined): bigint | undefined {
  if (day === undefined) return before
  return day.milliKwh.reduce<bigint>((sum, value) => sum + (value ?? 0n), before ?? 0n)
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}
