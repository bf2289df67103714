import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dk } from '../../market/index.ts'
import { openEngine, type Engine } from '../../platform/index.ts'
import { marketDays } from '../models/calendar.ts'
import { NO_MARKET, type PlainMarket } from '../testing/plain-market.ts'
import { pricePlain } from '../testing/price-plain.ts'
import { priceReference } from '../testing/reference.ts'

let engine: Engine
beforeAll(async () => {
  engine = await openEngine({ threads: 2, tempDir: join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'gridbook-pricing-spill') })
})
afterAll(async () => {
  await engine.close()
})

// datahub 4.4: a day of 6, 10, 4 and 4 hours.
const HOURS = [...Array(6).fill(0), ...Array(10).fill(1), ...Array(4).fill(2), ...Array(4).fill(3)] as (0 | 1 | 2 | 3)[]
const perHour = (values: readonly bigint[]): bigint[] => HOURS.map((level) => values[level] ?? 0n)
const quarters = (hours: readonly bigint[]): bigint[] => hours.flatMap((value) => [value, value, value, value])
const byDay = <T>(from: string, to: string, value: (day: string) => T): Map<string, T> =>
  new Map(marketDays(from, to, dk.zone).map(({ date }) => [date, value(date)]))
const open = { from: '2020-01-01', to: null }

/** The market of the golden invoices: January 2026, one point. */
function goldenMarket(from = '2026-01-01'): PlainMarket {
  const day = { from: '2026-01-01', to: '2026-02-01' }
  const flat = (price: bigint): Map<string, bigint[]> => byDay(day.from, day.to, () => Array<bigint>(96).fill(price))
  const charge = (id: number, type: 'tariff' | 'subscription', isTax = false): PlainMarket['charges'][number] => ({ id, type, periods: [{ ...open, vat: true, isTax }] })
  return {
    ...NO_MARKET,
    supplyPeriods: [{ id: 1, point: 'P', contract: 'K', customer: 'C', from, to: null, margin: 40_000n, supplement: 0n, subscription: 39_000_000n }],
    pointPeriods: [{ point: 'P', type: 'consumption', resolution: 'PT1H', area: '344', ...open }],
    gridAreas: [{ area: '344', priceArea: 'DK1', ...open }],
    charges: [charge(1, 'tariff'), charge(2, 'tariff'), charge(3, 'tariff'), charge(4, 'tariff', true), charge(5, 'subscription')],
    links: [1, 2, 3, 4, 5].map((chargeId) => ({ point: 'P', chargeId, factor: 1, ...open })),
    readings: new Map([['P', byDay(day.from, day.to, () => ({ resolution: 'PT1H' as const, slots: perHour([300_000n, 500_000n, 1_200_000n, 400_000n]) }))]]),
    tariffPrices: new Map([
      [1, byDay(day.from, day.to, () => quarters(perHour([60_000n, 180_000n, 540_000n, 60_000n])))],
      [2, flat(54_000n)],
      [3, flat(49_000n)],
      [4, flat(8_000n)],
    ]),
    monthPrices: [{ chargeId: 5, day: '2026-01-01', price: 49_000_000n }],
    spot: new Map([['DK1', byDay(day.from, day.to, () => quarters(perHour([450_000_000n, 850_000_000n, 1_250_000_000n, 550_000_000n])))]]),
  }
}

describe('the golden invoices (datahub 4.4)', () => {
  test.each([
    ['2026-01-01', [38651n, 11458n, 2210n, 2005n, 327n, 4900n, 3900n], 409_200_000n],
    ['2026-01-16', [19949n, 5914n, 1140n, 1035n, 169n, 2529n, 2013n], 211_200_000n],
  ])('from %s', async (from, amounts, energy) => {
    const market = goldenMarket(from)
    const { lines, faults } = await pricePlain(market, '2026-02-01', engine)
    expect(faults).toEqual([])
    expect(lines.map((line) => line.amountOre)).toEqual(amounts)
    expect(lines[0]).toMatchObject({ type: 'energy', quantity: energy, from, to: '2026-02-01' })
    expect(lines.map((line) => line.type)).toEqual(['energy', 'tariff', 'tariff', 'tariff', 'tax', 'subscription', 'supplier_subscription'])
    expect(priceReference(market, '2026-02-01')).toEqual({ lines: expect.arrayContaining([...lines]), faults })
  })
})
