/** Market days `[fromDay, toDay)` by number, 1970-01-01 = 0. An open end is Infinity. */
export interface DaySpan {
  readonly fromDay: number
  readonly toDay: number
}

/** The days that both spans have; undefined when there are none. */
export function commonDays(a: DaySpan, b: DaySpan): DaySpan | undefined {
  const span = { fromDay: Math.max(a.fromDay, b.fromDay), toDay: Math.min(a.toDay, b.toDay) }
  return span.fromDay < span.toDay ? span : undefined
}

/** Whether a day lies in one of the spans. */
export function anyCovers(spans: readonly DaySpan[], day: number): boolean {
  return spans.some((span) => span.fromDay <= day && day < span.toDay)
}

/** How many days a span has. */
export function lengthOf({ fromDay, toDay }: DaySpan): number {
  return toDay - fromDay
}

/** The days of a span that has an end. @throws RangeError for an open one */
export function daysIn({ fromDay, toDay }: DaySpan): number[] {
  if (!Number.isFinite(toDay)) throw new RangeError('an open span has no last day')
  return Array.from({ length: toDay - fromDay }, (_, n) => fromDay + n)
}

/** Spans in the order of days, those that meet or overlap made one. */
export function mergedSpans(spans: readonly DaySpan[]): DaySpan[] {
  const merged: DaySpan[] = []
  for (const span of spans.toSorted((a, b) => a.fromDay - b.fromDay)) {
    const last = merged.at(-1)
    if (last === undefined || span.fromDay > last.toDay) merged.push(span)
    else merged[merged.length - 1] = { fromDay: last.fromDay, toDay: Math.max(last.toDay, span.toDay) }
  }
  return merged
}

/** Groups of days that follow each other without a gap: places among the days given, half-open. */
export function gapFreeGroups(days: readonly number[]): { readonly from: number; readonly to: number }[] {
  const groups: { from: number; to: number }[] = []
  days.forEach((day, at) => {
    const last = groups.at(-1)
    if (last !== undefined && day === (days[at - 1] ?? 0) + 1) last.to = at + 1
    else groups.push({ from: at, to: at + 1 })
  })
  return groups
}
