import type { OracleAmount } from './amounts.ts'
import type { FolderRow } from './folder.ts'
import type { OracleRow } from './settle.ts'
import { monthlyAmounts, totalAmounts } from './totals.ts'
import type { OracleMonthly, OracleTotal } from './totals.ts'

// Settlement 7.3: the oracle's results under the names that expected files have.

/** A number in units of 10^-scale as text with so many decimals; null is the empty text. */
export function decimal(value: bigint | null, scale: number): string {
  if (value === null) return ''
  const digits = `${value < 0n ? -value : value}`.padStart(scale + 1, '0')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** An instant in UTC with seconds. */
export function instantText(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', 'Z')
}

const SERIES: Readonly<Record<string, string>> = {
  net_exchange_per_neighboring_ga: 'exchange_per_neighbor',
  net_exchange_per_ga: 'exchange',
  temp_production: 'temporary_production',
  temp_flex_consumption: 'temporary_flex_consumption',
}

const LEVELS: Readonly<Record<string, string>> = { supplier: '_per_es', balance_responsible: '_per_brp' }

/** Rows of energy by the name of their file. */
export function energyFiles(rows: readonly OracleRow[]): Map<string, FolderRow[]> {
  const files = new Map<string, FolderRow[]>()
  for (const row of rows) {
    const [area, neighbour, supplier, responsible, point] = row.keys
    add(files, `${SERIES[row.type] ?? row.type}${LEVELS[row.level] ?? ''}`, {
      grid_area_code: area ?? '',
      neighbor_grid_area_code: neighbour ?? '',
      energy_supplier_id: supplier ?? '',
      balance_responsible_party_id: responsible ?? '',
      metering_point_id: point ?? '',
      time: instantText(row.time),
      time_series_type: row.type,
      quantity: decimal(row.milliKwh, 3),
      quantity_qualities: cellOf(row.qualities),
    })
  }
  return files
}

/** Amounts, monthly amounts and totals by the name of their file. */
export function wholesaleFiles(rows: readonly OracleAmount[], periodStartMs: number): Map<string, FolderRow[]> {
  const files = new Map<string, FolderRow[]>()
  const time = instantText(periodStartMs)
  for (const row of rows) add(files, `${slotNames(row)}_per_co_es`, amountRow(row))
  const months = monthlyAmounts(rows)
  for (const row of months) add(files, `monthly_${monthNames(row)}_per_co_es`, { ...monthRow(row), time })
  for (const row of totalAmounts(months)) {
    add(files, `total_monthly_amounts_per_${row.chargeOwnerId === null ? 'es' : 'co_es'}`, { ...totalRow(row), time })
  }
  return files
}

function add(files: Map<string, FolderRow[]>, name: string, row: FolderRow): void {
  files.set(name, [...(files.get(name) ?? []), row])
}

function cellOf(qualities: readonly string[] | null): string {
  return qualities === null ? '' : `[${qualities.map((quality) => `'${quality}'`).join(', ')}]`
}

function slotNames({ chargeType, resolution }: OracleMonthly): string {
  if (chargeType !== 'tariff') return chargeType
  return resolution === 'PT1H' ? 'hourly_tariff' : 'daily_tariff'
}

function monthNames({ chargeType, resolution }: OracleMonthly): string {
  if (chargeType !== 'tariff') return chargeType
  return resolution === 'PT1H' ? 'tariff_from_hourly' : 'tariff_from_daily'
}

function amountRow(row: OracleAmount): FolderRow {
  return {
    ...chargeCells(row),
    quantity: decimal(row.milliQuantity, 3),
    quantity_qualities: cellOf(row.qualities),
    time: instantText(row.timeMs),
    resolution: row.resolution,
    metering_point_type: row.meteringPointType,
    settlement_method: row.settlementMethod ?? '',
    price: decimal(row.microPrice, 6),
    amount: decimal(row.microAmount, 6),
  }
}

function monthRow(row: OracleMonthly): FolderRow {
  return { ...chargeCells(row), amount: decimal(row.microAmount, 6) }
}

function chargeCells(row: OracleMonthly): FolderRow {
  return {
    grid_area_code: row.gridArea,
    energy_supplier_id: row.energySupplierId ?? '',
    quantity_unit: row.chargeType === 'tariff' ? 'kWh' : 'pcs',
    is_tax: `${row.isTax}`,
    charge_code: row.chargeCode,
    charge_type: row.chargeType,
    charge_owner_id: row.chargeOwnerId,
  }
}

function totalRow(row: OracleTotal): FolderRow {
  return {
    grid_area_code: row.gridArea,
    energy_supplier_id: row.energySupplierId ?? '',
    amount: decimal(row.microAmount, 6),
    charge_owner_id: row.chargeOwnerId ?? '',
  }
}
