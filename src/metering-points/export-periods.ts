import { rm } from 'node:fs/promises'
import { addDays, marketDayOf } from '../kernel/index.ts'
import type { MarketZone, Period } from '../kernel/index.ts'
import { parquet } from '../platform/index.ts'
import type { Engine, Transaction, WrittenFile } from '../platform/index.ts'
import { exportColumns } from './export-columns.ts'
import type { ExportRow } from './export-columns.ts'
import { periodQuery } from './periods-as-known.ts'
import type { PeriodFilter } from './periods-as-known.ts'

/** What a snapshot of master data holds. */
export type ExportOptions = Pick<PeriodFilter, 'atSeq' | 'gridAreas' | 'from' | 'to'> & {
  /** a calculation's period: only periods that touch it, with `from_ms` and `to_ms` cut to it */
  readonly period?: Period & { readonly zone: MarketZone }
  /** rows held in memory at once */
  readonly chunkRows?: number
}

// Columns of short texts, most of them NULL: some 70 MB in memory.
const CHUNK_ROWS = 100_000

/**
 * Writes the periods that settlement may count (settlement 3.1: connected or disconnected; consumption and production only
 * while they have a supplier) to one Parquet file, ordered by metering_point_id and from_day. Columns:
 * metering_point_id, type, settlement_method, resolution, grid_area, from_grid_area, to_grid_area, parent_id,
 * energy_supplier_id, balance_responsible_id, loss_role, net_settlement_group, scheduled_meter_reading_date,
 * has_electrical_heating, is_move_in (`true`, `false`), metering_method VARCHAR; from_day, to_day DATE (exclusive, NULL = open); with
 * `period` also from_ms, to_ms BIGINT, epoch milliseconds. Memory stays bounded however many points there are.
 * @param trx REPEATABLE READ where other inputs are pinned with it; without atSeq the file holds what it sees
 */
export async function exportPeriods(
  trx: Transaction,
  engine: Engine,
  path: string,
  options: ExportOptions = {},
): Promise<WrittenFile> {
  const parts: string[] = []
  try {
    for await (const { rows, isLast } of chunksOf(trx, options)) {
      const columns = exportColumns(rows, options.period)
      if (isLast && parts.length === 0) return await engine.writeParquet(path, rows.length, columns)
      const part = `${path}.part-${parts.length}`
      parts.push(part)
      await engine.writeParquet(part, rows.length, columns)
    }
    return await engine.copyTo(`select * from ${parquet(parts)} order by metering_point_id, from_day`, path)
  } finally {
    for (const part of parts) await rm(part, { force: true })
  }
}

const COLUMNS = `metering_point_id, type, settlement_method, resolution, grid_area, from_grid_area, to_grid_area, parent_id,
  energy_supplier_id, balance_responsible_id, loss_role, net_settlement_group, scheduled_meter_reading_date, has_electrical_heating::text,
  is_move_in::text, metering_method, k.valid_from - date '1970-01-01', k.valid_to - date '1970-01-01'`
const COUNTED = [
  "connection_state in ('connected', 'disconnected')",
  "(type not in ('consumption', 'production') or energy_supplier_id is not null)",
]

type Chunk = { readonly rows: readonly ExportRow[]; readonly isLast: boolean }

/** The periods in chunks through a cursor; the last chunk may be empty. */
async function* chunksOf(trx: Transaction, options: ExportOptions): AsyncGenerator<Chunk> {
  const chunkRows = options.chunkRows ?? CHUNK_ROWS
  const { text, values } = periodQuery(COLUMNS, { ...options, ...daysAround(options.period) }, COUNTED)
  await trx.query(`declare exported_period no scroll cursor for ${text}`, values)
  let isLast = false
  try {
    while (!isLast) {
      const { rows } = await trx.query<ExportRow>({ rowMode: 'array', text: `fetch ${chunkRows} from exported_period` })
      isLast = rows.length < chunkRows
      yield { rows, isLast }
    }
  } finally {
    // In a transaction that failed the cursor is gone already, and the failure is what the caller should hear of.
    await trx.query('close exported_period').catch(() => {})
  }
}

/** The market days that a period touches. */
function daysAround(period: ExportOptions['period']): Pick<PeriodFilter, 'from' | 'to'> {
  if (period === undefined) return {}
  const last = marketDayOf(period.toMs - 1, period.zone)
  return { from: marketDayOf(period.fromMs, period.zone).date, to: addDays(last, 1).date }
}
