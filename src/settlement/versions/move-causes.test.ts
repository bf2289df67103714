import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededRandom } from '../../../test/oracle/random.ts'
import type { PlainDelivery, PlainSlot } from '../../../test/plain-days.ts'
import { examplePoint, pointId } from '../../../test/reading-documents.ts'
import { openSettledHub, type SettledHub } from '../../../test/settled-hub.ts'
import { glnWithCheckDigit, marketDay } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import type { NewPointPeriod } from '../../metering-points/index.ts'
import { compareCalculations, type ExplainedMover } from './compare-calculations.ts'

// A random market of a few points on the days around the change of the clock, settled; then readings, suppliers, methods and
// resolutions change at random, and it is settled again. Every mover's causes are held against sums over single slots.
const DAYS = ['2026-03-28', '2026-03-29', '2026-03-30']
const POINTS = 10
const SUPPLIERS = [1, 2].map((n) => glnWithCheckDigit(n))
const METHODS = ['flex', 'non_profiled'] as const
const RESOLUTIONS = ['PT15M', 'PT1H'] as const

/** What a point is from a day on. */
type State = Pick<
  NewPointPeriod,
  'type' | 'settlementMethod' | 'resolution' | 'energySupplierId' | 'fromGridArea' | 'toGridArea'
>

/** What is known at a moment: the state of each point on each day, and its readings, micro-kWh by resolution and slot. */
interface Known {
  readonly state: Map<string, State>
  readonly reading: Map<string, bigint>
}

const random = seededRandom(Number(process.env['GRIDBOOK_CAUSES_SEED'] ?? 11))
const known: Known = { state: new Map(), reading: new Map() }

let hub: SettledHub
let before: Known
let movers: readonly ExplainedMover[]
beforeAll(async () => {
  const points = Array.from({ length: POINTS }, (_, n) => statement(n + 1, DAYS[0] ?? ''))
  hub = await openSettledHub(points)
  await deliver('first', 100)
  const a = await hub.calculate('2026-03-28', '2026-03-30')
  before = { state: new Map(known.state), reading: new Map(known.reading) }
  for (let n = 0; n < 4; n += 1) await hub.state(statement(1 + n, DAYS[random.int(1, 3)] ?? ''))
  await deliver('second', 30)
  const b = await hub.calculate('2026-03-28', '2026-03-30')
  const ids = [a.calculation.calculationId, b.calculation.calculationId] as const
  movers = (await compareCalculations(ids, { limit: 1000 }, hub.ports)).energy.movers
}, 180_000)
afterAll(async () => {
  await hub.close()
})

/** States something at random about a point from a day on; its type stays. */
function statement(n: number, from: string): NewPointPeriod {
  const type = n <= 6 ? 'consumption' : n <= 8 ? 'production' : 'exchange'
  const exchange = type === 'exchange'
  const state: State = {
    type,
    settlementMethod: type === 'consumption' ? random.pick(METHODS) : null,
    resolution: random.pick(RESOLUTIONS),
    energySupplierId: exchange ? null : random.pick(SUPPLIERS),
    fromGridArea: exchange ? (n === 9 ? '802' : '801') : null,
    toGridArea: exchange ? (n === 9 ? '801' : '803') : null,
  }
  for (const day of DAYS) if (day >= from) known.state.set(`${n} ${day}`, state)
  const balanceResponsibleId = exchange ? null : glnWithCheckDigit(901)
  return examplePoint(n, { ...state, balanceResponsibleId, validFrom: from === DAYS[0] ? '2026-01-01' : from })
}

/** Delivers days at random, in both resolutions: which one counts is the point's. */
async function deliver(documentId: string, percent: number): Promise<void> {
  const deliveries: PlainDelivery[] = []
  for (let n = 1; n <= POINTS; n += 1) {
    for (const date of DAYS) {
      for (const resolution of RESOLUTIONS) {
        if (!random.chance(percent)) continue
        const day = marketDay(date, dk.zone)
        const slots = resolution === 'PT1H' ? day.hours : 4 * day.hours
        const stated = new Map<number, PlainSlot>()
        for (let slot = 0; slot < slots; slot += 1) {
          if (!random.chance(percent)) continue
          const micro = BigInt(random.int(0, 20_000)) * 1000n
          stated.set(slot, { quality: 'measured', micro })
          known.reading.set(`${n} ${date} ${resolution} ${slot}`, micro)
        }
        if (stated.size === 0) continue
        const registeredAtMs = documentId === 'first' ? 1 : 2
        const slotClass = resolution === 'PT1H' ? 25 : 100
        deliveries.push({ point: pointId(n), stream: '', slotClass, day: day.dayNumber, slots, registeredAtMs, stated })
      }
    }
  }
  await hub.deliver(documentId, ...deliveries)
}

