import { GridbookError } from '../../kernel/index.ts'
import type { Pool, Transaction } from '../../platform/index.ts'
import type { SeriesKind } from '../model.ts'

/** What a run of this room is: a calculated series, or the log of missing measurements. */
export type RunKind = SeriesKind | 'missing-measurements'

/** A run that is asked for. */
export interface SeriesRunRequest {
  /** uuid; the same id again joins the run that was begun */
  readonly runId: string
  readonly kind: RunKind
  /** market day that counts as today, `YYYY-MM-DD` */
  readonly asOf: string
  /** `YYYY-MM`; capacity settlement only */
  readonly month: string | null
  /** market days, half-open; missing measurements only */
  readonly fromDay: string | null
  readonly toDay: string | null
  /** null: all */
  readonly gridAreas: readonly string[] | null
  readonly createdBy: string
}

/** An attempt at a run: it reads every commit up to a number, and none after. */
export interface PinnedRun extends SeriesRunRequest {
  readonly inputSeq: bigint
}

/** Records that a run is asked for; the same id again changes nothing. */
export async function insertRun(
  handle: Pool | Transaction,
  request: SeriesRunRequest,
  { codeVersion, nowMs }: { readonly codeVersion: string; readonly nowMs: number },
): Promise<void> {
  await handle.query(
    `insert into calculated_series.run (run_id, kind, as_of, month, from_day, to_day, grid_areas, created_by, code_version, started_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10::numeric / 1000)) on conflict (run_id) do nothing`,
    [
      request.runId,
      request.kind,
      request.asOf,
      request.month,
      request.fromDay,
      request.toDay,
      request.gridAreas,
      request.createdBy,
      codeVersion,
      nowMs,
    ],
  )
}

/** A run as it was asked for. @throws GridbookError CALCULATION_ARGUMENT when there is none */
export async function readRequest(trx: Transaction, runId: string): Promise<SeriesRunRequest> {
  const { rows } = await trx.query<RunRow>(`select ${RUN_COLUMNS} from calculated_series.run where run_id = $1`, [
    runId,
  ])
  const [row] = rows
  if (row === undefined) throw new GridbookError('CALCULATION_ARGUMENT', `there is no run ${runId}`)
  return toRequest(row)
}

/** Columns of calculated_series.run that say what was asked for, as a RunRow. */
export const RUN_COLUMNS = 'run_id, kind, as_of::text, month, from_day::text, to_day::text, grid_areas, created_by'

/** A row of RUN_COLUMNS. */
export interface RunRow {
  readonly run_id: string
  readonly kind: RunKind
  readonly as_of: string
  readonly month: string | null
  readonly from_day: string | null
  readonly to_day: string | null
  readonly grid_areas: string[] | null
  readonly created_by: string
}

/** What a row says that was asked for. */
export function toRequest(row: RunRow): SeriesRunRequest {
  return {
    runId: row.run_id,
    kind: row.kind,
    asOf: row.as_of,
    month: row.month,
    fromDay: row.from_day,
    toDay: row.to_day,
    gridAreas: row.grid_areas,
    createdBy: row.created_by,
  }
}

/**
 * Records what the attempt has read whose results are stored in the same transaction.
 * @returns when its readings count as registered, epoch milliseconds: later than those of every run before, whatever the clock does
 */
export async function recordInput(
  trx: Transaction,
  { runId, inputSeq }: Pick<PinnedRun, 'runId' | 'inputSeq'>,
  nowMs: number,
): Promise<number> {
  const { rows } = await trx.query<{ registered_at: bigint }>(
    `insert into calculated_series.run_input (run_id, input_seq, registered_at)
     select $1, $2, greatest($3::bigint, max(registered_at) + 1) from calculated_series.run_input
     returning registered_at`,
    [runId, inputSeq, nowMs],
  )
  return Number(rows[0]?.registered_at)
}
