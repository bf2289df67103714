import fc from 'fast-check'
import { slotCount } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { marketDays } from '../models/calendar.ts'
import type { PlainMarket, PlainPointPeriod, PlainReadings } from './plain-market.ts'

/** A random market, and the day up to which it is priced. */
export interface RandomMarket {
  readonly market: PlainMarket
  readonly to: string
}

const open = { from: '2020-01-01', to: null }

/**
 * Small markets of a spring or an autumn, the day of 23 or 25 hours among their days, in which whatever can happen happens: a change of supplier
 * or of resolution, links that come and go, a factor of two, a tariff whose price changes, prices and readings that lack, negative prices.
 */
export function randomMarket(): fc.Arbitrary<RandomMarket> {
  return fc.record({ seed: fc.integer({ min: 1, max: 2 ** 30 }), autumn: fc.boolean(), faults: fc.boolean() }).map(makeMarket)
}

/** The market of a seed: the same seed gives the same market. */
function makeMarket({ seed, autumn, faults }: { readonly seed: number; readonly autumn: boolean; readonly faults: boolean }): RandomMarket {
  const random = generator(seed)
  const first = autumn ? '2026-10-20' : '2026-03-22'
  const days = marketDays(first, autumn ? '2026-11-08' : '2026-04-10', dk.zone)
  const dates = days.map(({ date }) => date)
  const end = dates.at(-1) ?? first
  const day = (): string => dates[random(dates.length)] ?? first
  const either = <T>(...values: readonly T[]): T => values[random(values.length)] as T
  const rarely = (chance: number): boolean => random(chance) === 0
  const lacks = (): boolean => faults && rarely(4)
  const perSlot = (count: number, value: () => bigint, lacking: boolean): (bigint | undefined)[] =>
    Array.from({ length: count }, () => (lacking && rarely(30) ? undefined : value()))
  const quarters = (date: string): number => days.filter((each) => each.date === date).map((each) => slotCount(each, 'PT15M'))[0] ?? 96

  const points = ['P1', 'P2', 'P3']
  const pointPeriods = points.flatMap((point): PlainMarket['pointPeriods'] => {
    const type = either<PlainPointPeriod['type']>('consumption', 'consumption', 'production', 'electrical_heating')
    const change = day()
    const before = { point, type, area: '344' }
    if (change === first || rarely(2)) return [{ ...before, resolution: either('PT15M', 'PT1H'), ...open }]
    const until = { from: lacks() ? '2026-10-22' : '2020-01-01', to: change }
    const after = { ...before, area: either('344', '131', '999'), from: change, to: null }
    const usable = faults ? after : { ...after, area: either('344', '131') }
    const [one, two] = either(['PT15M', 'PT1H'] as const, ['PT1H', 'PT15M'] as const)
    return [...(until.from < change ? [{ ...before, resolution: one, ...until }] : []), { ...usable, resolution: two }]
  })
  const readings = new Map(
    points.map((point) => [
      point,
      new Map(
        dates.flatMap((date): [string, PlainReadings][] => {
          const resolution = pointPeriods.find((p) => p.point === point && p.from <= date && (p.to === null || date < p.to))?.resolution ?? 'PT15M'
          if (faults && rarely(60)) return []
          const count = quarters(date)
          const slots = perSlot(resolution === 'PT1H' ? Math.trunc(count / 4) : count, () => BigInt(random(3_000)) * 1_000n, faults && rarely(20))
          return [[date, { resolution, slots }]]
        }),
      ),
    ]),
  )
  const supplyPeriods = points.flatMap((point, n): PlainMarket['supplyPeriods'] => {
    const terms = { point, margin: BigInt(random(80_000) - 10_000), supplement: either(0n, 12_345n), subscription: either(0n, 39_000_000n, 29_990_000n) }
    const change = day()
    const [a, b] = [2 * n + 1, 2 * n + 2]
    const begun = { ...terms, id: a, contract: `K${a}`, customer: `C${n}`, from: either('2025-01-01', first), to: change }
    const next = { ...terms, id: b, contract: `K${b}`, customer: `D${n}`, from: change, to: either(null, end), margin: 7n }
    return [...(begun.from < change ? [begun] : []), ...(next.to === null || next.from < next.to ? [next] : [])]
  })
  // Whatever began before the first day is billed up to there.
  const billedTo = new Map(supplyPeriods.filter((p) => p.from < first || rarely(3)).map((p) => [p.id, p.from < first ? first : (either(p.from, p.to) ?? end)]))
  const ids = [1, 2, 3, 4, 5, 6]
  const types = ['tariff', 'tariff', 'tariff', 'tariff', 'subscription', 'fee'] as const
  const charges = ids.filter(() => !(faults && rarely(12))).map((id): PlainMarket['charges'][number] => {
    const info = { vat: either(true, true, false), isTax: id === 4 }
    const change = day()
    const type = types[id - 1] ?? 'tariff'
    if (rarely(2)) return { id, type, periods: [{ ...open, ...info }] }
    const later = lacks() ? [] : [{ from: change, to: null, vat: either(true, false), isTax: info.isTax }]
    return { id, type, periods: [{ from: '2020-01-01', to: change, ...info }, ...later] }
  })
  const links = points.flatMap((point) =>
    ids.filter(() => !rarely(4)).flatMap((chargeId): PlainMarket['links'] => {
      const [a, b] = [day(), day()].toSorted()
      const link = { point, chargeId, factor: either(1, 1, 2, 3) }
      if (a === undefined || b === undefined || a === b || rarely(2)) return [{ ...link, from: either('2025-06-01', day()), to: null }]
      return [{ ...link, from: either('2025-06-01', a), to: b }, ...(rarely(2) ? [{ ...link, factor: 1, from: b, to: null }] : [])]
    }),
  )
  const tariffPrices = new Map(
    [1, 2, 3, 4].map((id) => {
      const flat = id > 2 || rarely(3)
      const levels = [either(54_000n, -1_000n), 761_500n]
      const change = day()
      return [
        id,
        new Map(
          dates.filter(() => !(faults && rarely(80))).map((date): [string, (bigint | undefined)[]] => {
            if (faults && rarely(80)) return [date, []]
            const price = (date < change ? levels[0] : levels[1]) ?? 0n
            const count = quarters(date)
            const hours = Array.from({ length: 25 }, () => BigInt(random(900_000) - 50_000))
            const isFlat = flat || rarely(5)
            return [date, isFlat ? Array<bigint>(count).fill(price) : perSlot(count, () => 0n, faults && rarely(20)).map((p, q) => (p === undefined ? p : hours[Math.trunc(q / 4)]))]
          }),
        ),
      ] as const
    }),
  )
  const months = [...new Set(dates.map((date) => `${date.slice(0, 7)}-01`))]
  const monthPrices = [
    ...months.filter(() => !lacks()).map((month) => ({ chargeId: 5, day: month, price: 49_125_000n })),
    ...(lacks() ? [] : [{ chargeId: 6, day: '2025-01-01', price: 12_757_000n }]),
    { chargeId: 6, day: day(), price: 99_990_000n },
  ]
  const nine = rarely(2)
  const spot = new Map(
    ['DK1', 'DK2'].map((area) => [
      area,
      new Map(
        dates.filter(() => !(faults && rarely(100))).map((date) => [
          date,
          perSlot(quarters(date), () => BigInt(random(2_000_000) - 300_000) * (nine ? 1_001n : 1_000n), faults && rarely(25)),
        ]),
      ),
    ]),
  )
  const gridAreas = [
    { area: '344', priceArea: 'DK1', from: '2020-01-01', to: days[7]?.date ?? null },
    { area: '344', priceArea: 'DK2', from: days[7]?.date ?? '2030-01-01', to: null },
    { area: '131', priceArea: 'DK2', ...open },
    { area: '999', priceArea: null, ...open },
  ]
  return {
    to: either(end, day()),
    market: { supplyPeriods, billedTo, pointPeriods, gridAreas, charges, links, readings, tariffPrices, monthPrices, spot },
  }
}

/** Whole numbers below a bound, from a seed (mulberry32). */
function generator(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.trunc((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}
