import { beforeAll, describe, expect, test } from 'vitest'
import { formatDecimal } from '../kernel/index.ts'
import type { NewPointPeriod } from '../metering-points/index.ts'
import { OWN_AREAS } from './fixed-points.ts'
import { generateMarket } from './generate-market.ts'
import type { ExampleMarket } from './generate-market.ts'
import { daysOfMonth } from './market-days.ts'
import type { MarketOptions } from './options.ts'
import { mergeDeliveries, settleQuarter } from './plain-settlement.ts'
import type { MergedDays, SettledQuarter } from './plain-settlement.ts'

interface Settled {
  readonly market: ExampleMarket
  readonly merged: MergedDays
  /** By area, day index and quarter. */
  readonly quarters: Map<string, SettledQuarter[][]>
}

function settle(options: MarketOptions): Settled {
  const market = generateMarket(options)
  const merged = mergeDeliveries(market.plan().map((planned) => market.deliver(planned)))
  const points = [...Map.groupBy(market.pointPeriods(), ({ meteringPointId }): string => meteringPointId).values()]
  const quarters = new Map(OWN_AREAS.map((area) => [area as string, settleArea(area, options.month, points, merged)]))
  return { market, merged, quarters }
}

function settleArea(area: string, month: string, points: NewPointPeriod[][], merged: MergedDays): SettledQuarter[][] {
  return daysOfMonth(month).map(({ day, quarters }) =>
    Array.from({ length: quarters }, (_, k) => settleQuarter(area, day.dayNumber, day.date, k, points, merged)),
  )
}

function asTruth(quarters: readonly SettledQuarter[]): Record<keyof SettledQuarter, string> {
  const sum = (field: keyof SettledQuarter): string =>
    formatDecimal(
      quarters.reduce((total, quarter) => total + quarter[field], 0n),
      3,
      3,
    )
  return {
    consumption: sum('consumption'),
    production: sum('production'),
    netExchange: sum('netExchange'),
    gridLoss: sum('gridLoss'),
  }
}

const markets: readonly (readonly [string, MarketOptions])[] = [
  ['March with its 23-hour day', { month: '2026-03', meteringPoints: 300 }],
  [
    'October with its 25-hour day, another seed, weekly deliveries',
    { month: '2026-10', meteringPoints: 260, seed: 77, daysPerTransaction: 7 },
  ],
  [
    'February, hours only, with much corrected and missing',
    {
      month: '2026-02',
      meteringPoints: 240,
      seed: 4_000_000_000,
      hourlyPercent: 100,
      correctedDaysPermille: 400,
      missingDaysPermille: 100,
    },
  ],
]

describe.each(markets)('%s, settled by plain loops', (_, options) => {
  let settled: Settled
  beforeAll(() => {
    settled = settle(options)
  })

  test('the month of each area is the truth to 0.001 kWh', () => {
    for (const area of OWN_AREAS)
      expect(asTruth(settled.quarters.get(area)?.flat() ?? [])).toEqual(settled.market.truth()[area])
  })

  test('every hour of each area is the truth', () => {
    for (const area of OWN_AREAS) {
      settled.quarters.get(area)?.forEach((quarters, dayIndex) => {
        for (let hour = 0; 4 * hour < quarters.length; hour += 1) {
          expect(asTruth(quarters.slice(4 * hour, 4 * hour + 4))).toEqual(
            settled.market.truth({ dayIndex, hour })[area],
          )
        }
      })
    }
  })

  test('the loss is 4 to 7 % of consumption, and below zero in a few quarters, so that both loss points get energy', () => {
    for (const area of OWN_AREAS) {
      const quarters = settled.quarters.get(area)?.flat() ?? []
      const negative = quarters.filter(({ gridLoss }) => gridLoss < 0n).length
      expect(negative).toBeGreaterThan(10)
      expect(negative).toBeLessThan(quarters.length / 25)
      const usual = quarters.filter(({ gridLoss }) => gridLoss > 0n)
      // A quarter's rounding by supplier and neighbour moves it by some milli-kWh.
      const outside = usual.filter(
        ({ gridLoss, consumption }) => gridLoss + 20n < consumption / 25n || gridLoss - 20n > (consumption * 7n) / 100n,
      )
      expect(outside).toEqual([])
    }
  })

  test('no reading is negative, and what is metered by the hour and the quarter is there', () => {
    let values = 0
    for (const slots of settled.merged.values()) {
      for (const slot of slots) {
        if (slot === undefined || slot.micro === null) continue
        values += 1
        if (slot.micro < 0n || slot.micro % 1000n !== 0n) expect.unreachable(`${slot.micro}`)
      }
    }
    expect(values).toBeGreaterThan(50_000)
  })
})

function milli(text: string): bigint {
  return BigInt(text.replace('.', ''))
}

test('the truth of both areas adds up', () => {
  const truth = generateMarket({ month: '2026-03' }).truth()
  for (const { consumption, production, netExchange, gridLoss } of Object.values(truth)) {
    expect(milli(netExchange) + milli(production) - milli(consumption)).toBe(milli(gridLoss))
    expect(milli(gridLoss)).toBeGreaterThan(0n)
    expect(consumption).toMatch(/^\d+\.\d{3}$/)
  }
})
