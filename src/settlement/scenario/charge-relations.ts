import { marketDayOf, slotOf } from '../../kernel/index.ts'
import type { MarketZone } from '../../kernel/index.ts'
import { parquet } from '../../platform/index.ts'
import type { Column, Engine } from '../../platform/index.ts'
import { bigintColumn, dateColumn, integerColumn } from '../models/calculation-days.ts'
import { AMOUNT_SLOTS, p } from '../wholesale/amount-columns.ts'
import type { ChargeRelations } from '../wholesale/wholesale-relations.ts'
import { calculationPoints } from './calculation-points.ts'
import { chargeKeyOf, considerCharges } from './considered-charges.ts'
import type { ChargePriceInput, ScenarioInputs } from './inputs.ts'
import { decimalColumn, textColumn } from './input-columns.ts'

/**
 * Writes the charges of a wholesale calculation from plain inputs; numbers of charges are made up, in the order of their keys.
 * @param out where the file of a relation goes
 */
export async function writeChargeRelations(
  { charges, points, arguments: given }: ScenarioInputs,
  engine: Engine,
  out: { path(name: string): string },
): Promise<ChargeRelations> {
  const pointIds = new Set(calculationPoints(points, given).map((point) => point.meteringPointId))
  const { links, information, prices } = considerCharges(charges, pointIds, given.period)
  const keys = new Map([...links, ...information].map((row) => [chargeKeyOf(row), row]))
  const known = [...keys].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  const numbers = new Map(known.map((row, at) => [chargeKeyOf(row), at + 1]))
  const numberOf = (row: Parameters<typeof chargeKeyOf>[0]): number => numbers.get(chargeKeyOf(row)) ?? 0
  const write = async (name: string, rowCount: number, columns: readonly Column[]): Promise<string> => {
    await engine.writeParquet(out.path(name), rowCount, columns)
    return parquet([out.path(name)])
  }
  const tariffDays = tariffPriceDays(prices, numberOf, given.zone)
  const unitPrices = prices.flatMap((price) => {
    const day = marketDayOf(price.timeMs, given.zone)
    // A price of another instant than a day's first belongs to no day (settlement 2.2).
    return price.chargeType !== 'tariff' && day.startMs === price.timeMs ? [{ price, day }] : []
  })
  return {
    charge: await write('charge', known.length, [
      integerColumn('charge_no', known, numberOf),
      textColumn('charge_code', known, (row) => row.chargeCode),
      textColumn('charge_owner_id', known, (row) => row.chargeOwnerId),
      textColumn('charge_type', known, (row) => row.chargeType),
    ]),
    chargePeriod: await write('charge_period', information.length, [
      integerColumn('charge_no', information, numberOf),
      textColumn('resolution', information, (row) => row.resolution),
      { name: 'is_tax', type: 'BOOLEAN', data: Uint8Array.from(information, (row) => Number(row.isTax)) },
      bigintColumn('from_ms', information, (row) => row.fromMs),
      bigintColumn('to_ms', information, (row) => row.toMs),
    ]),
    chargeLink: await write('charge_link', links.length, [
      textColumn('metering_point_id', links, (row) => row.meteringPointId),
      integerColumn('charge_no', links, numberOf),
      integerColumn('quantity', links, (row) => row.quantity),
      bigintColumn('from_ms', links, (row) => row.fromMs),
      bigintColumn('to_ms', links, (row) => row.toMs),
    ]),
    tariffPriceDay: await write('tariff_price_day', tariffDays.length, [
      integerColumn('charge_no', tariffDays, (row) => row.chargeNo),
      dateColumn('market_day', tariffDays, (row) => row.dayNumber),
      ...Array.from({ length: AMOUNT_SLOTS }, (_, slot) =>
        decimalColumn(p(slot), tariffDays, (row) => row.prices.get(slot)),
      ),
    ]),
    unitPrice: await write('unit_price', unitPrices.length, [
      integerColumn('charge_no', unitPrices, ({ price }) => numberOf(price)),
      dateColumn('market_day', unitPrices, ({ day }) => day.dayNumber),
      decimalColumn('price', unitPrices, ({ price }) => price.microPrice),
    ]),
  }
}

type TariffPriceDay = {
  readonly chargeNo: number
  readonly dayNumber: number
  readonly prices: Map<number, bigint>
}

function tariffPriceDays(
  prices: readonly ChargePriceInput[],
  numberOf: (price: ChargePriceInput) => number,
  zone: MarketZone,
): TariffPriceDay[] {
  const days = new Map<string, TariffPriceDay>()
  for (const price of prices.filter(({ chargeType }) => chargeType === 'tariff')) {
    const day = marketDayOf(price.timeMs, zone)
    const slot = slotOf(day, 'PT1H', price.timeMs)
    if (slot === undefined) continue
    const key = `${numberOf(price)} ${day.dayNumber}`
    const row = days.get(key) ?? { chargeNo: numberOf(price), dayNumber: day.dayNumber, prices: new Map() }
    days.set(key, row)
    row.prices.set(slot, price.microPrice)
  }
  return [...days.values()]
}
