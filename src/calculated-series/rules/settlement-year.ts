import { dateOf, dayNumberOf } from '../../kernel/index.ts'
import { commonDays, type DaySpan } from './day-span.ts'

/** The settlement year that a day lies in: from the latest first of the settlement month (1 to 12) to the next one. */
export function settlementYearOf(day: number, settlementMonth: number): DaySpan {
  const year = Number(dateOf(day).slice(0, 4))
  const begins = firstOf(year, settlementMonth)
  return day < begins
    ? { fromDay: firstOf(year - 1, settlementMonth), toDay: begins }
    : { fromDay: begins, toDay: firstOf(year + 1, settlementMonth) }
}

/** A period cut at settlement dates: each part with the settlement year it lies in. */
export interface SettlementPeriod extends DaySpan {
  readonly year: DaySpan
}

/** Cuts a period that has an end at every settlement date. */
export function settlementPeriods(period: DaySpan, settlementMonth: number): SettlementPeriod[] {
  const parts: SettlementPeriod[] = []
  for (let day = period.fromDay; day < period.toDay;) {
    const year = settlementYearOf(day, settlementMonth)
    const part = commonDays(period, year)
    if (part !== undefined) parts.push({ ...part, year })
    day = year.toDay
  }
  return parts
}

/** The same date some years before; the 28th where that year has no 29th of February. */
export function yearsBefore(day: number, years: number): number {
  const date = dateOf(day)
  const year = String(Number(date.slice(0, 4)) - years).padStart(4, '0')
  return dayNumberOf(`${year}${date.slice(4)}`) ?? numberOf(`${year}-02-28`)
}

function firstOf(year: number, month: number): number {
  return numberOf(`${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`)
}

function numberOf(date: string): number {
  const day = dayNumberOf(date)
  if (day === undefined) throw new RangeError(`'${date}' is no date`)
  return day
}
