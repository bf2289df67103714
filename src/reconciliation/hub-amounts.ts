import { addDays, formatDecimal, marketDay, monthOf, type MarketZone } from '../kernel/index.ts'
import type { Pool, Transaction } from '../platform/index.ts'
import { heldAmounts, lastMonth, type HeldAmount } from './held-amounts.ts'

/** What the hub says of one charge in a month. Decimals as text, money in DKK without VAT. */
export interface HubCharge {
  readonly chargeType: 'subscription' | 'fee' | 'tariff'
  readonly chargeCode: string
  readonly chargeOwnerId: string
  /** kWh or pieces of all hours and days; null: none was sent */
  readonly quantity: string | null
  readonly unit: 'kWh' | 'pcs'
  /** the amounts of all hours and days added up; null: none is known */
  readonly rowsAmount: string | null
  /** the amount of the month as the hub states it; null: it was not sent */
  readonly amount: string | null
  /** amount less rowsAmount; null where the amount was not sent */
  readonly difference: string | null
  /** hours or days of which the amount is not known, for want of a price or a result */
  readonly unknown: number
}

/** What the hub says of one grid area in a month: the calculation that holds. */
export interface HubArea {
  readonly gridArea: string
  readonly process: 'D05' | 'D32'
  /** D01, D02 or D03 of a correction */
  readonly correction: string | null
  /** of the hub's calculation */
  readonly version: string
  readonly charges: readonly HubCharge[]
  /** the amounts of the charges added up */
  readonly chargesAmount: string
  /** the total of the month as the hub states it; null: it was not sent */
  readonly total: string | null
  /** total less chargesAmount; null where the total was not sent */
  readonly difference: string | null
}

/** Amounts of a supplier's month as the hub has sent them. */
export interface HubAmounts {
  /** YYYY-MM */
  readonly month: string
  readonly energySupplierId: string
  readonly areas: readonly HubArea[]
  /** of all areas whose total was sent */
  readonly total: string
}

/** Whose amounts are asked for, and of which month; the last one of which any came when it is left out. */
export interface HubAmountsQuery {
  readonly energySupplierId: string
  readonly month?: string | undefined
}

/**
 * What holds of all amounts that the hub has sent for a month: in each grid area those of the latest process - correction
 * before wholesale fixing - and of it the highest version (datahub 4.8). A calculation holds as a whole, so that a charge
 * which it no longer has is gone with it.
 * @returns undefined when nothing was sent
 */
export async function hubAmounts(
  trx: Pool | Transaction,
  { energySupplierId, month: asked }: HubAmountsQuery,
  zone: MarketZone,
): Promise<HubAmounts | undefined> {
  const month = asked ?? (await lastMonth(trx, energySupplierId))
  if (month === undefined) return undefined
  const days = monthOf(month, zone).days
  const end = addDays(marketDay(days[0]?.date ?? '', zone), days.length).date
  const rows = await heldAmounts(trx, { energySupplierId, fromDay: `${month}-01`, toDay: end })
  if (rows.length === 0) return undefined
  const areas = [...Map.groupBy(rows, (row) => row.grid_area).values()].map(areaOf)
  const total = areas.reduce((sum, { total: one }) => sum + (one ?? 0n), 0n)
  return { month, energySupplierId, areas: areas.map(({ shown }) => shown), total: money(total) }
}

function areaOf(rows: readonly HeldAmount[]): { readonly shown: HubArea; readonly total: bigint | undefined } {
  const ofCharges = rows.filter((row) => row.charge_code !== null)
  const ofTotal = rows.find((row) => row.charge_code === null)
  const chargesAmount = ofCharges.reduce((sum, row) => sum + BigInt(row.month_amount ?? 0), 0n)
  const total = ofTotal === undefined ? undefined : BigInt(ofTotal.month_amount ?? 0)
  const [first] = rows
  return {
    shown: {
      gridArea: first?.grid_area ?? '',
      process: first?.process_type ?? 'D05',
      correction: first?.settlement_version ?? null,
      version: String(first?.calculation_version ?? 0n),
      charges: ofCharges.map(chargeOf),
      chargesAmount: money(chargesAmount),
      total: total === undefined ? null : money(total),
      difference: total === undefined ? null : money(total - chargesAmount),
    },
    total,
  }
}

function chargeOf(row: HeldAmount): HubCharge {
  const amount = row.has_month ? BigInt(row.month_amount ?? 0) : undefined
  return {
    chargeType: row.charge_type ?? 'tariff',
    chargeCode: row.charge_code ?? '',
    chargeOwnerId: row.charge_owner_id ?? '',
    quantity: row.quantity === null ? null : formatDecimal(BigInt(row.quantity), 6),
    unit: row.quantity_unit,
    rowsAmount: row.rows_amount === null ? null : money(BigInt(row.rows_amount)),
    amount: amount === undefined ? null : money(amount),
    difference: amount === undefined ? null : money(amount - BigInt(row.rows_amount ?? 0)),
    unknown: Number(row.unknown_amounts),
  }
}

function money(millionths: bigint): string {
  return formatDecimal(millionths, 6, 6)
}
