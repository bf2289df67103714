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
  engine = await openEngine({
    threads: 1,
    tempDir: join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'gridbook-pricing-spill'),
  })
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
  const charge = (id: number, type: 'tariff' | 'subscription', isTax = false): PlainMarket['charges'][number] => ({
    id,
    type,
    periods: [{ ...open, vat: true, isTax }],
  })
  return {
    ...NO_MARKET,
    supplyPeriods: [
      {
        id: 1,
        point: 'P',
        contract: 'K',
        customer: 'C',
        from,
        to: null,
        margin: 40_000n,
        supplement: 0n,
        subscription: 39_000_000n,
      },
    ],
    pointPeriods: [{ point: 'P', type: 'consumption', resolution: 'PT1H', area: '344', ...open }],
    gridAreas: [{ area: '344', priceArea: 'DK1', ...open }],
    charges: [
      charge(1, 'tariff'),
      charge(2, 'tariff'),
      charge(3, 'tariff'),
      charge(4, 'tariff', true),
      charge(5, 'subscription'),
    ],
    links: [1, 2, 3, 4, 5].map((chargeId) => ({ point: 'P', chargeId, factor: 1, ...open })),
    readings: new Map([
      [
        'P',
        byDay(day.from, day.to, () => ({
          resolution: 'PT1H' as const,
          slots: perHour([300_000n, 500_000n, 1_200_000n, 400_000n]),
        })),
      ],
    ]),
    tariffPrices: new Map([
      [1, byDay(day.from, day.to, () => quarters(perHour([60_000n, 180_000n, 540_000n, 60_000n])))],
      [2, flat(54_000n)],
      [3, flat(49_000n)],
      [4, flat(8_000n)],
    ]),
    monthPrices: [{ chargeId: 5, day: '2026-01-01', price: 49_000_000n }],
    spot: new Map([
      [
        'DK1',
        byDay(day.from, day.to, () => quarters(perHour([450_000_000n, 850_000_000n, 1_250_000_000n, 550_000_000n]))),
      ],
    ]),
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
    expect(lines.map((line) => line.type)).toEqual([
      'energy',
      'tariff',
      'tariff',
      'tariff',
      'tax',
      'subscription',
      'supplier_subscription',
    ])
    expect(priceReference(market, '2026-02-01')).toEqual({ lines: expect.arrayContaining([...lines]), faults })
  })
})

describe('exactness', () => {
  test('a reading too large for 64 bits is priced in 128, to the same rule', async () => {
    const market = goldenMarket()
    const days = byDay('2026-01-01', '2026-02-01', () => ({
      resolution: 'PT1H' as const,
      slots: Array<bigint>(24).fill(987_654_321_012n),
    }))
    const large = { ...market, readings: new Map([['P', days]]) }
    const { lines, faults } = await pricePlain(large, '2026-02-01', engine)
    expect(faults).toEqual([])
    expect(lines).toEqual(expect.arrayContaining([...priceReference(large, '2026-02-01').lines]))
    expect(lines[0]?.quantity).toBe(744n * 987_654_321_012n)
  })

  test('a product that overflows 64 bits is priced in 128', async () => {
    const market = goldenMarket()
    const days = byDay('2026-01-01', '2026-02-01', () => ({
      resolution: 'PT1H' as const,
      slots: Array<bigint>(24).fill(99_000_000_000n),
    }))
    const spot = byDay('2026-01-01', '2026-02-01', () => Array<bigint>(96).fill(4_000_000_001n))
    const large = { ...market, readings: new Map([['P', days]]), spot: new Map([['DK1', spot]]) }
    const { lines } = await pricePlain(large, '2026-02-01', engine)
    expect(lines).toEqual(expect.arrayContaining([...priceReference(large, '2026-02-01').lines]))
  })

  test.each([
    [1n, 5_000_000n - 40_000n, 1n],
    [1n, 4_999_999n - 40_000n, 0n],
    [1n, -5_000_000n - 40_000n, -1n],
  ])('half an øre is rounded away from zero: %s Wh at %s', async (milliKwh, price, ore) => {
    const market = goldenMarket('2026-01-31')
    const zero = Array<bigint>(23).fill(0n)
    const days = new Map([['2026-01-31', { resolution: 'PT1H' as const, slots: [milliKwh * 1000n, ...zero] }]])
    const spot = byDay('2026-01-01', '2026-02-01', () => Array<bigint>(96).fill(price * 1000n))
    const { lines } = await pricePlain(
      { ...market, links: [], readings: new Map([['P', days]]), spot: new Map([['DK1', spot]]) },
      '2026-02-01',
      engine,
    )
    expect(lines[0]).toMatchObject({ type: 'energy', amountOre: ore })
  })
})

