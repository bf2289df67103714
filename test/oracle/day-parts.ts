import { daysIn, HOUR } from './calendar.ts'
import type { Period } from './market.ts'
import type { Random } from './random.ts'

/** A part of a period; no end: open. */
export type DayPart = { readonly fromMs: number; readonly toMs: number | null }

const DAY = 24 * HOUR

/**
 * Parts of a calculation's period that begin and end with days: all of it, a part, parts that adjoin or leave a gap, parts
 * that lie outside, and parts that stop on the day on which they start and so are none.
 */
export function randomDayParts(random: Random, span: Period): DayPart[] {
  const bounds = daysIn(span.from - DAY, span.to + 2 * DAY)
  const inside = [...daysIn(span.from, span.to), span.to]
  const [a = span.from, b = a] = [random.pick(inside), random.pick(inside)].toSorted((x, y) => x - y)
  const before = daysIn(span.from - 9 * DAY, span.from)[0] ?? span.from
  const after = bounds.at(-1) ?? span.to
  return random.pick<DayPart[]>([
    ...[1, 2, 3, 4].map(() => [{ fromMs: before, toMs: null }]),
    ...[1, 2].map(() => [{ fromMs: before, toMs: after }]),
    [{ fromMs: span.from, toMs: span.to }],
    [{ fromMs: a, toMs: null }],
    [{ fromMs: before, toMs: b }],
    [{ fromMs: a, toMs: b }],
    adjoining(before, a, null),
    adjoining(before, a, b, null),
    adjoining(before, a, b, after),
    [
      { fromMs: before, toMs: a },
      { fromMs: b, toMs: null },
    ],
    [
      { fromMs: a, toMs: a },
      { fromMs: b, toMs: null },
    ],
    [{ fromMs: before, toMs: span.from }],
    [{ fromMs: span.to, toMs: null }],
  ])
}

function adjoining(...bounds: readonly [number, ...(number | null)[]]): DayPart[] {
  return bounds.slice(1).map((toMs, n) => ({ fromMs: bounds[n] ?? bounds[0], toMs }))
}
