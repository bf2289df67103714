import { formatDecimal, formatInstantToMinute } from '../../kernel/index.ts'
import { correctionOf } from '../corrections.ts'
import type { FinalReadings } from '../final-readings.ts'
import { dayOf } from '../market.ts'
import type { MarketPlan } from '../market.ts'
import type { DroppedReading } from '../proxy/drop-reading.ts'
import { suppliedPoints } from './supplied-points.ts'
import type { SuppliedPoint } from './supplied-points.ts'

/** A reading of our supplier's whose loss nothing else heals. */
export interface ReadingToDrop extends DroppedReading {
  /** First instant of its quarter-hour, `2026-03-10T17:00Z`. */
  readonly quarterStart: string
  /** With three decimals. */
  readonly energyKwh: string
}

// Late enough for every point of the first days, and before the days that are accrued.
const DAY_INDEX = 9

/**
 * The largest quarter-hour on the tenth day of the first consumption point that has quarter-hours and a day that is
 * delivered once: a later delivery would bring the reading again.
 * @throws Error when the market has no such point, which only a market of hours has not
 */
export function readingToDrop(plan: MarketPlan, readings: FinalReadings): ReadingToDrop {
  const { day } = dayOf(plan, DAY_INDEX)
  const isFit = ({ number, days, kind, isProduction }: SuppliedPoint): boolean =>
    !isProduction &&
    kind !== 'grid_loss' &&
    days.from <= DAY_INDEX &&
    DAY_INDEX < days.to &&
    readings.meteredHourly(number, DAY_INDEX) === false &&
    correctionOf(plan.settings, number, day.dayNumber) === 'none'
  const point = suppliedPoints(plan).find(isFit)
  const values = point === undefined ? undefined : readings.dayOf(point.number, DAY_INDEX)
  if (point === undefined || values === undefined)
    throw new Error('no point of our supplier is read by the quarter-hour')
  const ofDay = values.values.subarray(0, values.slots)
  const milliKwh = Math.max(...ofDay)
  const slot = ofDay.indexOf(milliKwh)
  return {
    meteringPointId: point.meteringPointId,
    seriesStart: formatInstantToMinute(day.startMs),
    position: slot + 1,
    quarterStart: formatInstantToMinute(day.startMs + slot * 900_000),
    energyKwh: formatDecimal(BigInt(milliKwh), 3, 3),
  }
}
