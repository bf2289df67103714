import { parquet, type Engine } from '../../platform/index.ts'
import {
  AMOUNT_KEYS,
  amountComparisonSql,
  amountEffectsSql,
  differingAmounts,
  monthlyComparisonSql,
  TOTAL_KEYS,
} from './models/amount-comparison.ts'
import { MONTHLY_KEYS } from '../wholesale/amount-columns.ts'
import type { ComparedRelations, ComparedScope } from './models/compared-sides.ts'

/** Whom an amount concerns. */
interface AmountOwner {
  readonly gridArea: string
  readonly energySupplierId: string
}

/** A charge as it stands in results. */
interface AmountCharge {
  readonly chargeCode: string
  readonly chargeType: string
  readonly chargeOwnerId: string
  readonly isTax: boolean
  readonly resolution: string
}

/** Amounts of two calculations, DKK without VAT as decimal text; null: there is none. */
interface ComparedDkk {
  readonly aDkk: string | null
  readonly bDkk: string | null
  /** b less a; what is absent adds nothing. */
  readonly differenceDkk: string
}

/** A day of amounts of a charge that differs, and why: the three effects and the rounding of amounts add up to the difference. */
export interface AmountMover extends AmountOwner, AmountCharge, ComparedDkk {
  readonly meteringPointType: string
  readonly settlementMethod: string | null
  readonly quantityUnit: string
  readonly marketDay: string
  readonly aQuantity: string | null
  readonly bQuantity: string | null
  readonly absoluteDkk: string
  /** Slots with another quantity, price or amount; with other qualities only. */
  readonly slots: number
  readonly qualitySlots: number
  readonly quantityDkk: string
  readonly priceDkk: string
  readonly missingPriceDkk: string
}

/** A monthly amount of a charge, or a total, that differs. The charge is undefined in a total; ownerId null: the supplier's total. */
export interface MonthlyMover extends AmountOwner, ComparedDkk {
  readonly charge: AmountCharge | undefined
  readonly ownerId: string | null
  /** First day of the month. */
  readonly month: string
  readonly onlyIn: 'a' | 'b' | undefined
}

/** Wholesale results of two calculations against each other. */
export interface AmountComparison {
  /** Days of amounts that differ in anything, and what they add up to. */
  readonly differingRows: number
  readonly effects: {
    readonly differenceDkk: string
    readonly quantityDkk: string
    readonly priceDkk: string
    readonly missingPriceDkk: string
  }
  readonly movers: readonly AmountMover[]
  /** By charge, supplier and area: those that differ, and how many do. */
  readonly monthly: readonly MonthlyMover[]
  readonly differingMonthly: number
  readonly totals: readonly MonthlyMover[]
  readonly differingTotals: number
}

/** The three tables of wholesale results, each of both calculations. */
export interface AmountRelations {
  readonly perCharge: ComparedRelations
  readonly monthly: ComparedRelations
  readonly total: ComparedRelations
}

/** Compares wholesale results. @param path where model amount_comparison_day goes; @param limit rows of each list */
export async function compareAmounts(
  relations: AmountRelations,
  scope: ComparedScope,
  { engine, path }: { readonly engine: Engine; readonly path: string },
  { limit, gridArea }: { readonly limit: number; readonly gridArea?: string | undefined },
): Promise<AmountComparison> {
  await engine.copyTo(amountComparisonSql(relations.perCharge, scope), path)
  const differing = differingAmounts(parquet([path]), gridArea)
  const [sums] = await engine.rows<Record<string, string | null> & { day_rows: bigint }>(amountEffectsSql(differing))
  const order = `absolute_dkk desc, slots desc, ${AMOUNT_KEYS.map((key) => `${key} nulls first`).join(', ')}, market_day`
  const rows = await engine.rows<AmountRow>(
    `select * from ${differing} as d order by ${order} limit ${Math.trunc(limit)}`,
  )
  const within = gridArea === undefined ? scope : { ...scope, gridAreas: [gridArea] }
  const monthly = await engine.rows<MonthlyRow>(monthlyComparisonSql(relations.monthly, within, MONTHLY_KEYS))
  const totals = await engine.rows<MonthlyRow>(monthlyComparisonSql(relations.total, within, TOTAL_KEYS))
  return {
    differingRows: Number(sums?.day_rows ?? 0n),
    effects: {
      differenceDkk: sums?.['difference_dkk'] ?? '0.000000',
      quantityDkk: sums?.['quantity_dkk'] ?? '0.000000000',
      priceDkk: sums?.['price_dkk'] ?? '0.000000000',
      missingPriceDkk: sums?.['missing_price_dkk'] ?? '0.000000000',
    },
    movers: rows.map(toAmountMover),
    monthly: monthly.slice(0, limit).map((row) => toMonthlyMover(row)),
    differingMonthly: monthly.length,
    totals: totals.slice(0, limit).map((row) => toMonthlyMover(row)),
    differingTotals: totals.length,
  }
}

