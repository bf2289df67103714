import { daysOf, firstSlots, slotCount } from '../../kernel/index.ts'
import type { MarketZone, Period, SlotMask } from '../../kernel/index.ts'
import type { Column, Engine } from '../../platform/index.ts'

/** A day that the calculation's period touches. */
export type CalculationDay = {
  readonly dayNumber: number
  readonly startMs: number
  readonly endMs: number
  readonly periodFromMs: number
  readonly periodToMs: number
  readonly hours: number
  readonly quarters: number
  readonly hourMask: SlotMask
  readonly quarterMask: SlotMask
}

/** The days of a period in order, with their lengths and the masks of the slots that they have. */
export function calculationDays(period: Period, zone: MarketZone): CalculationDay[] {
  return daysOf(period, zone).map(({ day, fromMs, toMs }) => {
    const hours = slotCount(day, 'PT1H')
    const quarters = slotCount(day, 'PT15M')
    return {
      dayNumber: day.dayNumber,
      startMs: day.startMs,
      endMs: day.endMs,
      periodFromMs: fromMs,
      periodToMs: toMs,
      hours,
      quarters,
      hourMask: firstSlots(hours, 25),
      quarterMask: firstSlots(quarters, 100),
    }
  })
}

/**
 * Writes relation calculation_day. Grain: one row for each market day of the period. Columns: market_day, start_ms,
 * end_ms (the whole day), period_from_ms, period_to_ms (the part in the period), slots_25, slots_100, and the masks of
 * the day's slots day_25_0, day_100_0, day_100_1. Nothing is NULL.
 */
export async function writeCalculationDays(
  days: readonly CalculationDay[],
  engine: Engine,
  path: string,
): Promise<void> {
  await engine.writeParquet(path, days.length, [
    dateColumn('market_day', days, (day) => day.dayNumber),
    bigintColumn('start_ms', days, (day) => day.startMs),
    bigintColumn('end_ms', days, (day) => day.endMs),
    bigintColumn('period_from_ms', days, (day) => day.periodFromMs),
    bigintColumn('period_to_ms', days, (day) => day.periodToMs),
    integerColumn('slots_25', days, (day) => day.hours),
    integerColumn('slots_100', days, (day) => day.quarters),
    bigintColumn('day_25_0', days, (day) => day.hourMask[0] ?? 0),
    bigintColumn('day_100_0', days, (day) => day.quarterMask[0] ?? 0),
    bigintColumn('day_100_1', days, (day) => day.quarterMask[1] ?? 0),
  ])
}

const HOUR_MS = 3_600_000

/**
 * Writes relation calculation_hour. Grain: one row for each hour of the period. Columns: market_day, slot (INTEGER, from 0 at
 * the day's first instant), weight (BIGINT, the slot's bit in a mask), start_ms.
 */
export async function writeCalculationHours(
  days: readonly CalculationDay[],
  engine: Engine,
  path: string,
): Promise<void> {
  const hours = days.flatMap((day) =>
    Array.from({ length: day.hours }, (_, slot) => ({
      dayNumber: day.dayNumber,
      slot,
      startMs: day.startMs + slot * HOUR_MS,
    })).filter(({ startMs }) => day.periodFromMs <= startMs && startMs < day.periodToMs),
  )
  await engine.writeParquet(path, hours.length, [
    dateColumn('market_day', hours, (hour) => hour.dayNumber),
    integerColumn('slot', hours, (hour) => hour.slot),
    bigintColumn('weight', hours, (hour) => 2 ** hour.slot),
    bigintColumn('start_ms', hours, (hour) => hour.startMs),
  ])
}

/** A BIGINT column of numbers that are safe integers. */
export function bigintColumn<Row>(name: string, rows: readonly Row[], value: (row: Row) => number): Column {
  return { name, type: 'BIGINT', data: BigInt64Array.from(rows, (row) => BigInt(value(row))) }
}

/** An INTEGER column. */
export function integerColumn<Row>(name: string, rows: readonly Row[], value: (row: Row) => number): Column {
  return { name, type: 'INTEGER', data: Int32Array.from(rows, value) }
}

/** A DATE column from day numbers; undefined is NULL. */
export function dateColumn<Row>(name: string, rows: readonly Row[], value: (row: Row) => number | undefined): Column {
  const validity = new BigUint64Array(Math.ceil(rows.length / 64))
  rows.forEach((row, at) => {
    const word = Math.floor(at / 64)
    if (value(row) !== undefined) validity[word] = (validity[word] ?? 0n) | (1n << BigInt(at % 64))
  })
  return { name, type: 'DATE', data: Int32Array.from(rows, (row) => value(row) ?? 0), validity }
}
