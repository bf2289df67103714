import type { ResultResolution } from '../arguments.ts'

/** Relations that say on which days a period is active. */
export type ActiveDayRelations = {
  readonly span: string
  readonly spanPart: string
  readonly calculationDay: string
}

/**
 * The days on which periods are active, whole ones and parts. Columns: those that are passed on, market_day, from_slot,
 * to_slot (the active slots, half open) and their mask active_0, active_1, in the slots that results have.
 * @param periods a relation with from_ms and to_ms
 */
export function activeDaysSql(
  periods: string,
  columns: readonly string[],
  { span, spanPart, calculationDay }: ActiveDayRelations,
  resolution: ResultResolution,
): string {
  const slotClass = resolution === 'PT15M' ? 100 : 25
  const passed = columns.map((column) => `p.${column}`).join(', ')
  const points = `${periods} as p join ${span} as s on s.from_ms = p.from_ms and s.to_ms = p.to_ms`
  return `select ${passed}, d.market_day, 0 as from_slot, 100 as to_slot, d.day_${slotClass}_0 as active_0, ${slotClass === 100 ? 'd.day_100_1' : 'cast(0 as BIGINT)'} as active_1
  from ${points} join ${calculationDay} as d on d.market_day between s.full_from and s.full_last
  union all select ${passed}, a.market_day, a.from_slot, a.to_slot, a.active_0, a.active_1
  from ${points} join ${spanPart} as a on a.span_id = s.span_id and a.slot_class = ${slotClass}`
}
