import { addDays, marketDay } from '../kernel/index.ts'
import type { MarketZone, Period } from '../kernel/index.ts'
import type { Column } from '../platform/index.ts'

/** A period as the cursor of the export gives it: its texts in the order of TEXT_COLUMNS, then days since 1970-01-01. */
export type ExportRow = [...texts: (string | null)[], fromDay: number, toDay: number | null]

const TEXT_COLUMNS = [
  'metering_point_id',
  'type',
  'settlement_method',
  'resolution',
  'grid_area',
  'from_grid_area',
  'to_grid_area',
  'parent_id',
  'energy_supplier_id',
  'balance_responsible_id',
  'loss_role',
  'net_settlement_group',
  'scheduled_meter_reading_date',
  'has_electrical_heating',
  'is_move_in',
  'metering_method',
] as const
const FROM_DAY = TEXT_COLUMNS.length
const TO_DAY = FROM_DAY + 1

/**
 * The rows as columns of the snapshot.
 * @param period adds `from_ms` and `to_ms`, epoch milliseconds cut to it
 */
export function exportColumns(rows: readonly ExportRow[], period?: Period & { readonly zone: MarketZone }): Column[] {
  const fromDays = Int32Array.from(rows, (row) => dayOf(row, FROM_DAY) ?? 0)
  const toDays = Int32Array.from(rows, (row) => dayOf(row, TO_DAY) ?? 0)
  const columns: Column[] = TEXT_COLUMNS.map((name, n) => ({
    name,
    type: 'VARCHAR',
    data: rows.map((row) => textOf(row, n)),
  }))
  columns.push({ name: 'from_day', type: 'DATE', data: fromDays })
  columns.push({ name: 'to_day', type: 'DATE', data: toDays, validity: presence(rows) })
  if (period === undefined) return columns
  const startMs = startOfDay(period.zone)
  const fromMs = BigInt64Array.from(fromDays, (day) => BigInt(Math.max(startMs(day), period.fromMs)))
  const toMs = BigInt64Array.from(rows, (row) => {
    const day = dayOf(row, TO_DAY)
    return BigInt(day === null ? period.toMs : Math.min(startMs(day), period.toMs))
  })
  columns.push({ name: 'from_ms', type: 'BIGINT', data: fromMs }, { name: 'to_ms', type: 'BIGINT', data: toMs })
  return columns
}

function textOf(row: ExportRow, n: number): string | null {
  const value = row[n]
  return typeof value === 'string' ? value : null
}

function dayOf(row: ExportRow, n: number): number | null {
  const value = row[n]
  return typeof value === 'number' ? value : null
}

/** Which rows have an end: bit r mod 64 of word r div 64. */
function presence(rows: readonly ExportRow[]): BigUint64Array {
  const words = new BigUint64Array(Math.ceil(rows.length / 64))
  const halves = new Uint32Array(words.buffer) // two little-endian halves a word: bits without bigint arithmetic
  for (let r = 0; r < rows.length; r += 1) {
    const row = rows[r]
    if (row === undefined || dayOf(row, TO_DAY) === null) continue
    const half = Math.floor(r / 32)
    halves[half] = ((halves[half] ?? 0) | (1 << (r % 32))) >>> 0
  }
  return words
}

function startOfDay(zone: MarketZone): (dayNumber: number) => number {
  const epoch = marketDay('1970-01-01', zone)
  return (dayNumber) => addDays(epoch, dayNumber).startMs
}
