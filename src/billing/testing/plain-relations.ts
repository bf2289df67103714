import { formatDecimal, marketDay, slotCount, firstSlots, maskOf } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { maskColumns, quantity, valuesRelation } from '../../platform/index.ts'
import type { ColumnSpec, ColumnType, Engine, LiteralValue } from '../../platform/index.ts'
import type { PricingRelations } from '../pricing/relations.ts'
import type { PlainMarket, PlainReadings } from './plain-market.ts'

let tables = 0

/** Puts a market into tables of the engine, which pricing reads. */
export async function plainRelations(market: PlainMarket, engine: Engine): Promise<PricingRelations> {
  const table = async (columns: readonly ColumnSpec[], rows: readonly (readonly LiteralValue[])[]): Promise<string> => {
    const name = `plain_${(tables += 1)}`
    await engine.run(`create table ${name} as ${valuesRelation(columns, rows).slice(1, -1)}`)
    return name
  }
  const points = [...new Set(market.pointPeriods.map(({ point }) => point))]
  return {
    supplyPeriod: await table(SUPPLY, market.supplyPeriods.map(supplyRow)),
    billedPeriod: await table(
      specs('metering_point_id VARCHAR', 'from_day DATE', 'to_day DATE'),
      market.supplyPeriods.flatMap((p) => {
        const to = market.billedTo.get(p.id)
        return to === undefined ? [] : [[p.point, p.from, to]]
      }),
    ),
    pointPeriod: await table(
      POINT,
      market.pointPeriods.map((p) => [p.point, p.type, p.resolution, p.area, p.from, p.to]),
    ),
    series: await table(
      specs('metering_point_id VARCHAR', 'series_id INTEGER'),
      points.map((point, n) => [point, n + 1]),
    ),
    gridArea: await table(
      AREA,
      market.gridAreas.map((a) => [a.area, a.priceArea, a.from, a.to]),
    ),
    readingDay25: await table(readingColumns(25), readingRows(market, points, 'PT1H')),
    readingDay100: await table(readingColumns(100), readingRows(market, points, 'PT15M')),
    charge: await table(
      specs('charge_id INTEGER', 'code VARCHAR', 'owner_id VARCHAR', 'charge_type VARCHAR'),
      market.charges.map((c) => [c.id, `C${c.id}`, '5790000432752', c.type]),
    ),
    chargePeriod: await table(
      CHARGE_PERIOD,
      market.charges.flatMap((c) =>
        c.periods.map((p) => [c.id, p.from, p.to, `charge ${c.id}`, 'PT1H', p.vat, p.isTax]),
      ),
    ),
    chargeLinkPeriod: await table(
      LINK,
      market.links.map((l) => [l.point, l.chargeId, l.factor, l.from, l.to]),
    ),
    chargePriceDay: await table(
      [...specs('charge_id INTEGER', 'market_day DATE', 'is_flat BOOLEAN'), ...prices(6)],
      tariffRows(market),
    ),
    chargeMonthPrice: await table(
      specs('charge_id INTEGER', 'month DATE', 'price DECIMAL(18,6)'),
      market.monthPrices.map((p) => [p.chargeId, p.day, six(p.price)]),
    ),
    spotPriceDay: await table(
      [...specs('price_area VARCHAR', 'market_day DATE'), ...prices(9).slice(1)],
      [...market.spot].flatMap(([area, days]) => [...days].map(([day, values]) => [area, day, ...hundred(values, 9)])),
    ),
  }
}

const supplyRow = (p: PlainMarket['supplyPeriods'][number]): LiteralValue[] => [
  p.id,
  p.point,
  p.contract,
  p.customer,
  p.from,
  p.to,
  six(p.margin),
  six(p.supplement),
  six(p.subscription),
]

function specs(...columns: readonly string[]): ColumnSpec[] {
  return columns.map((column) => {
    const [name = '', type = ''] = column.split(' ')
    return { name, type: type as ColumnType }
  })
}

const SUPPLY = specs(
  'supply_period_id INTEGER',
  'metering_point_id VARCHAR',
  'contract_id VARCHAR',
  'customer_id VARCHAR',
  'from_day DATE',
  'to_day DATE',
  'margin DECIMAL(18,6)',
  'supplement DECIMAL(18,6)',
  'subscription DECIMAL(18,6)',
)
const POINT = specs(
  'metering_point_id VARCHAR',
  'type VARCHAR',
  'resolution VARCHAR',
  'grid_area VARCHAR',
  'from_day DATE',
  'to_day DATE',
)
const AREA = specs('grid_area VARCHAR', 'price_area VARCHAR', 'from_day DATE', 'to_day DATE')
const CHARGE_PERIOD = specs(
  'charge_id INTEGER',
  'from_day DATE',
  'to_day DATE',
  'name VARCHAR',
  'resolution VARCHAR',
  'vat BOOLEAN',
  'is_tax BOOLEAN',
)
const LINK = specs('metering_point_id VARCHAR', 'charge_id INTEGER', 'factor INTEGER', 'from_day DATE', 'to_day DATE')

const prices = (scale: number): ColumnSpec[] => [
  { name: 'price', type: `DECIMAL(18,${scale})` },
  ...Array.from({ length: 100 }, (_, k): ColumnSpec => ({ name: `p_${k + 1}`, type: `DECIMAL(18,${scale})` })),
]

const six = (value: bigint): string => formatDecimal(value, 6)
const hundred = (values: readonly (bigint | undefined)[], scale: number): (string | null)[] =>
  Array.from({ length: 100 }, (_, k) => {
    const value = values[k]
    return value === undefined ? null : formatDecimal(value, scale)
  })

// A day has one price when all its quarters have the same; else, or where some lack, its prices stand one by one.
function tariffRows({ tariffPrices }: PlainMarket): LiteralValue[][] {
  return [...tariffPrices].flatMap(([chargeId, days]) =>
    [...days].map(([day, values]) => {
      const [first] = values
      const flat =
        first !== undefined &&
        values.every((value) => value === first) &&
        values.length === slotCount(marketDay(day, dk.zone), 'PT15M')
      return [chargeId, day, flat, flat ? six(first) : null, ...hundred(flat ? [] : values, 6)]
    }),
  )
}

function readingColumns(slotClass: 25 | 100): ColumnSpec[] {
  return [
    ...specs('series_id INTEGER', 'market_day DATE', 'registered_at BIGINT'),
    ...maskColumns(slotClass).map((name): ColumnSpec => ({ name, type: 'BIGINT' })),
    ...Array.from({ length: slotClass }, (_, k): ColumnSpec => ({ name: quantity(k), type: 'DECIMAL(18,6)' })),
  ]
}

function readingRows(
  { readings }: PlainMarket,
  points: readonly string[],
  resolution: PlainReadings['resolution'],
): LiteralValue[][] {
  const slotClass = resolution === 'PT1H' ? 25 : 100
  return [...readings].flatMap(([point, days]) =>
    [...days]
      .filter(([, found]) => found.resolution === resolution)
      .map(([day, { slots }]) => {
        const length = slotCount(marketDay(day, dk.zone), resolution)
        const missing = Array.from({ length }, (_, k) => k).filter((k) => slots[k] === undefined)
        const masks = [maskOf(missing, slotClass), ...Array.from({ length: 3 }, () => firstSlots(0, slotClass))]
        const values = Array.from({ length: slotClass }, (_, k) => (k < length ? slots[k] : undefined))
        return [
          points.indexOf(point) + 1,
          day,
          0,
          ...masks.flat(),
          ...values.map((value) => (value === undefined ? null : six(value))),
        ]
      }),
  )
}
