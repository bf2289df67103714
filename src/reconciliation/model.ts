/** Which energy is compared: the keys of a series that the hub and we both have (datahub 4.8). */
export interface SeriesKey {
  readonly gridArea: string
  readonly meteringPointType: 'consumption' | 'production'
  /** null for production */
  readonly settlementMethod: 'flex' | 'non_profiled' | null
}

/** One market day of one series: milli-kWh of each quarter-hour, undefined where the side has no value. */
export interface SeriesDay extends SeriesKey {
  /** YYYY-MM-DD */
  readonly marketDay: string
  readonly milliKwh: readonly (bigint | undefined)[]
}

/** A quarter-hour in which both sides differ by more than the tolerance. */
export interface Deviation extends SeriesKey {
  readonly marketDay: string
  /** counted from the day's first instant */
  readonly quarter: number
  readonly ownMilliKwh: bigint | undefined
  readonly hubMilliKwh: bigint | undefined
  /** own less hub */
  readonly deviationMilliKwh: bigint
}

/** One series over the whole period. */
export interface ComparedSeries extends SeriesKey {
  readonly quarters: number
  readonly ownMilliKwh: bigint | undefined
  readonly hubMilliKwh: bigint | undefined
  /** sum of the absolute deviations */
  readonly deviationMilliKwh: bigint
  readonly deviatingQuarters: number
}

/** A text that is equal for equal keys, and in the order in which series are listed. */
export function keyText({ gridArea, meteringPointType, settlementMethod }: SeriesKey): string {
  return `${gridArea}|${meteringPointType}|${settlementMethod ?? ''}`
}
