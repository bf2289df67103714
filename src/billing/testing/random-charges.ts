import { perSlot, quartersIn, type Draw } from './draw.ts'
import type { PlainMarket } from './plain-market.ts'

type Prices = readonly (bigint | undefined)[]

const TYPES = ['tariff', 'tariff', 'tariff', 'tariff', 'subscription', 'fee'] as const
const IDS = TYPES.map((_, n) => n + 1)
const TARIFFS = [1, 2, 3, 4]
/** Among the tariffs the one that is a tax, and those whose days have one price. */
const TAX = 4
const FLAT = [3, 4]

/** Charges that may change what they are: two tariffs with profiles, a flat one, a tax, a subscription, a fee. */
export function drawCharges(draw: Draw): PlainMarket['charges'] {
  return IDS.filter(() => !draw.lacks(12)).map((id) => {
    const type = TYPES[id - 1] ?? 'tariff'
    const info = { vat: draw.either(true, true, false), isTax: id === TAX }
    if (draw.rarely(2)) return { id, type, periods: [{ from: '2020-01-01', to: null, ...info }] }
    const change = draw.day()
    const later = { from: change, to: null, vat: draw.either(true, false), isTax: info.isTax }
    return { id, type, periods: [{ from: '2020-01-01', to: change, ...info }, ...(draw.lacks(4) ? [] : [later])] }
  })
}

/** Links that come, go and come again, some with a factor. */
export function drawLinks(draw: Draw, points: readonly string[]): PlainMarket['links'] {
  return points.flatMap((point) =>
    IDS.filter(() => !draw.rarely(4)).flatMap((chargeId): PlainMarket['links'] => {
      const link = { point, chargeId, factor: draw.either(1, 1, 2, 3) }
      const [a, b] = [draw.day(), draw.day()].toSorted()
      if (a === undefined || b === undefined || a === b || draw.rarely(2))
        return [{ ...link, from: draw.either('2025-06-01', draw.day()), to: null }]
      const again = draw.rarely(2) ? [{ ...link, factor: 1, from: b, to: null }] : []
      return [{ ...link, from: draw.either('2025-06-01', a), to: b }, ...again]
    }),
  )
}

/** Prices of tariffs: flat ones that change on some day, profiles by the hour, negative ones; some days or quarters without. */
export function drawTariffPrices(draw: Draw): PlainMarket['tariffPrices'] {
  return new Map(
    TARIFFS.map((id) => {
      const isFlat = FLAT.includes(id) || draw.rarely(3)
      const [before, after, change] = [draw.either(54_000n, -1_000n), 761_500n, draw.day()]
      const days = draw.dates
        .filter(() => !draw.lacks(80))
        .map((date): [string, Prices] => [
          date,
          isFlat || draw.rarely(5) ? flatDay(draw, date, date < change ? before : after) : profileDay(draw, date),
        ])
      return [id, new Map(days)] as const
    }),
  )
}

function flatDay(draw: Draw, date: string, price: bigint): Prices {
  return draw.lacks(80) ? [] : Array<bigint>(quartersIn(draw, date)).fill(price)
}

function profileDay(draw: Draw, date: string): Prices {
  const hours = Array.from({ length: 25 }, () => BigInt(draw.below(900_000) - 50_000))
  return perSlot(draw, quartersIn(draw, date), (quarter) => hours[Math.trunc(quarter / 4)] ?? 0n, draw.lacks(20))
}

/** Prices of the subscription by month and of the fee by day. */
export function drawMonthPrices(draw: Draw): PlainMarket['monthPrices'] {
  const months = [...new Set(draw.dates.map((date) => `${date.slice(0, 7)}-01`))]
  return [
    ...months.filter(() => !draw.lacks(4)).map((day) => ({ chargeId: 5, day, price: 49_125_000n })),
    ...(draw.lacks(4) ? [] : [{ chargeId: 6, day: '2025-01-01', price: 12_757_000n }]),
    { chargeId: 6, day: draw.day(), price: 99_990_000n },
  ]
}

/** Spot prices by the quarter, some negative, of six or of nine decimals. */
export function drawSpot(draw: Draw): PlainMarket['spot'] {
  const nano = draw.either(1_000n, 1_001n)
  return new Map(
    ['DK1', 'DK2'].map((area) => [
      area,
      new Map(
        draw.dates
          .filter(() => !draw.lacks(100))
          .map((date) => [
            date,
            perSlot(draw, quartersIn(draw, date), () => BigInt(draw.below(2_000_000) - 300_000) * nano, draw.lacks(25)),
          ]),
      ),
    ]),
  )
}
