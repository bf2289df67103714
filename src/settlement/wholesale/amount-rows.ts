import { formatInstant, has, marketDay, qualitiesIn, qualitySet, slotStartMs } from '../../kernel/index.ts'
import type { MarketZone, Quality } from '../../kernel/index.ts'
import type { Engine } from '../../platform/index.ts'
import type { ChargeType } from '../../charges/index.ts'
import { q } from '../models/columns.ts'
import { a, AMOUNT_SLOTS, p } from './amount-columns.ts'

type AmountKey = {
  readonly gridArea: string
  readonly energySupplierId: string | null
  readonly chargeCode: string
  readonly chargeType: ChargeType
  readonly chargeOwnerId: string
  readonly isTax: boolean
  readonly resolution: 'PT1H' | 'P1D'
  readonly quantityUnit: 'kWh' | 'pcs'
  /** first instant of the slot or month, `2023-02-01T23:00:00Z` */
  readonly time: string
}

/** One slot of an amount per charge (settlement 2.3). */
export type AmountRow = AmountKey & {
  readonly meteringPointType: string
  readonly settlementMethod: string | null
  /** three decimals */
  readonly quantity: string
  /** DKK with six decimals; null: there is none */
  readonly price: string | null
  readonly amount: string | null
  /** null for fees and subscriptions */
  readonly qualities: readonly Quality[] | null
}

/** The amount of a charge over the period (settlement 2.4). */
export type MonthlyAmountRow = AmountKey & { readonly amount: string | null }

/** The total of a supplier, or of an owner with it (settlement 2.5). */
export type TotalAmountRow = Pick<AmountKey, 'gridArea' | 'energySupplierId' | 'time'> & {
  readonly chargeOwnerId: string | null
  readonly amount: string | null
}

/** All amounts of a calculation. */
export type AmountRows = {
  readonly amounts: readonly AmountRow[]
  readonly monthly: readonly MonthlyAmountRow[]
  readonly totals: readonly TotalAmountRow[]
}

/** The relations that rows are read from. */
export type AmountRelations = {
  readonly amountPerChargeDay: string
  readonly monthlyAmount: string
  readonly totalAmount: string
}

/** A row of amount_per_charge_day as the engine hands it out. */
export type AmountDay = Readonly<Record<string, unknown>> & {
  readonly grid_area: string
  readonly energy_supplier_id: string | null
  readonly charge_code: string
  readonly charge_type: ChargeType
  readonly charge_owner_id: string
  readonly is_tax: boolean
  readonly resolution: 'PT1H' | 'P1D'
  readonly quantity_unit: 'kWh' | 'pcs'
  /** `YYYY-MM-DD` */
  readonly market_day: string
}

/** All rows of the amounts of a calculation, in the order of its tables: for exports and tests, not for computing. */
export async function amountRows(relations: AmountRelations, zone: MarketZone, engine: Engine): Promise<AmountRows> {
  const days = await engine.rows<AmountDay>(`select * from ${relations.amountPerChargeDay} as r`)
  const monthly = await engine.rows<AmountDay>(`select * from ${relations.monthlyAmount} as r`)
  const totals = await engine.rows<AmountDay>(`select * from ${relations.totalAmount} as r`)
  return {
    amounts: days.flatMap((day) => slotsOfAmount(day, zone)),
    monthly: monthly.map((row) => ({ ...keyOf(row, zone, 0), amount: textOrNull(row['amount']) })),
    totals: totals.map((row) => ({
      gridArea: row.grid_area,
      energySupplierId: row.energy_supplier_id,
      time: formatInstant(marketDay(row.market_day, zone).startMs),
      chargeOwnerId: row.charge_owner_id,
      amount: textOrNull(row['amount']),
    })),
  }
}

/** The slots of an amount day: those in its mask `present`. */
export function slotsOfAmount(row: AmountDay, zone: MarketZone): AmountRow[] {
  const mask = (name: string): number[] => [Number(row[`${name}_0`])]
  const present = mask('present')
  const masks = (['missing', 'estimated', 'measured', 'calculated'] as const).map(
    (quality) => [quality, mask(quality)] as const,
  )
  return Array.from({ length: AMOUNT_SLOTS }, (_, slot) => slot)
    .filter((slot) => has(present, slot))
    .map((slot) => ({
      ...keyOf(row, zone, slot),
      meteringPointType: String(row['metering_point_type']),
      settlementMethod: textOrNull(row['settlement_method']),
      quantity: String(row[q(slot)]),
      price: textOrNull(row[p(slot)]),
      amount: textOrNull(row[a(slot)]),
      qualities:
        row.charge_type === 'tariff'
          ? qualitiesIn(qualitySet(...masks.flatMap(([quality, words]) => (has(words, slot) ? [quality] : []))))
          : null,
    }))
}

function keyOf(row: AmountDay, zone: MarketZone, slot: number): AmountKey {
  const day = marketDay(row.market_day, zone)
  return {
    gridArea: row.grid_area,
    energySupplierId: row.energy_supplier_id,
    chargeCode: row.charge_code,
    chargeType: row.charge_type,
    chargeOwnerId: row.charge_owner_id,
    isTax: row.is_tax,
    resolution: row.resolution,
    quantityUnit: row.quantity_unit,
    time: formatInstant(slot === 0 ? day.startMs : slotStartMs(day, 'PT1H', slot)),
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
