/** The calculations whose results become readings of a child point (settlement 4). */
export type SeriesKind =
  | 'capacity-settlement'
  | 'electrical-heating'
  | 'net-consumption-estimate'
  | 'net-consumption-final'
/** Every kind. */
export const SERIES_KINDS: readonly SeriesKind[] = [
  'capacity-settlement',
  'electrical-heating',
  'net-consumption-estimate',
  'net-consumption-final',
]

/** Whether a text is a kind. */
export function isSeriesKind(text: string): text is SeriesKind {
  return SERIES_KINDS.some((kind) => kind === text)
}

/**
 * How long a calculated day holds: a running estimate until the settlement period has ended, or for good (settlement 4).
 * Capacity settlement has neither.
 */
export type SettlementType = 'up_to_end_of_period' | 'end_of_period'

/** Energy of market days by day number, micro-kWh. A day without any reading is not in it: absent is never zero. */
export type DailyEnergy = ReadonlyMap<number, bigint>

/** What a calculation says of one day of a child point. */
export interface CalculatedDay {
  /** market day by number, 1970-01-01 = 0 */
  readonly day: number
  /** energy of the whole day, rounded to three decimals */
  readonly milliKwh: bigint
  readonly settlementType: SettlementType | null
}

/** What earlier runs have said of the days of a point, by day number. */
export type StoredDays = ReadonlyMap<number, Pick<CalculatedDay, 'milliKwh' | 'settlementType'>>