/** A point's energy in a day, as quarters of hundred-millionths of a kWh added up one by one. */
function energy({ state, reading }: Known, n: number, day: string): bigint {
  const { resolution } = state.get(`${n} ${day}`) ?? {}
  const { hours } = marketDay(day, dk.zone)
  let sum = 0n
  for (let quarter = 0; quarter < 4 * hours; quarter += 1) {
    const slot = resolution === 'PT1H' ? Math.floor(quarter / 4) : quarter
    const micro = reading.get(`${n} ${day} ${resolution} ${slot}`) ?? 0n
    sum += resolution === 'PT1H' ? micro * 25n : micro * 100n
  }
  return sum
}

/** What of a point's energy a result takes in, before rounding and without the allocated loss: its sign, or 0. */
function signIn(mover: ExplainedMover, state: State | undefined): bigint {
  if (state === undefined) return 0n
  const { timeSeriesType: series, level } = mover
  if (level === 'supplier' && state.energySupplierId !== mover.energySupplierId) return 0n
  const kind = state.type === 'consumption' ? (state.settlementMethod ?? '') : state.type
  const signOf = SIGNS[series]?.[kind] ?? 0n
  if (kind !== 'exchange') return signOf
  const neighbour = state.toGridArea === '801' ? state.fromGridArea : state.toGridArea
  if (level === 'neighbour' && neighbour !== mover.neighbourGridArea) return 0n
  return state.toGridArea === '801' ? signOf : -signOf
}

const SIGNS: Readonly<Record<string, Readonly<Record<string, bigint>>>> = {
  net_exchange_per_neighboring_ga: { exchange: 1n },
  net_exchange_per_ga: { exchange: 1n },
  temp_production: { production: 1n },
  production: { production: 1n },
  temp_flex_consumption: { flex: 1n },
  flex_consumption: { flex: 1n },
  non_profiled_consumption: { non_profiled: 1n },
  grid_loss: { exchange: 1n, production: 1n, flex: -1n, non_profiled: -1n },
  total_consumption: { production: 1n, exchange: 1n },
}

function exactSum(mover: ExplainedMover, at: Known): bigint {
  let sum = 0n
  for (let n = 1; n <= POINTS; n += 1) {
    sum += signIn(mover, at.state.get(`${n} ${mover.marketDay}`)) * energy(at, n, mover.marketDay)
  }
  return sum
}

const scaled = (text: string, places: number): bigint => {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.')
  const value = BigInt(whole + fraction.padEnd(places, '0'))
  return text.startsWith('-') ? -value : value
}

test('readings and periods add up to the difference of the exact sums of every result that moved', () => {
  expect(movers.length).toBeGreaterThan(30)
  const seen = new Set(movers.map(({ timeSeriesType, level }) => `${timeSeriesType} ${level}`))
  expect(seen.size).toBeGreaterThan(15)
  for (const mover of movers) {
    const { causes, timeSeriesType, level, marketDay: day } = mover
    const exact = exactSum(mover, known) - exactSum(mover, before)
    const told = scaled(causes.readingsKwh, 8) + scaled(causes.periodsKwh, 8)
    expect([timeSeriesType, level, day, told]).toEqual([timeSeriesType, level, day, exact])
  }
})

test('what is listed of points adds up to the totals, and what remains is rounding and no more', () => {
  for (const { causes, differenceKwh, timeSeriesType } of movers) {
    const total = (field: 'readingsKwh' | 'periodsKwh'): bigint =>
      causes.top.reduce((sum, cause) => sum + scaled(cause[field], 8), 0n)
    expect(total('readingsKwh')).toBe(scaled(causes.readingsKwh, 8))
    expect(total('periodsKwh')).toBe(scaled(causes.periodsKwh, 8))
    const rounding = scaled(causes.roundingKwh, 8)
    const parts = total('readingsKwh') + total('periodsKwh') + scaled(causes.allocatedLossKwh, 8) + rounding
    expect(parts).toBe(scaled(differenceKwh, 8))
    // Each rounded sum is off by less than a thousandth in each slot, before and after; a loss is made of up to eight.
    expect(rounding < 0n ? -rounding : rounding).toBeLessThanOrEqual(16n * 100_000n * 100n)
    if (timeSeriesType === 'positive_grid_loss') expect(causes.points).toBe(0)
  }
})

test('points that did not change are the cause of nothing', () => {
  const changed = (n: number): boolean =>
    DAYS.some((day) => {
      const same = JSON.stringify(before.state.get(`${n} ${day}`)) === JSON.stringify(known.state.get(`${n} ${day}`))
      return !same || energy(before, n, day) !== energy(known, n, day)
    })
  const unchanged = Array.from({ length: POINTS }, (_, n) => n + 1).filter((n) => !changed(n))
  for (const mover of movers) {
    for (const cause of mover.causes.top) expect(unchanged.map((n) => pointId(n))).not.toContain(cause.meteringPointId)
  }
})
