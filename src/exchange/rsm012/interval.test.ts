import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dk } from '../../market/index.ts'
import { DaySpans } from '../day-spans.ts'
import { dayLengthNote, readInterval } from './interval.ts'
import { periodSteps } from './period-steps.ts'

const ZONE = dk.zone
const at = (): { path: string } => ({ path: 'here' })
const ms = (text: string): number => Date.parse(text)
const text = (instantMs: number): string => new Date(instantMs).toISOString()
/** Midnight in Copenhagen. */
const midnight = (date: string): number => Temporal.PlainDate.from(date).toZonedDateTime(ZONE).epochMilliseconds

function codesOf(start: string, end: string): string[] {
  return readInterval({ start, end }, ZONE, at).findings.map(({ code }) => code)
}

describe('intervals', () => {
  test('minutes, seconds and offsets are read alike', () => {
    const expected = { fromMs: ms('2026-03-01T23:00:00Z'), toMs: ms('2026-03-02T23:00:00Z') }
    for (const [start, end] of [
      ['2026-03-01T23:00Z', '2026-03-02T23:00Z'],
      ['2026-03-01T23:00:00Z', '2026-03-02T23:00:00.000Z'],
      ['2026-03-02T00:00+01:00', '2026-03-03T00:00:00+01:00'],
    ]) {
      expect(readInterval({ start, end }, ZONE, at)).toEqual({ interval: expected, findings: [] })
    }
  })

  test('each end is reported by itself', () => {
    const { findings, interval } = readInterval({ start: undefined, end: 'x' }, ZONE, at)
    expect(findings.map(({ code, path, field }) => [code, path, field])).toEqual([
      ['E50', 'here.start', 'start'],
      ['FIELD_INVALID', 'here.end', 'end'],
    ])
    expect(interval).toEqual({ fromMs: Number.NaN, toMs: Number.NaN })
  })

  test('four hours are enough, a part of a day is allowed', () => {
    expect(codesOf('2026-03-02T05:00Z', '2026-03-02T09:00Z')).toEqual([])
    expect(codesOf('2026-03-02T05:00Z', '2026-03-02T08:59Z')).toEqual(['E50'])
    expect(codesOf('2026-03-02T05:00Z', '2026-03-03T05:00Z')).toEqual([])
  })

  test('whole market days of 23, 24 and 25 hours are right, and the same in whole 24 hours are not', () => {
    for (const date of ['2026-03-28', '2026-03-29', '2026-10-24', '2026-10-25', '2026-06-01']) {
      const from = midnight(date)
      for (let days = 1; days <= 3; days += 1) {
        const to = midnight(Temporal.PlainDate.from(date).add({ days }).toString())
        expect(codesOf(text(from), text(to))).toEqual([])
        const naive = from + days * 24 * 3_600_000
        expect(codesOf(text(from), text(naive))).toEqual(naive === to ? [] : ['DAY_LENGTH'])
      }
    }
  })

  test('the length of an unusual day is noted', () => {
    expect(dayLengthNote({ fromMs: midnight('2026-03-29'), toMs: 0 }, ZONE)).toBe(': 2026-03-29 has 23 hours')
    expect(dayLengthNote({ fromMs: midnight('2026-10-25'), toMs: 0 }, ZONE)).toBe(': 2026-10-25 has 25 hours')
    expect(dayLengthNote({ fromMs: midnight('2026-03-28'), toMs: 0 }, ZONE)).toBe('')
  })
})

/** Where the positions between two local midnights begin, and the last ends. */
function steps(resolution: 'P1D' | 'P1M' | 'P1Y', from: string, to: string): number[] | undefined {
  const grid = periodSteps(resolution, { fromMs: midnight(from), toMs: midnight(to) }, ZONE)
  return grid && Array.from({ length: grid.count + 1 }, (_, n) => grid.startMs(n))
}

describe('positions of days, months and years', () => {
  test('days are 23 to 25 hours long', () => {
    expect(steps('P1D', '2026-03-28', '2026-03-31')).toEqual(
      ['2026-03-28', '2026-03-29', '2026-03-30', '2026-03-31'].map(midnight),
    )
  })

  test('months end with the calendar month; the first may begin within it', () => {
    expect(steps('P1M', '2025-12-01', '2026-03-01')).toEqual(
      ['2025-12-01', '2026-01-01', '2026-02-01', '2026-03-01'].map(midnight),
    )
    expect(steps('P1M', '2026-01-17', '2026-03-01')).toEqual(['2026-01-17', '2026-02-01', '2026-03-01'].map(midnight))
    expect(steps('P1M', '2026-01-01', '2026-02-02')).toBeUndefined()
    expect(steps('P1M', '2026-01-05', '2026-01-20')).toBeUndefined()
  })

  test('years run from the day of the start', () => {
    expect(steps('P1Y', '2024-06-15', '2026-06-15')).toEqual(['2024-06-15', '2025-06-15', '2026-06-15'].map(midnight))
    expect(steps('P1Y', '2024-06-15', '2025-06-14')).toBeUndefined()
  })

  test('no step begins within a day', () => {
    expect(
      periodSteps('P1D', { fromMs: midnight('2026-03-02') + 1, toMs: midnight('2026-03-04') }, ZONE),
    ).toBeUndefined()
    expect(
      periodSteps('P1D', { fromMs: midnight('2026-03-02'), toMs: midnight('2026-03-04') + 1 }, ZONE),
    ).toBeUndefined()
  })
})

test('days that several intervals touch are counted once', () => {
  const day = fc.integer({ min: 0, max: 40 })
  fc.assert(
    fc.property(fc.array(fc.tuple(day, fc.integer({ min: 1, max: 10 }))), (intervals) => {
      const spans = new DaySpans(ZONE)
      const touched = new Set<number>()
      for (const [first, length] of intervals) {
        const from = midnight('2026-03-01') + first * 24 * 3_600_000 + 7_200_000
        // Two hours after midnight, so that the change of the clock moves no end over a day's border.
        spans.add(from, from + (length - 1) * 24 * 3_600_000 + 1)
        for (let n = 0; n < length; n += 1) touched.add(first + n)
      }
      expect(spans.count()).toBe(touched.size)
    }),
    { numRuns: 300 },
  )
})
