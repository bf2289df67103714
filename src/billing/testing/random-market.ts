import { drawFrom, perSlot, quartersIn, type Draw } from './draw.ts'
import type { PlainMarket, PlainPointPeriod, PlainReadings } from './plain-market.ts'
import { drawCharges, drawLinks, drawMonthPrices, drawSpot, drawTariffPrices } from './random-charges.ts'

/** A random market, and the day up to which it is priced. */
export interface RandomMarket {
  readonly market: PlainMarket
  readonly to: string
}

const OPEN = { from: '2020-01-01', to: null }
const POINTS = ['P1', 'P2', 'P3']

/**
 * A small market in which whatever can happen happens: a change of supplier or of resolution, links that come and go, a factor,
 * a tariff whose price changes, prices and readings that lack, negative prices, the day of 23 or 25 hours.
 */
export function randomMarket(from: Parameters<typeof drawFrom>[0]): RandomMarket {
  const draw = drawFrom(from)
  const pointPeriods = POINTS.flatMap((point) => drawPoint(draw, point))
  const supplyPeriods = POINTS.flatMap((point, n) => drawSupply(draw, point, n))
  const market: PlainMarket = {
    pointPeriods,
    supplyPeriods,
    billedTo: drawBilled(draw, supplyPeriods),
    gridAreas: gridAreas(draw),
    readings: drawReadings(draw, pointPeriods),
    charges: drawCharges(draw),
    links: drawLinks(draw, POINTS),
    tariffPrices: drawTariffPrices(draw),
    monthPrices: drawMonthPrices(draw),
    spot: drawSpot(draw),
  }
  return { market, to: draw.either(draw.last, draw.day()) }
}

/** A point that on some day may begin, change its resolution, or move to another grid area. */
function drawPoint(draw: Draw, point: string): PlainPointPeriod[] {
  const type = draw.either<PlainPointPeriod['type']>('consumption', 'consumption', 'production', 'electrical_heating')
  const before = { point, type, area: '344' }
  const change = draw.day()
  if (change === draw.first || draw.rarely(2)) return [{ ...before, resolution: draw.either('PT15M', 'PT1H'), ...OPEN }]
  const from = draw.lacks(4) ? '2026-10-22' : '2020-01-01'
  const [one, two] = draw.either(['PT15M', 'PT1H'] as const, ['PT1H', 'PT15M'] as const)
  const area = draw.hasFaults ? draw.either('344', '131', '999') : draw.either('344', '131')
  const later: PlainPointPeriod = { ...before, area, resolution: two, from: change, to: null }
  return from < change ? [{ ...before, resolution: one, from, to: change }, later] : [later]
}

/** A supply that ends where another contract's begins. */
function drawSupply(draw: Draw, point: string, n: number): PlainMarket['supplyPeriods'] {
  const terms = {
    point,
    margin: BigInt(draw.below(80_000) - 10_000),
    supplement: draw.either(0n, 12_345n),
    subscription: draw.either(0n, 39_000_000n, 29_990_000n),
  }
  const [a, b, change] = [2 * n + 1, 2 * n + 2, draw.day()]
  const from = draw.either('2025-01-01', draw.first)
  const to = draw.either(null, draw.last)
  const begun = { ...terms, id: a, contract: `K${a}`, customer: `C${n}`, from, to: change }
  const next = { ...terms, id: b, contract: `K${b}`, customer: `D${n}`, from: change, to, margin: 7n }
  return [...(from < change ? [begun] : []), ...(to === null || change < to ? [next] : [])]
}

/** Whatever began before the first day is billed up to there; of the rest some is billed. */
function drawBilled(draw: Draw, periods: PlainMarket['supplyPeriods']): PlainMarket['billedTo'] {
  const billed = periods.filter((period) => period.from < draw.first || draw.rarely(3))
  return new Map(
    billed.map(({ id, from, to }) => [id, from < draw.first ? draw.first : (draw.either(from, to) ?? draw.last)]),
  )
}

function drawReadings(draw: Draw, pointPeriods: readonly PlainPointPeriod[]): PlainMarket['readings'] {
  const daysOf = (point: string): Map<string, PlainReadings> =>
    new Map(
      draw.dates
        .filter(() => !draw.lacks(60))
        .map((date): [string, PlainReadings] => {
          const period = pointPeriods.find((p) => p.point === point && p.from <= date && (p.to === null || date < p.to))
          const resolution = period?.resolution ?? 'PT15M'
          const quarters = quartersIn(draw, date)
          const count = resolution === 'PT1H' ? Math.trunc(quarters / 4) : quarters
          return [
            date,
            { resolution, slots: perSlot(draw, count, () => BigInt(draw.below(3_000)) * 1_000n, draw.lacks(20)) },
          ]
        }),
    )
  return new Map(POINTS.map((point) => [point, daysOf(point)]))
}

function gridAreas({ days, last }: Draw): PlainMarket['gridAreas'] {
  const change = days[7]?.date ?? last
  return [
    { area: '344', priceArea: 'DK1', from: '2020-01-01', to: change },
    { area: '344', priceArea: 'DK2', from: change, to: null },
    { area: '131', priceArea: 'DK2', ...OPEN },
    { area: '999', priceArea: null, ...OPEN },
  ]
}
