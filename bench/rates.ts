import { judged, type BenchResult } from './result.ts'

/** Metering points of a country, and the quarter-hours of a month of 31 days with the change to summer time. */
const COUNTRY_POINTS = 4_000_000
const QUARTERS_OF_MONTH = 2972
const COUNTRY_VALUES = COUNTRY_POINTS * QUARTERS_OF_MONTH

/** Values a second, and how long a month of a country of quarter-hours would take on this machine at that rate. */
export function rateResult(of: string, valuesPerSecond: number, rounds: number): BenchResult {
  const minutes = COUNTRY_VALUES / valuesPerSecond / 60
  return judged(
    {
      name: `values-per-second-${of}`,
      ratio: null,
      median: Math.trunc(valuesPerSecond),
      unit: '1/s',
      rounds,
      note: `a month of a country, ${COUNTRY_POINTS / 1e6} M points in 91 areas with 87 suppliers, ${(COUNTRY_VALUES / 1e9).toFixed(1)} thousand million values, would take ${minutes.toFixed(1)} minutes at this rate`,
    },
    null,
  )
}
