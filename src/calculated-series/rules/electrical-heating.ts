import { divideHalfAway } from '../../kernel/index.ts'
import type { CalculatedDay, DailyEnergy } from '../model.ts'
import { energyIn, type CoupledEnergy, type GridEnergy } from './coupled-energy.ts'
import { anyCovers, daysIn, lengthOf, type DaySpan } from './day-span.ts'
import { settlementPeriods, settlementYearOf, yearsBefore, type SettlementPeriod } from './settlement-year.ts'

/** A period of a heated parent in which what the calculation depends on stays the same. */
export interface HeatedPeriod extends DaySpan {
  /** as stated; null: none */
  readonly netSettlementGroup: string | null
  /** 1 to 12: 1 except for group 6 */
  readonly settlementMonth: number
}

/** Readings that electrical heating is calculated from. */
export interface HeatingReadings extends GridEnergy {
  /** the parent's own (E17) */
  readonly consumption: DailyEnergy
  /** the net consumption child's (D15) */
  readonly netConsumption: readonly CoupledEnergy[]
  /** by day the sum of what both D07 and D06 had in each hour, the smaller of the two; asked for in group 2 only */
  readonly hourlyOverlap: DailyEnergy
}

/** The yearly limit below which energy is not heating that tax is given back for, kWh. */
const YEARLY_LIMIT_KWH = 4_000n
const YEARS_THAT_ARE_CALCULATED = 3

/** The settlement periods that are calculated on a day: up to the year it lies in, none that ended more than three years before. */
export function heatedPeriods({ settlementMonth, ...period }: HeatedPeriod, today: number): SettlementPeriod[] {
  const end = Math.min(period.toDay, settlementYearOf(today, settlementMonth).toDay)
  const oldest = yearsBefore(today, YEARS_THAT_ARE_CALCULATED)
  return settlementPeriods({ ...period, toDay: end }, settlementMonth).filter(({ toDay }) => toDay >= oldest)
}

/**
 * The part of each day's energy that lies below the limit (settlement 4, D14): days pass whole until their sum reaches it,
 * the day that crosses it has the remainder, later days have zero. A day without a reading has no value. The limit is
 * 4,000 kWh in proportion of the period's days to those of the settlement year, an exact fraction: every value is rounded
 * once, where it is emitted, half away from zero to three decimals.
 * @param coupled when the electrical heating point (D14) is coupled
 */
export function heatingDays(
  {
    netSettlementGroup: group,
    period,
  }: { readonly netSettlementGroup: string | null; readonly period: SettlementPeriod },
  today: number,
  readings: HeatingReadings,
  coupled: readonly DaySpan[],
): CalculatedDay[] {
  const isFinal = (group === '2' || group === '6') && period.toDay <= today
  const limit = limitOf(period, isFinal ? group : null, readings)
  const days: CalculatedDay[] = []
  let sum = 0n
  for (const day of daysIn({ fromDay: period.fromDay, toDay: Math.min(period.toDay, today + 1) })) {
    const energy = anyCovers(coupled, day) ? energyOf(day, group, isFinal, readings) : undefined
    if (energy === undefined) continue
    const left = limit.numerator - sum * limit.denominator
    sum += energy
    const below = sum * limit.denominator <= limit.numerator ? energy * limit.denominator : left
    const milliKwh = divideHalfAway(below > 0n ? below : 0n, limit.denominator * 1000n)
    days.push({ day, milliKwh, settlementType: isFinal ? 'end_of_period' : 'up_to_end_of_period' })
  }
  return days
}

/** The limit of a period in micro-kWh, as a fraction; when it is final, less what was produced and used at the same time. */
function limitOf(
  period: SettlementPeriod,
  finalGroup: '2' | '6' | null,
  { hourlyOverlap, fromGrid, toGrid }: HeatingReadings,
): { readonly numerator: bigint; readonly denominator: bigint } {
  const denominator = BigInt(lengthOf(period.year))
  const yearly = BigInt(lengthOf(period)) * YEARLY_LIMIT_KWH * 1_000_000n
  let reduction = 0n
  if (finalGroup === '2') reduction = sumOf(hourlyOverlap, period)
  if (finalGroup === '6') {
    const [taken, supplied] = [energyIn(fromGrid, period) ?? 0n, energyIn(toGrid, period) ?? 0n]
    reduction = taken < supplied ? taken : supplied
  }
  const numerator = yearly - reduction * denominator
  return { numerator: numerator > 0n ? numerator : 0n, denominator }
}

/**
 * The energy of a day: net consumption in groups 2 and 6 while there is such a point, else the parent's own. In group 2 the
 * parent's own counts once the period has ended only: until then nobody knows what was used of the own production.
 */
function energyOf(
  day: number,
  group: string | null,
  isFinal: boolean,
  { consumption, netConsumption }: HeatingReadings,
): bigint | undefined {
  const span = { fromDay: day, toDay: day + 1 }
  const isNet = (group === '2' || group === '6') && netConsumption.some(({ coupled }) => anyCovers(coupled, day))
  if (isNet) return energyIn(netConsumption, span)
  return group === '2' && !isFinal ? undefined : consumption.get(day)
}

function sumOf(energy: DailyEnergy, period: DaySpan): bigint {
  return daysIn({ fromDay: period.fromDay, toDay: period.toDay }).reduce(
    (sum, day) => sum + (energy.get(day) ?? 0n),
    0n,
  )
}
