import { expect, test } from 'vitest'
import { areaTotals } from './area-totals.ts'
import { exchangeDay } from './exchange-day.ts'
import { OWN_AREAS } from './fixed-points.ts'
import { dayOf, planMarket } from './market.ts'
import { placeOf } from './layout.ts'

const plan = planMarket({ month: '2026-03', meteringPoints: 400, seed: 3 })

test('every exchange point has a reading in every slot of the day, none negative, none with part of a milli-kWh', () => {
  for (const dayIndex of [0, 28, 30]) {
    const { readings } = exchangeDay(plan, dayIndex)
    expect(readings.size).toBe(20)
    const { day, quarters } = dayOf(plan, dayIndex)
    for (const [number, values] of readings) {
      const { fixed } = placeOf(plan.layout, number)
      const slots = fixed?.role === 'exchange' && fixed.hourly ? day.hours : quarters
      for (let k = 0; k < values.length; k += 1) {
        const value = values[k] ?? -1
        expect(k < slots ? Number.isSafeInteger(value) && value >= 0 : value === 0).toBe(true)
      }
    }
  }
})

test('on no border does the net change its sign within an hour, which the carry rounding needs', () => {
  for (let dayIndex = 0; dayIndex < 31; dayIndex += 1) {
    const { readings } = exchangeDay(plan, dayIndex)
    const { quarters } = dayOf(plan, dayIndex)
    for (const border of ['801-802', '801-901', '801-902', '802-901', '802-902']) {
      const net = Array.from({ length: quarters }, (_, q) => netOf(readings, border, q))
      for (let q = 0; q < quarters; q += 4) {
        expect(new Set(net.slice(q, q + 4).map((value) => Math.sign(value))).size).toBe(1)
      }
    }
  }
})

function netOf(readings: ReadonlyMap<number, Float64Array>, border: string, quarter: number): number {
  const [own, other] = border.split('-')
  let net = 0
  for (const [number, values] of readings) {
    const { fixed } = placeOf(plan.layout, number)
    if (fixed?.role !== 'exchange') continue
    const value = fixed.hourly ? (values[quarter >> 2] ?? 0) : 4 * (values[quarter] ?? 0)
    if (fixed.toArea === own && fixed.fromArea === other) net += value
    if (fixed.fromArea === own && fixed.toArea === other) net -= value
  }
  return net
}

test('the balance holds the totals of consumption and production', () => {
  const { balances } = exchangeDay(plan, 4)
  for (const area of OWN_AREAS) {
    const { consumption, production } = areaTotals(plan, area, 4)
    expect(balances[area]).toMatchObject({ consumption, production })
    expect(consumption.every((value) => value > 0)).toBe(true)
    expect(production.some((value) => value > 0)).toBe(true)
  }
})

test('a surplus flows out to one neighbour, a need in from the other, never both at once', () => {
  // Many small plants and a windy seed make both occur.
  const seeds = [1, 2, 3, 4].map((seed) => planMarket({ month: '2026-06', meteringPoints: 300, seed }))
  const seen = new Set<string>()
  for (const each of seeds) {
    for (const dayIndex of [3, 9, 15, 21]) {
      const { readings } = exchangeDay(each, dayIndex)
      const closing = (from: string, to: string): Float64Array => {
        for (const [number, values] of readings) {
          const { fixed } = placeOf(each.layout, number)
          if (fixed?.role === 'exchange' && !fixed.hourly && fixed.fromArea === from && fixed.toArea === to)
            return values
        }
        throw new Error('no such point')
      }
      const [need, surplus] = [closing('901', '801'), closing('801', '902')]
      for (let q = 0; q < 96; q += 1) {
        if ((need[q] ?? 0) > 0) seen.add('need')
        if ((surplus[q] ?? 0) > 0) seen.add('surplus')
        expect(Math.min(need[q] ?? 0, surplus[q] ?? 0)).toBe(0)
      }
    }
  }
  expect([...seen].toSorted()).toEqual(['need', 'surplus'])
})
