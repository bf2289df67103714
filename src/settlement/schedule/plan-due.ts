import { marketDay, type MarketZone } from '../../kernel/index.ts'
import { dueAtMs, periodWith } from './due-at.ts'
import type { DueStart, ScheduledEntry } from './schedule-entry.ts'

/** What was started last of each entry: the first day that its periods have not covered, by the entry's name. */
export type LastDone = ReadonlyMap<string, string>

/**
 * Everything that is due at an instant and was not started: of each entry the periods behind the last one in their order,
 * all of them ordered by when they were due. So what was missed while nothing ran is caught up, oldest first.
 * @param entries those without a first day are not looked after yet, and give nothing
 */
export function planDue(
  nowMs: number,
  lastDone: LastDone,
  { entries, zone }: { readonly entries: readonly ScheduledEntry[]; readonly zone: MarketZone },
): DueStart[] {
  return entries
    .filter(({ isOn }) => isOn)
    .flatMap((entry, order) => dueOf(entry, nowMs, lastDone, zone).map((due) => ({ due, order })))
    .toSorted((a, b) => a.due.dueAtMs - b.due.dueAtMs || a.order - b.order || (a.due.from < b.due.from ? -1 : 1))
    .map(({ due }) => due)
}

/** The starts of an entry that fall into [fromMs, toMs), whether they were made or not. */
export function startsBetween(
  entry: ScheduledEntry,
  { fromMs, toMs, firstDay }: { readonly fromMs: number; readonly toMs: number; readonly firstDay: string },
  zone: MarketZone,
): DueStart[] {
  return [...periodsFrom(entry, firstDay, toMs, zone)].filter((due) => due.dueAtMs >= fromMs && due.dueAtMs < toMs)
}

function dueOf(entry: ScheduledEntry, nowMs: number, lastDone: LastDone, zone: MarketZone): DueStart[] {
  const { firstDay } = entry
  if (firstDay === null) return []
  const behind = lastDone.get(entry.name)
  const first = behind !== undefined && behind > firstDay ? behind : firstDay
  return [...periodsFrom(entry, first, nowMs + 1, zone)]
}

/** Periods of an entry from the one with a day on, as long as they are due before an instant: later ones are due later. */
function* periodsFrom(
  entry: ScheduledEntry,
  firstDay: string,
  untilMs: number,
  zone: MarketZone,
): Generator<DueStart, void, void> {
  let period = periodWith(marketDay(firstDay, zone), entry.days)
  for (;;) {
    const due = dueAtMs(period, entry.at, zone)
    if (due >= untilMs) return
    yield { entry, ...period, dueAtMs: due }
    period = periodWith(marketDay(period.to, zone), entry.days)
  }
}
