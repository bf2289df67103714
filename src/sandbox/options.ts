import { GridbookError } from '../kernel/index.ts'
import { FIXED_POINT_COUNT } from './fixed-points.ts'

/** What an example market is made from. The same options give the same market, byte by byte. */
export interface MarketOptions {
  /** The month of the readings, `YYYY-MM`. */
  readonly month: string
  /** Any integer of 32 bits; 1 when absent. */
  readonly seed?: number
  /** All metering points: loss points and exchange included. 400 when absent. */
  readonly meteringPoints?: number
  /** Out of 100 consumption and production points, how many are metered by the hour; the others by the quarter-hour. */
  readonly hourlyPercent?: number
  /** Out of 1,000 point days, how many are delivered more than once. */
  readonly correctedDaysPermille?: number
  /** Out of 1,000 point days, how many have estimated intervals. */
  readonly estimatedDaysPermille?: number
  /** Out of 1,000 point days, how many keep intervals without a value for good; they count as 0 kWh in the truth too. */
  readonly missingDaysPermille?: number
  /** Market days in one first delivery of a point; corrections speak of one day each. */
  readonly daysPerTransaction?: number
}

/** The options with every default filled in. */
export type MarketSettings = Required<MarketOptions>

const DEFAULTS = {
  seed: 1,
  meteringPoints: 400,
  hourlyPercent: 30,
  correctedDaysPermille: 50,
  estimatedDaysPermille: 20,
  missingDaysPermille: 0,
  daysPerTransaction: 1,
}

const RANGES: readonly (readonly [keyof typeof DEFAULTS, number, number])[] = [
  ['seed', 0, 2 ** 32 - 1],
  // 200 consumption and production points let each area have every kind of them.
  ['meteringPoints', FIXED_POINT_COUNT + 200, 20_000_000],
  ['hourlyPercent', 0, 100],
  ['correctedDaysPermille', 0, 1000],
  ['estimatedDaysPermille', 0, 1000],
  ['missingDaysPermille', 0, 1000],
  ['daysPerTransaction', 1, 31],
]

/**
 * Fills in what was left out.
 * @throws GridbookError CONFIG_INVALID naming every option that is out of its range
 */
export function settingsOf(options: MarketOptions): MarketSettings {
  const settings: MarketSettings = { ...DEFAULTS, ...options }
  const faults = RANGES.filter(([name, least, most]) => !isWithin(settings[name], least, most)).map(
    ([name, least, most]) => `${name} is ${settings[name]}, and must be an integer from ${least} to ${most}`,
  )
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(settings.month))
    faults.push(`month is '${settings.month}', and must read YYYY-MM`)
  if (faults.length > 0)
    throw new GridbookError('CONFIG_INVALID', `The example market cannot be made: ${faults.join('; ')}.`)
  return settings
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}
