import { slotRange } from '../../kernel/index.ts'
import type { Period, SlotMask } from '../../kernel/index.ts'
import type { Engine } from '../../platform/index.ts'
import { bigintColumn, dateColumn, integerColumn } from './calculation-days.ts'
import type { CalculationDay } from './calculation-days.ts'
import type { SettledClass } from './columns.ts'

/**
 * A part of the calculation's period in which points are active; thousands of points share a few of them. Its whole days
 * are summed as they stand, and only what is left at its ends is masked slot by slot.
 */
export type Span = Period & {
  readonly spanId: number
  /** first and last day (by number, inclusive) that lie wholly in it; undefined when there is none */
  readonly fullFrom: number | undefined
  readonly fullLast: number | undefined
}

/** A day that lies partly in a span, for one slot class: the slots from `fromSlot` up to and without `toSlot` are in it. */
export type SpanPart = {
  readonly spanId: number
  readonly slotClass: SettledClass
  readonly dayNumber: number
  readonly fromSlot: number
  readonly toSlot: number
  readonly active: SlotMask
}

/** Divides periods within the calculation's period into whole days and parts of days. */
export function divideSpans(
  periods: readonly Period[],
  days: readonly CalculationDay[],
): { readonly spans: Span[]; readonly parts: SpanPart[] } {
  const spans: Span[] = []
  const parts: SpanPart[] = []
  periods.forEach((period, spanId) => {
    const touched = days.filter((day) => day.startMs < period.toMs && period.fromMs < day.endMs)
    const whole = touched.filter((day) => period.fromMs <= day.startMs && day.endMs <= period.toMs)
    spans.push({ ...period, spanId, fullFrom: whole[0]?.dayNumber, fullLast: whole.at(-1)?.dayNumber })
    for (const day of touched.filter((each) => !whole.includes(each))) {
      parts.push(partOf(spanId, period, day, 25), partOf(spanId, period, day, 100))
    }
  })
  return { spans, parts: parts.filter((part) => part.fromSlot < part.toSlot) }
}

/** Writes relation span. Grain: one row for each distinct (from_ms, to_ms); full_from and full_last are NULL without a whole day. */
export async function writeSpans(spans: readonly Span[], engine: Engine, path: string): Promise<void> {
  await engine.writeParquet(path, spans.length, [
    integerColumn('span_id', spans, (span) => span.spanId),
    bigintColumn('from_ms', spans, (span) => span.fromMs),
    bigintColumn('to_ms', spans, (span) => span.toMs),
    dateColumn('full_from', spans, (span) => span.fullFrom),
    dateColumn('full_last', spans, (span) => span.fullLast),
  ])
}

/** Writes relation span_part. Grain: (span_id, slot_class, market_day); active_w are the words of the active slots. */
export async function writeSpanParts(parts: readonly SpanPart[], engine: Engine, path: string): Promise<void> {
  await engine.writeParquet(path, parts.length, [
    integerColumn('span_id', parts, (part) => part.spanId),
    integerColumn('slot_class', parts, (part) => part.slotClass),
    dateColumn('market_day', parts, (part) => part.dayNumber),
    integerColumn('from_slot', parts, (part) => part.fromSlot),
    integerColumn('to_slot', parts, (part) => part.toSlot),
    bigintColumn('active_0', parts, (part) => part.active[0] ?? 0),
    bigintColumn('active_1', parts, (part) => part.active[1] ?? 0),
  ])
}

const SLOT_MS: Readonly<Record<SettledClass, number>> = { 25: 3_600_000, 100: 900_000 }

// A slot belongs to the period that its first instant lies in.
function partOf(spanId: number, period: Period, day: CalculationDay, slotClass: SettledClass): SpanPart {
  const slotAt = (instantMs: number): number => {
    const inDay = Math.min(Math.max(instantMs, day.startMs), day.endMs)
    return Math.ceil((inDay - day.startMs) / SLOT_MS[slotClass])
  }
  const fromSlot = slotAt(period.fromMs)
  const toSlot = slotAt(period.toMs)
  return {
    spanId,
    slotClass,
    dayNumber: day.dayNumber,
    fromSlot,
    toSlot,
    active: slotRange(fromSlot, toSlot, slotClass),
  }
}