interface AmountRow extends Record<string, unknown> {
  readonly grid_area: string
  readonly energy_supplier_id: string
  readonly charge_code: string
  readonly charge_type: string
  readonly charge_owner_id: string
  readonly is_tax: boolean
  readonly resolution: string
  readonly metering_point_type: string
  readonly settlement_method: string | null
  readonly quantity_unit: string
  readonly market_day: string
  readonly a_quantity: string | null
  readonly b_quantity: string | null
  readonly a_dkk: string | null
  readonly b_dkk: string | null
  readonly difference_dkk: string
  readonly absolute_dkk: string
  readonly quantity_dkk: string
  readonly price_dkk: string
  readonly missing_price_dkk: string
  readonly slots: number
  readonly quality_slots: number
}

function toAmountMover(row: AmountRow): AmountMover {
  return {
    gridArea: row.grid_area,
    energySupplierId: row.energy_supplier_id,
    chargeCode: row.charge_code,
    chargeType: row.charge_type,
    chargeOwnerId: row.charge_owner_id,
    isTax: row.is_tax,
    resolution: row.resolution,
    meteringPointType: row.metering_point_type,
    settlementMethod: row.settlement_method,
    quantityUnit: row.quantity_unit,
    marketDay: row.market_day,
    aQuantity: row.a_quantity,
    bQuantity: row.b_quantity,
    aDkk: row.a_dkk,
    bDkk: row.b_dkk,
    differenceDkk: row.difference_dkk,
    absoluteDkk: row.absolute_dkk,
    slots: row.slots,
    qualitySlots: row.quality_slots,
    quantityDkk: row.quantity_dkk,
    priceDkk: row.price_dkk,
    missingPriceDkk: row.missing_price_dkk,
  }
}

interface MonthlyRow extends Record<string, unknown> {
  readonly grid_area: string
  readonly energy_supplier_id: string
  readonly charge_code?: string
  readonly charge_type?: string
  readonly charge_owner_id: string | null
  readonly is_tax?: boolean
  readonly resolution?: string
  readonly market_day: string
  readonly in_a: boolean
  readonly in_b: boolean
  readonly a_dkk: string | null
  readonly b_dkk: string | null
  readonly difference_dkk: string
}

function toMonthlyMover(row: MonthlyRow): MonthlyMover {
  const charge =
    row.charge_code === undefined
      ? undefined
      : {
          chargeCode: row.charge_code,
          chargeType: row.charge_type ?? '',
          chargeOwnerId: row.charge_owner_id ?? '',
          isTax: row.is_tax === true,
          resolution: row.resolution ?? '',
        }
  return {
    gridArea: row.grid_area,
    energySupplierId: row.energy_supplier_id,
    charge,
    ownerId: row.charge_owner_id,
    month: row.market_day,
    aDkk: row.a_dkk,
    bDkk: row.b_dkk,
    differenceDkk: row.difference_dkk,
    onlyIn: row.in_a === row.in_b ? undefined : row.in_a ? 'a' : 'b',
  }
}
