import { addDays, formatInstant, type MarketDay } from '../kernel/index.ts'
import { instantText, valuesRelation } from '../platform/index.ts'

/** Relation day_start: market_day DATE, start_ms BIGINT, and starts_at VARCHAR, the same instant in UTC, `2026-03-28T23:00:00Z`. */
export function dayStarts(days: readonly MarketDay[]): string {
  return valuesRelation(
    [
      { name: 'market_day', type: 'DATE' },
      { name: 'start_ms', type: 'BIGINT' },
      { name: 'starts_at', type: 'VARCHAR' },
    ],
    days.map(({ date, startMs }) => [date, startMs, formatInstant(startMs)]),
  )
}

/** Joins that give a relation with from_day and to_day the instants period_from and period_to, as text. */
export function periodInstants(alias: string, days: readonly MarketDay[]): string {
  const ends = days.map((day) => addDays(day, 1))
  const side = (name: string, known: readonly MarketDay[]): string =>
    `join (select market_day, starts_at as period_${name} from ${dayStarts(known)} as s) as ${name}_start on ${name}_start.market_day = ${alias}.${name}_day`
  return `${side('from', days)} ${side('to', ends)}`
}

/** SQL of the first instant of slot `slot`, counted from 0, of the day that begins at `start_ms`, in its `resolution`, as text. */
export const SLOT_INSTANT = instantText("start_ms + slot * case resolution when 'PT15M' then 900000 else 3600000 end")
