import { expect, test } from 'vitest'
import { KIND_SHARES, LOAD_KINDS, SIZES } from './load-tables.ts'
import { settingsOf } from './options.ts'
import { isActive, isHourly, ordinaryPoint } from './ordinary-point.ts'
import type { EventKind, OrdinaryPoint } from './ordinary-point.ts'

const DAYS = 31

function pointsOf(count: number, options = {}): OrdinaryPoint[] {
  const settings = settingsOf({ month: '2026-03', ...options })
  return Array.from({ length: count }, (_, rank) => ordinaryPoint(settings, rank + 20, rank, DAYS))
}

function hourlyOf5000(hourlyPercent: number): number {
  return pointsOf(5000, { hourlyPercent }).filter(({ hourly }) => hourly).length
}

function activeOn(point: OrdinaryPoint): boolean[] {
  return [4, 5, 6].map((day) => isActive(point, day))
}

test('every hundred points has every kind in its share', () => {
  for (let from = 0; from < 1000; from += 100) {
    const hundred = pointsOf(1000).slice(from, from + 100)
    LOAD_KINDS.forEach((kind, number) => {
      expect(hundred.filter((point) => point.kind === number)).toHaveLength(KIND_SHARES[kind])
    })
  }
})

test('sizes lie in the range of their kind', () => {
  for (const { kind, size } of pointsOf(2000)) {
    const [from, to] = SIZES[LOAD_KINDS[kind] ?? 'household']
    expect(size >= from && size < to).toBe(true)
  }
})

test('solar and wind produce; industry is non-profiled, households never are before an event', () => {
  const named = pointsOf(2000).map((point) => ({ ...point, name: LOAD_KINDS[point.kind] }))
  for (const { name, isProduction, nonProfiled } of named) {
    expect(isProduction).toBe(name === 'solar' || name === 'wind')
    if (name === 'industry') expect(nonProfiled).toBe(true)
    if (name === 'household') expect(nonProfiled).toBe(false)
  }
  expect(new Set(named.filter(({ name }) => name === 'shop').map(({ nonProfiled }) => nonProfiled)).size).toBe(2)
})

test('the share of hourly meters is what was asked for', () => {
  expect(hourlyOf5000(0)).toBe(0)
  expect(hourlyOf5000(100)).toBe(5000)
  expect(Math.abs(hourlyOf5000(30) - 1500)).toBeLessThan(150)
})

test('all suppliers have points', () => {
  expect([...new Set(pointsOf(100).map(({ supplier }) => supplier))].toSorted((a, b) => a - b)).toEqual([0, 1, 2])
})

test('every kind of event happens, after the first day and within the month', () => {
  const events = pointsOf(5000).flatMap(({ event }) => (event === undefined ? [] : [event]))
  const kinds: EventKind[] = ['method', 'resolution', 'start', 'stop', 'supplier']
  expect([...new Set(events.map(({ kind }) => kind))].toSorted()).toEqual(kinds)
  for (const { dayIndex } of events) expect(dayIndex >= 1 && dayIndex < DAYS).toBe(true)
  expect(events.length).toBeGreaterThan(200)
  expect(events.length).toBeLessThan(500)
})

test('production never changes its method, and quarter-hour meters are never replaced', () => {
  const points = pointsOf(5000)
  const changesMethod = points.filter(({ event }) => event?.kind === 'method')
  const replaced = points.filter(({ event }) => event?.kind === 'resolution')
  expect(changesMethod.length).toBeGreaterThan(0)
  expect(changesMethod.filter(({ isProduction }) => isProduction)).toEqual([])
  expect(replaced.length).toBeGreaterThan(0)
  expect(replaced.filter(({ hourly }) => !hourly)).toEqual([])
})

test('a point is active from its start, until its stop, and always without either', () => {
  const base = { ...(pointsOf(1)[0] as OrdinaryPoint), hourly: true }
  expect(activeOn({ ...base, event: { kind: 'start', dayIndex: 5 } })).toEqual([false, true, true])
  expect(activeOn({ ...base, event: { kind: 'stop', dayIndex: 5 } })).toEqual([true, false, false])
  expect(activeOn({ ...base, event: { kind: 'supplier', dayIndex: 5 } })).toEqual([true, true, true])
})

test('a replaced meter is hourly until the day of the change', () => {
  const point: OrdinaryPoint = {
    ...(pointsOf(1)[0] as OrdinaryPoint),
    hourly: true,
    event: { kind: 'resolution', dayIndex: 5 },
  }
  expect([4, 5].map((day) => isHourly(point, day))).toEqual([true, false])
  expect(isHourly({ ...point, event: undefined }, 30)).toBe(true)
})
