import { marketDay, marketDayOf, type Clock, type MarketZone } from '../../kernel/index.ts'
import type { Pool } from '../../platform/index.ts'
import { periodWith } from './due-at.ts'
import { startsBetween } from './plan-due.ts'
import type { DueStart, ScheduledEntry, ScheduleEntry } from './schedule-entry.ts'
import { entriesInForce, startedPeriods } from './schedule-store.ts'

/** A start of the calendar: made, due and not made, or still to come. */
export interface CalendarStart {
  readonly name: string
  readonly kind: string
  /** half open, YYYY-MM-DD */
  readonly from: string
  readonly to: string
  readonly dueAtMs: number
  readonly state: 'started' | 'due' | 'planned'
  /** what was started */
  readonly startedId: string | null
}

/** The schedule: its entries as they are in force, and their starts in some days. */
export interface ScheduleView {
  readonly entries: readonly ScheduledEntry[]
  readonly starts: readonly CalendarStart[]
}

/** Starts that fall into [fromMs, toMs), in their order; of an entry that was never run, those from today on. */
export async function showSchedule(
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  {
    pool,
    entries,
    zone,
    clock,
  }: {
    readonly pool: Pool
    readonly entries: readonly ScheduleEntry[]
    readonly zone: MarketZone
    readonly clock: Clock
  },
): Promise<ScheduleView> {
  const inForce = await entriesInForce(pool, entries)
  const today = marketDayOf(clock.nowMs(), zone)
  const starts = inForce
    .filter(({ isOn }) => isOn)
    .flatMap((entry) => {
      const firstDay = marketDay(entry.firstDay ?? periodWith(today, entry.days).from, zone).date
      return startsBetween(entry, { fromMs, toMs, firstDay }, zone)
    })
    .toSorted((a, b) => a.dueAtMs - b.dueAtMs)
  const started = await startedPeriods(pool, starts)
  return {
    entries: inForce,
    starts: starts.map((due) => toCalendarStart(due, started.get(`${due.entry.name} ${due.from}`), clock.nowMs())),
  }
}

function toCalendarStart(due: DueStart, startedId: string | undefined, nowMs: number): CalendarStart {
  const { entry, from, to, dueAtMs } = due
  const state = startedId !== undefined ? 'started' : dueAtMs <= nowMs ? 'due' : 'planned'
  return { name: entry.name, kind: entry.kind, from, to, dueAtMs, state, startedId: startedId ?? null }
}
