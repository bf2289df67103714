import { expect, test } from 'vitest'
import { finalReadings } from './final-readings.ts'
import { placeOf, pointsOf } from './layout.ts'
import { planMarket } from './market.ts'
import type { MarketPlan } from './market.ts'
import { qualityRuns } from './quality-runs.ts'
import { readingDays } from './reading-days.ts'
import { transactionsOf } from './transactions.ts'
import { ordinaryPoint } from './ordinary-point.ts'

const plan = planMarket({ month: '2026-03', meteringPoints: 1000, seed: 8 })

function pointWith(given: MarketPlan, event: string): { point: number; dayIndex: number } {
  const { ordinaryFrom, to } = pointsOf(given.layout, '801')
  for (let point = ordinaryFrom; point < to; point += 1) {
    const found = ordinaryPoint(given.settings, point, point - ordinaryFrom, given.days.length).event
    if (found?.kind === event) return { point, dayIndex: found.dayIndex }
  }
  throw new Error(`no point with event ${event}`)
}

test('a point day is the same whether it is asked for alone, again, or after others', () => {
  const alone = finalReadings(plan).dayOf(500, 17)?.values.slice()
  const readings = finalReadings(plan)
  for (let point = 700; point > 400; point -= 1) readings.dayOf(point, 30)
  expect(readings.dayOf(500, 17)?.values).toEqual(alone)
  expect(readings.dayOf(500, 17)?.values).toEqual(alone)
  expect(readings.dayOf(501, 17)?.values).not.toEqual(alone)
})

test('loss points have no readings, nor has anything outside its time', () => {
  const readings = finalReadings(plan)
  const { area } = placeOf(plan.layout, 500)
  const losses = area.fixed.flatMap(({ role }, n) => (role === 'exchange' ? [] : [area.from + n]))
  expect(losses).toHaveLength(2)
  for (const point of losses)
    expect([readings.dayOf(point, 0), readings.meteredHourly(point, 0)]).toEqual([undefined, undefined])
  const started = pointWith(plan, 'start')
  expect(readings.dayOf(started.point, started.dayIndex - 1)).toBeUndefined()
  expect(readings.dayOf(started.point, started.dayIndex)).toBeDefined()
})

test('a range of blocks has the same rows as its parts', () => {
  const readings = finalReadings(plan)
  const whole = readingDays(plan, readings, { from: 0, to: 300 }, { from: 28, to: 29 })
  const parts = [0, 100, 200].map((from) =>
    readingDays(plan, finalReadings(plan), { from, to: from + 100 }, { from: 28, to: 29 }),
  )
  for (const kind of ['hours', 'quarters'] as const) {
    expect(parts.flatMap((part) => [...part[kind].points])).toEqual([...whole[kind].points])
    expect(parts.flatMap((part) => [...part[kind].rows.values])).toEqual([...whole[kind].rows.values])
    expect(parts.flatMap((part) => [...part[kind].rows.measured])).toEqual([...whole[kind].rows.measured])
  }
})

test('a first delivery of a week is cut where the resolution changes, and begins where the point starts', () => {
  const readings = finalReadings(plan)
  const month = { from: 0, to: 31 }
  const changed = pointWith(plan, 'resolution')
  expect(transactionsOf(plan, readings, changed.point, month, 1)).toEqual([
    { point: changed.point, days: { from: 0, to: changed.dayIndex }, hourly: true },
    { point: changed.point, days: { from: changed.dayIndex, to: 31 }, hourly: false },
  ])
  const started = pointWith(plan, 'start')
  expect(transactionsOf(plan, readings, started.point, month, 1)).toMatchObject([
    { days: { from: started.dayIndex, to: 31 } },
  ])
  const stopped = pointWith(plan, 'stop')
  expect(transactionsOf(plan, readings, stopped.point, month, 1)).toMatchObject([
    { days: { from: 0, to: stopped.dayIndex } },
  ])
})

test('later deliveries speak of one day each, and never of a day without a first one', () => {
  const all = planMarket({ month: '2026-03', meteringPoints: 1000, seed: 8, correctedDaysPermille: 1000 })
  const readings = finalReadings(all)
  const started = pointWith(all, 'start')
  const later = transactionsOf(all, readings, started.point, { from: 0, to: 31 }, 2)
  expect(later.map(({ days }) => days.to - days.from)).toEqual(later.map(() => 1))
  expect(later.map(({ days }) => days.from)).toEqual(
    Array.from({ length: 31 - started.dayIndex }, (_, n) => started.dayIndex + n),
  )
})

test('the shares of estimated and missing days are what was asked for, and exchange never misses', () => {
  const settings = { ...plan.settings, estimatedDaysPermille: 100, missingDaysPermille: 50 }
  const counts = { estimated: 0, missing: 0 }
  for (let point = 0; point < 10_000; point += 1) {
    const { estimated, missing } = qualityRuns(settings, point, 20_520, 96, true)
    for (const [name, run] of Object.entries({ estimated, missing }) as ['estimated' | 'missing', typeof missing][]) {
      expect(run.from >= 0 && run.from <= run.to && run.to <= 96).toBe(true)
      if (run.to > run.from) counts[name] += 1
    }
    expect(qualityRuns(settings, point, 20_520, 96, false).missing).toEqual({ from: 0, to: 0 })
  }
  expect(Math.abs(counts.estimated - 1000)).toBeLessThan(120)
  expect(Math.abs(counts.missing - 500)).toBeLessThan(90)
})