describe('never free', () => {
  const without = <K, V>(map: ReadonlyMap<K, V>, key: K): Map<K, V> =>
    new Map([...map].filter(([each]) => each !== key))

  test('a day without spot prices stops the energy line, and that one only', async () => {
    const market = goldenMarket()
    const spot = new Map([['DK1', without(market.spot.get('DK1') ?? new Map(), '2026-01-20')]])
    const { lines, faults } = await pricePlain({ ...market, spot }, '2026-02-01', engine)
    expect(faults).toEqual([
      {
        supplyPeriod: 1,
        code: 'PRICE_MISSING',
        type: 'energy',
        chargeId: null,
        firstMs: Date.UTC(2026, 0, 19, 23),
        slots: 96,
      },
    ])
    expect(lines.map((line) => line.type)).toEqual([
      'tariff',
      'tariff',
      'tariff',
      'tax',
      'subscription',
      'supplier_subscription',
    ])
  })

  test('a missing price stops the line also where nothing was used', async () => {
    const market = goldenMarket()
    const readings = new Map([
      [
        'P',
        byDay('2026-01-01', '2026-02-01', () => ({ resolution: 'PT1H' as const, slots: Array<bigint>(24).fill(0n) })),
      ],
    ])
    const { faults } = await pricePlain(
      { ...market, readings, tariffPrices: without(market.tariffPrices, 3) },
      '2026-02-01',
      engine,
    )
    expect(faults).toMatchObject([{ code: 'PRICE_MISSING', type: 'tariff', chargeId: 3, slots: 31 * 96 }])
  })

  test('readings of another resolution than the point has are missing readings', async () => {
    const market = goldenMarket()
    const pointPeriods = market.pointPeriods.map((period) => ({ ...period, resolution: 'PT15M' as const }))
    const { lines, faults } = await pricePlain({ ...market, pointPeriods }, '2026-02-01', engine)
    expect(faults).toMatchObject([{ code: 'READINGS_MISSING', type: null, slots: 31 * 96 }])
    expect(lines).toEqual([])
  })

  test('a market in which nothing is open has neither lines nor faults', async () => {
    expect(await pricePlain(NO_MARKET, '2026-02-01', engine)).toEqual({ lines: [], faults: [] })
    const billed = { ...goldenMarket(), billedTo: new Map([[1, '2026-02-01']]) }
    expect(await pricePlain(billed, '2026-02-01', engine)).toEqual({ lines: [], faults: [] })
  })
})

describe('days that stay open', () => {
  test('are priced as if nothing had been before them, and all days come to the whole', async () => {
    const left = await pricePlain({ ...goldenMarket(), billedTo: new Map([[1, '2026-01-25']]) }, '2026-02-01', engine)
    expect(left).toEqual(await pricePlain(goldenMarket('2026-01-25'), '2026-02-01', engine))
    const [before, whole] = [
      await pricePlain(goldenMarket(), '2026-01-25', engine),
      await pricePlain(goldenMarket(), '2026-02-01', engine),
    ]
    for (const type of ['energy', 'tariff', 'tax', 'subscription', 'supplier_subscription']) {
      const quantity = ({ lines }: typeof left): bigint =>
        lines.filter((line) => line.type === type).reduce((sum, line) => sum + line.quantity, 0n)
      expect(quantity(before) + quantity(left)).toBe(quantity(whole))
    }
  })

  test('a start of supply that was moved does not bill a day again', async () => {
    const market = goldenMarket()
    const [period] = market.supplyPeriods
    if (period === undefined) throw new Error('the market has a supply period')
    const moved = { ...period, id: 2, from: '2026-01-03' }
    const ended = { ...period, id: 1, to: '2026-01-10' }
    const { lines } = await pricePlain(
      { ...market, supplyPeriods: [ended, moved], billedTo: new Map([[1, '2026-01-10']]) },
      '2026-02-01',
      engine,
    )
    expect(lines).toHaveLength(7)
    expect(lines.map((line) => [line.supplyPeriod, line.from])).toEqual(lines.map(() => [2, '2026-01-10']))
  })
})

test('the same market gives the same lines in the same order, whatever the number of threads', async () => {
  const double = await openEngine({ threads: 2, tempDir: join(tmpdir(), 'gridbook-pricing-double') })
  try {
    const market = goldenMarket()
    expect(await pricePlain(market, '2026-02-01', double)).toEqual(await pricePlain(market, '2026-02-01', engine))
  } finally {
    await double.close()
  }
})
