import { expect, test } from 'vitest'
import { parseGln, parseGsrn } from '../kernel/index.ts'
import { finalReadings } from './final-readings.ts'
import { gsrnOf } from './identities.ts'
import { planMarket } from './market.ts'
import { actors, gridAreas, pointPeriods } from './master-data.ts'

const plan = planMarket({ month: '2026-03', meteringPoints: 2000, seed: 5 })
const periods = [...pointPeriods(plan)]
const byPoint = Map.groupBy(periods, ({ meteringPointId }): string => meteringPointId)

function distinct(values: readonly (string | null | undefined)[]): number {
  return new Set(values.filter((value) => typeof value === 'string')).size
}

test('every point is stated, with one or two statements in the order of their days', () => {
  expect(byPoint.size).toBe(2000)
  for (const [id, statements] of byPoint) {
    expect(parseGsrn(id).ok).toBe(true)
    const days = statements.map(({ validFrom }) => validFrom)
    expect(days.length <= 2 && days.every((day, n) => n === 0 || day > (days[n - 1] ?? ''))).toBe(true)
  }
})

test('fields apply by type as the market has it (settlement 3.1)', () => {
  for (const period of periods) {
    const isExchange = period.type === 'exchange'
    expect([period.fromGridArea !== undefined, period.toGridArea !== undefined]).toEqual([isExchange, isExchange])
    expect([period.energySupplierId !== undefined, period.balanceResponsibleId !== undefined]).toEqual([
      !isExchange,
      !isExchange,
    ])
    expect(period.settlementMethod !== undefined).toBe(period.type === 'consumption')
    if (isExchange) expect([period.fromGridArea, period.toGridArea]).toContain(period.gridArea)
  }
})

test('each own area has a grid-loss point in flex consumption and a system correction in production all month', () => {
  for (const area of ['801', '802']) {
    const marked = periods.filter(({ gridArea, lossRole }) => gridArea === area && lossRole !== undefined)
    expect(
      marked.map(({ type, settlementMethod, lossRole, validFrom }) => [type, settlementMethod, lossRole, validFrom]),
    ).toEqual([
      ['consumption', 'flex', 'grid_loss', '2025-03-01'],
      ['production', undefined, 'system_correction', '2025-03-01'],
    ])
  }
})

test('points start, stop, change supplier, method and resolution within the month', () => {
  const changes = [...byPoint.values()].map(([first, second]) => {
    if (first === undefined) return 'none'
    if (second === undefined) return first.validFrom > '2026-03-01' ? 'start' : 'none'
    if (second.connectionState === 'closed_down') return 'stop'
    if (second.energySupplierId !== first.energySupplierId) return 'supplier'
    if (second.settlementMethod !== first.settlementMethod) return 'method'
    return second.resolution === first.resolution ? 'nothing' : 'resolution'
  })
  expect([...new Set(changes)].toSorted()).toEqual(['method', 'none', 'resolution', 'start', 'stop', 'supplier'])
})

test('both resolutions, three suppliers, two balance responsible parties', () => {
  expect(distinct(periods.map(({ resolution }) => resolution))).toBe(2)
  expect(distinct(periods.map(({ energySupplierId }) => energySupplierId))).toBe(3)
  expect(distinct(periods.map(({ balanceResponsibleId }) => balanceResponsibleId))).toBe(2)
})

test('a point has readings on exactly the days it is connected, in the resolution of its period', () => {
  const readings = finalReadings(plan)
  for (let point = 0; point < 2000; point += 1) {
    const statements = byPoint.get(gsrnOf(point)) ?? []
    plan.days.forEach(({ day, index }) => {
      const period = statements.findLast(({ validFrom }) => validFrom <= day.date)
      const isMetered =
        period !== undefined && period.connectionState !== 'closed_down' && period.lossRole === undefined
      expect(readings.meteredHourly(point, index)).toBe(isMetered ? period.resolution === 'PT1H' : undefined)
    })
  }
})

test('a range of points has the statements of those points', () => {
  const ids = new Set(
    [...pointPeriods(plan, { from: 100, to: 110 })].map(({ meteringPointId }): string => meteringPointId),
  )
  expect([...ids]).toEqual(Array.from({ length: 10 }, (_, n) => gsrnOf(100 + n)))
})

test('areas name who reads their meters, and that party is an actor', () => {
  const known = new Set(actors().map(({ actorId }) => actorId))
  expect(gridAreas(plan).map(({ code }) => code)).toEqual(['901', '902', '801', '802'])
  for (const { meteredDataResponsibleId, gridAccessProviderId } of gridAreas(plan))
    expect([meteredDataResponsibleId, gridAccessProviderId].every((id) => known.has(String(id)))).toBe(true)
  for (const id of known) expect(parseGln(id).ok).toBe(true)
  for (const { energySupplierId } of periods)
    if (typeof energySupplierId === 'string') expect(known.has(energySupplierId)).toBe(true)
})

test('areas name as neighbours those with which an exchange point joins them', () => {
  const joined = (code: string): string[] =>
    periods
      .flatMap(({ type, fromGridArea = '', toGridArea = '' }) =>
        type === 'exchange' ? [[fromGridArea, toGridArea]] : [],
      )
      .flatMap((ends) => (ends.includes(code) ? ends.filter((end) => end !== code) : []))
      .map(String)
  for (const { code, neighbours } of gridAreas(plan)) expect(new Set(neighbours), code).toEqual(new Set(joined(code)))
})
