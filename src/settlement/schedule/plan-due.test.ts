import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, marketDay, marketDayOf } from '../../kernel/index.ts'
import { isWorkingDay } from '../../market/index.ts'
import { dueAtMs, dueDay, periodWith } from './due-at.ts'
import { MARKET_ENTRIES } from './market-entries.ts'
import { planDue, startsBetween } from './plan-due.ts'
import type { DueStart, ScheduledEntry } from './schedule-entry.ts'

const ZONE = 'Europe/Copenhagen'
const day = (date: string) => marketDay(date, ZONE)
const entryOf = (name: string, other: Partial<ScheduledEntry> = {}): ScheduledEntry => {
  const found = MARKET_ENTRIES.find((entry) => entry.name === name)
  if (found === undefined) throw new Error(`no entry ${name}`)
  return { ...found, isOn: true, gridAreas: null, firstDay: '2026-01-01', ...other }
}
const keyOf = ({ entry, from, to }: DueStart): string => `${entry.name} ${from} ${to}`

describe('when a period is due', () => {
  test.each([
    ['aggregation', '2026-03-07', '2026-03-08T05:00:00Z', 'the next day, a Sunday'],
    ['balance_fixing', '2026-03-02', '2026-03-09T07:00:00Z', 'five working days later'],
    ['balance_fixing', '2026-03-28', '2026-04-08T06:00:00Z', 'over Easter, by then in summer time'],
    ['wholesale_fixing', '2026-03-15', '2026-04-13T07:00:00Z', 'six working days after the month'],
    ['first_correction_settlement', '2026-03-15', '2026-07-01T08:00:00Z', 'three months after the month'],
    ['second_correction_settlement', '2026-02-15', '2027-06-01T09:00:00Z', 'fifteen months'],
    ['third_correction_settlement', '2026-02-15', '2029-03-01T11:00:00Z', 'thirty-six months'],
  ])('%s of %s: %s, %s', (name, date, instant) => {
    const { at, days } = entryOf(name)
    expect(new Date(dueAtMs(periodWith(day(date), days), at, ZONE)).toISOString()).toBe(instant.replace('Z', '.000Z'))
  })

  test.each([
    ['2026-03-12', '2026-03-12', '2026-03-13', '2026-03-13', 'a Thursday by itself'],
    ['2026-03-13', '2026-03-13', '2026-03-16', '2026-03-16', 'a Friday with its weekend'],
    ['2026-03-14', '2026-03-13', '2026-03-16', '2026-03-16', 'the Saturday'],
    ['2026-03-15', '2026-03-13', '2026-03-16', '2026-03-16', 'the Sunday'],
    ['2026-03-16', '2026-03-16', '2026-03-17', '2026-03-17', 'the Monday after it'],
    ['2026-04-03', '2026-04-03', '2026-04-06', '2026-04-06', 'Good Friday, due on Easter Monday'],
    ['1969-12-28', '1969-12-26', '1969-12-29', '1969-12-29', 'before days have numbers from 0 on'],
  ])('of weekdays, %s lies in %s to %s, due on %s: %s', (date, from, to, due) => {
    const period = periodWith(day(date), 'weekday')
    expect(period).toEqual({ from, to })
    expect(dueDay(period, { months: 0, workingDays: 0, time: '02:00' }, ZONE).date).toBe(due)
  })

  test('at an hour that the clock skips it is as much later, at one that it has twice the first', () => {
    const at = { months: 0, workingDays: 0, time: '02:30' }
    const dueOn = (date: string) => new Date(dueAtMs(periodWith(addDays(day(date), -1), 'day'), at, ZONE)).toISOString()
    expect(dueOn('2026-03-29')).toBe('2026-03-29T01:30:00.000Z')
    expect(dueOn('2026-10-25')).toBe('2026-10-25T00:30:00.000Z')
  })

  test('months are moved from the day behind them, so that no month is shorter', () => {
    const at = { months: 1, workingDays: 0, time: '00:00' }
    expect(dueDay(periodWith(day('2026-01-31'), 'month'), at, ZONE).date).toBe('2026-03-01')
    expect(dueDay(periodWith(day('2026-02-01'), 'month'), at, ZONE).date).toBe('2026-04-01')
  })
})

