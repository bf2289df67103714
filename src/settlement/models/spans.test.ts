import { describe, expect, test } from 'vitest'
import { calculationDays } from './calculation-days.ts'
import { divideSpans } from './spans.ts'

const HOUR = 3_600_000
// 28 to 30 March 2026: 24, 23 and 24 hours.
const period = { fromMs: Date.UTC(2026, 2, 27, 23), toMs: Date.UTC(2026, 2, 30, 22) }
const days = calculationDays(period, 'Europe/Copenhagen')
const [first, second, third] = days.map((day) => day.dayNumber) as [number, number, number]

describe('calculation days', () => {
  test('know their lengths and slots', () => {
    expect(days.map((day) => [day.hours, day.quarters])).toEqual([
      [24, 96],
      [23, 92],
      [24, 96],
    ])
    expect(days.map((day) => day.hourMask)).toEqual([[2 ** 24 - 1], [2 ** 23 - 1], [2 ** 24 - 1]])
    expect(days[1]?.quarterMask).toEqual([2 ** 52 - 1, 2 ** 40 - 1])
  })
})

describe('a span', () => {
  test('of whole days has no parts', () => {
    expect(divideSpans([period], days)).toEqual({
      spans: [{ ...period, spanId: 0, fullFrom: first, fullLast: third }],
      parts: [],
    })
  })

  test('that begins and ends within days has a part at each end, in both slot classes', () => {
    const { spans, parts } = divideSpans([{ fromMs: period.fromMs + 5 * HOUR, toMs: period.toMs - 2 * HOUR }], days)
    expect(spans).toMatchObject([{ fullFrom: second, fullLast: second }])
    expect(parts.map((part) => [part.dayNumber, part.slotClass, part.fromSlot, part.toSlot])).toEqual([
      [first, 25, 5, 24],
      [first, 100, 20, 96],
      [third, 25, 0, 22],
      [third, 100, 0, 88],
    ])
    expect(parts[0]?.active).toEqual([2 ** 24 - 2 ** 5])
    expect(parts[3]?.active).toEqual([2 ** 52 - 1, 2 ** 36 - 1])
  })

  test('within one day has no whole day', () => {
    const { spans, parts } = divideSpans([{ fromMs: period.fromMs, toMs: period.fromMs + HOUR }], days)
    expect(spans).toMatchObject([{ fullFrom: undefined, fullLast: undefined }])
    expect(parts.map((part) => [part.slotClass, part.fromSlot, part.toSlot])).toEqual([
      [25, 0, 1],
      [100, 0, 4],
    ])
  })

  test('shorter than a slot that begins in none has no part of that class', () => {
    const { parts } = divideSpans([{ fromMs: period.fromMs + HOUR / 4, toMs: period.fromMs + HOUR / 2 }], days)
    expect(parts.map((part) => [part.slotClass, part.fromSlot, part.toSlot])).toEqual([[100, 1, 2]])
  })
})
