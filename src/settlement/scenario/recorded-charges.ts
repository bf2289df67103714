import { marketDay, parseDecimal, slotCount, slotStartMs, type MarketZone } from '../../kernel/index.ts'
import type { ChargeResolution, ChargeType } from '../../charges/index.ts'
import { valuesRelation, type Engine } from '../../platform/index.ts'
import { perSlot } from '../models/columns.ts'
import { AMOUNT_SLOTS, p } from '../wholesale/amount-columns.ts'
import type { ChargeRelations } from '../wholesale/wholesale-relations.ts'
import type { ChargeInputKey, ChargeInputs } from './inputs.ts'

/** The charges of these points as a scenario has them: links, what the linked charges are, and their prices. */
export async function recordedCharges(
  relations: ChargeRelations,
  pointIds: readonly string[],
  zone: MarketZone,
  engine: Engine,
): Promise<ChargeInputs> {
  const asked = valuesRelation(
    [{ name: 'id', type: 'VARCHAR' }],
    pointIds.map((id) => [id]),
  )
  const links = await engine.rows<
    KeyRow & { metering_point_id: string; quantity: number; from_ms: bigint; to_ms: bigint }
  >(
    `select ${KEY}, l.metering_point_id, l.quantity, l.from_ms, l.to_ms from ${relations.chargeLink} as l
     join ${relations.charge} as c on c.charge_no = l.charge_no join ${asked} as a on a.id = l.metering_point_id order by c.charge_no, l.metering_point_id, l.from_ms`,
  )
  const linked = valuesRelation(
    [{ name: 'charge_no', type: 'INTEGER' }],
    [...new Set(links.map((row) => row.charge_no))].map((no) => [no]),
  )
  const ofLinked = `join ${relations.charge} as c on c.charge_no = r.charge_no join ${linked} as l on l.charge_no = r.charge_no`
  const information = await engine.rows<
    KeyRow & { resolution: ChargeResolution; is_tax: boolean; from_ms: bigint; to_ms: bigint }
  >(
    `select ${KEY}, r.resolution, r.is_tax, r.from_ms, r.to_ms from ${relations.chargePeriod} as r ${ofLinked} order by c.charge_no, r.from_ms`,
  )
  const tariffs = await engine.rows<PriceDayRow>(
    `select ${KEY}, cast(r.market_day as varchar) as market_day, ${perSlot(AMOUNT_SLOTS, (k) => `r.${p(k)}`)} from ${relations.tariffPriceDay} as r ${ofLinked} order by c.charge_no, r.market_day`,
  )
  const units = await engine.rows<PriceDayRow>(
    `select ${KEY}, cast(r.market_day as varchar) as market_day, r.price from ${relations.unitPrice} as r ${ofLinked} where r.price is not null order by c.charge_no, r.market_day`,
  )
  const periodsOf = Map.groupBy(information, (row) => row.charge_no)
  return {
    links: links.map((row) => ({
      ...keyOf(row),
      meteringPointId: row.metering_point_id,
      quantity: row.quantity,
      fromMs: Number(row.from_ms),
      toMs: Number(row.to_ms),
    })),
    information: information.map((row) => ({
      ...keyOf(row),
      resolution: row.resolution,
      isTax: row.is_tax,
      fromMs: Number(row.from_ms),
      toMs: Number(row.to_ms),
    })),
    prices: [
      ...tariffs.flatMap((row) => {
        const { startMs } = marketDay(row.market_day, zone)
        const period = periodsOf.get(row.charge_no)?.find((each) => each.from_ms <= startMs && startMs < each.to_ms)
        return period === undefined ? [] : pricesOfDay(row, period.resolution, zone)
      }),
      ...units.map((row) => ({
        ...keyOf(row),
        microPrice: microPrice(row['price']),
        timeMs: marketDay(row.market_day, zone).startMs,
      })),
    ],
  }
}

const KEY = 'c.charge_no, c.charge_code, c.charge_type, c.charge_owner_id'

type KeyRow = {
  readonly charge_no: number
  readonly charge_code: string
  readonly charge_type: ChargeType
  readonly charge_owner_id: string
}
type PriceDayRow = KeyRow & Readonly<Record<string, unknown>> & { readonly market_day: string }

function keyOf(row: KeyRow): ChargeInputKey {
  return { chargeCode: row.charge_code, chargeType: row.charge_type, chargeOwnerId: row.charge_owner_id }
}

// A tariff by the day has its price at the day's first instant; one by the hour at each hour that has one (settlement 2.2).
function pricesOfDay(row: PriceDayRow, resolution: ChargeResolution, zone: MarketZone) {
  const day = marketDay(row.market_day, zone)
  const count = resolution === 'PT1H' ? slotCount(day, 'PT1H') : 1
  return Array.from({ length: count }, (_, slot) => ({ value: row[p(slot)], slot })).flatMap(({ value, slot }) =>
    value === null || value === undefined
      ? []
      : [{ ...keyOf(row), microPrice: microPrice(value), timeMs: slotStartMs(day, 'PT1H', slot) }],
  )
}

function microPrice(value: unknown): bigint {
  const parsed = parseDecimal(String(value), { scale: 6, maxDecimals: 6, maxIntegerDigits: 12 })
  if (!parsed.ok) throw new Error(`'${String(value)}' is no price of six decimals`)
  return parsed.value
}