/** What is due, found by walking over every day and asking of each period that begins on it. */
function walked(nowMs: number, entries: readonly ScheduledEntry[], done: ReadonlySet<string>): string[] {
  const found: { key: string; due: number; order: number }[] = []
  for (const [order, entry] of entries.entries()) {
    if (!entry.isOn || entry.firstDay === null) continue
    for (let at = day('2025-12-01'); at.startMs <= nowMs; at = addDays(at, 1)) {
      const isFirst = entry.days === 'day' || at.date.endsWith('-01')
      let end = addDays(at, 1)
      while (entry.days === 'month' && !end.date.endsWith('-01')) end = addDays(end, 1)
      if (!isFirst || end.date <= entry.firstDay) continue
      let due = addDays(end, -1)
      for (let months = 0; months < entry.at.months; months += 1) {
        do due = addDays(due, 1)
        while (!addDays(due, 1).date.endsWith('-01'))
      }
      if (entry.at.workingDays === 0) due = addDays(due, 1)
      for (let left = entry.at.workingDays; left > 0; left -= isWorkingDay(due) ? 1 : 0) due = addDays(due, 1)
      const [hours = 0, minutes = 0] = entry.at.time.split(':').map(Number)
      // Noon is far from the hour that the clock changes in.
      const noonMs = due.endMs - 12 * 3_600_000
      const dueMs = noonMs + ((hours - 12) * 60 + minutes) * 60_000
      const key = `${entry.name} ${at.date} ${end.date}`
      if (dueMs <= nowMs && !done.has(key)) found.push({ key, due: dueMs, order })
    }
  }
  return found.toSorted((a, b) => a.due - b.due || a.order - b.order).map(({ key }) => key)
}

const DAYS = fc.integer({ min: 0, max: 400 }).map((n) => addDays(day('2026-01-01'), n))
const ENTRIES = fc
  .array(
    fc.record({
      days: fc.constantFrom('day' as const, 'month' as const),
      months: fc.integer({ min: 0, max: 4 }),
      workingDays: fc.integer({ min: 0, max: 12 }),
      time: fc.constantFrom('03:00', '06:30', '12:00', '23:59'),
      firstDay: fc.option(DAYS.map(({ date }) => date)),
      isOn: fc.boolean(),
    }),
    { maxLength: 4 },
  )
  .map((given) =>
    given.map(({ days, months, workingDays, time, ...other }, index): ScheduledEntry => {
      // Days are moved by whole months only at the end of months.
      const at = { months: days === 'day' ? 0 : months, workingDays, time }
      return { name: `entry ${index}`, kind: 'k', days, at, gridAreas: null, ...other }
    }),
  )

describe('what is due', () => {
  test('is what a walk over all days finds', () => {
    fc.assert(
      fc.property(ENTRIES, DAYS, fc.integer({ min: 0, max: 86_399_000 }), (entries, today, offsetMs) => {
        const nowMs = today.startMs + offsetMs
        const planned = planDue(nowMs, new Map(), { entries, zone: ZONE }).map(keyOf)
        expect(planned).toEqual(walked(nowMs, entries, new Set()))
      }),
      { numRuns: 60 },
    )
  })

  test('is started once, in order, however often and at whatever moments somebody looks', () => {
    const moments = fc.array(fc.integer({ min: 0, max: 200 * 24 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(ENTRIES, moments, (entries, hours) => {
        const started: string[] = []
        const lastDone = new Map<string, string>()
        const times = hours.toSorted((a, b) => a - b).map((hour) => day('2026-02-01').startMs + hour * 3_600_000)
        for (const nowMs of times) {
          for (const due of planDue(nowMs, lastDone, { entries, zone: ZONE })) {
            started.push(keyOf(due))
            lastDone.set(due.entry.name, due.to)
          }
        }
        const last = times.at(-1) ?? 0
        expect(started.toSorted()).toEqual(walked(last, entries, new Set()).toSorted())
        expect(planDue(last, lastDone, { entries, zone: ZONE })).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  test('of an entry without a first day, or one that is off, is nothing', () => {
    const nowMs = day('2026-06-01').startMs
    const entries = [entryOf('aggregation', { firstDay: null }), entryOf('balance_fixing', { isOn: false })]
    expect(planDue(nowMs, new Map(), { entries, zone: ZONE })).toEqual([])
  })

  test('begins where the entry begins, also when an earlier period was started last', () => {
    const entries = [entryOf('aggregation', { firstDay: '2026-03-05' })]
    const lastDone = new Map([['aggregation', '2026-03-02']])
    const planned = planDue(day('2026-03-07').startMs, lastDone, { entries, zone: ZONE })
    expect(planned.map(({ from }) => from)).toEqual(['2026-03-05'])
  })
})

test('what falls into some days, for who looks at the calendar', () => {
  const starts = (name: string, from: string, to: string) =>
    startsBetween(
      entryOf(name),
      { fromMs: day(from).startMs, toMs: day(to).startMs, firstDay: '2025-01-01' },
      ZONE,
    ).map((due) => `${due.from} on ${marketDayOf(due.dueAtMs, ZONE).date}`)
  expect(starts('balance_fixing', '2026-03-13', '2026-03-17')).toEqual([
    '2026-03-06 on 2026-03-13',
    '2026-03-07 on 2026-03-13',
    '2026-03-08 on 2026-03-13',
    '2026-03-09 on 2026-03-16',
  ])
  expect(starts('wholesale_fixing', '2026-04-01', '2026-05-01')).toEqual(['2026-03-01 on 2026-04-13'])
})
