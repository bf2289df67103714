import { GridbookError, type MarketZone } from '../../kernel/index.ts'
import type { Pool, Transaction } from '../../platform/index.ts'
import type { CalculationArguments } from '../arguments.ts'
import type { CalculationType } from '../calculation-type.ts'

/** A calculation as it was started: its arguments and its number. */
export interface StartedCalculation extends CalculationArguments {
  /** Rises over all calculations. */
  readonly version: bigint
}

/** How a calculation was asked for, apart from its arguments. */
export interface CalculationTerms {
  /** its publication waits for a second person; false when left out */
  readonly needsApproval?: boolean | undefined
  /** the calculation whose arguments it repeats */
  readonly rerunOf?: string | undefined
}

/** Starts a calculation: gives it its number. Starting the same id again changes nothing. */
export async function insertCalculation(
  pool: Pool | Transaction,
  given: CalculationArguments,
  codeVersion: string,
  { needsApproval = false, rerunOf }: CalculationTerms = {},
): Promise<void> {
  await pool.query(
    `insert into settlement.calculation (calculation_id, version, calculation_type, period_from, period_to, grid_areas,
       quarterly_transition, is_internal, created_by, code_version, started_at, needs_approval, rerun_of, requires_complete)
     select $1, nextval('settlement.calculation_version'), $2, to_timestamp($3::numeric / 1000), to_timestamp($4::numeric / 1000), $5,
       to_timestamp($6::numeric / 1000), $7, $8, $9, to_timestamp($10::numeric / 1000), $11, $12, $13
     where not exists (select from settlement.calculation where calculation_id = $1)
     on conflict (calculation_id) do nothing`,
    [
      given.calculationId,
      given.type,
      given.period.fromMs,
      given.period.toMs,
      given.gridAreas,
      given.quarterlyTransitionMs,
      given.isInternal,
      given.createdBy,
      codeVersion,
      given.executionStartMs,
      needsApproval,
      rerunOf ?? null,
      given.requiresComplete === true,
    ],
  )
}

/** The calculation with an id. @throws GridbookError CALCULATION_ARGUMENT when there is none */
export async function readCalculation(
  pool: Pool | Transaction,
  calculationId: string,
  zone: MarketZone,
): Promise<StartedCalculation> {
  const { rows } = await pool.query<{
    version: bigint
    calculation_type: CalculationType
    period_from: Date
    period_to: Date
    grid_areas: string[]
    quarterly_transition: Date
    is_internal: boolean
    created_by: string
    started_at: Date
    requires_complete: boolean
  }>('select * from settlement.calculation where calculation_id = $1', [calculationId])
  const [row] = rows
  if (row === undefined) throw new GridbookError('CALCULATION_ARGUMENT', `there is no calculation ${calculationId}`)
  return {
    calculationId,
    version: row.version,
    type: row.calculation_type,
    period: { fromMs: row.period_from.getTime(), toMs: row.period_to.getTime() },
    gridAreas: row.grid_areas,
    quarterlyTransitionMs: row.quarterly_transition.getTime(),
    zone,
    isInternal: row.is_internal,
    createdBy: row.created_by,
    executionStartMs: row.started_at.getTime(),
    ...(row.requires_complete ? { requiresComplete: true } : {}),
  }
}

/** The number up to which a calculation reads, pinned by its first step. */
export async function inputSeq(pool: Pool, calculationId: string): Promise<bigint> {
  const { rows } = await pool.query<{ input_seq: bigint }>(
    'select input_seq from settlement.calculation_input where calculation_id = $1',
    [calculationId],
  )
  const [row] = rows
  if (row === undefined)
    throw new GridbookError('CALCULATION_ARGUMENT', `calculation ${calculationId} has not pinned its input`)
  return row.input_seq
}

/** What is valid for a grid area and day: the highest version that was published for its type. */
export interface PublishedDay {
  readonly calculationType: CalculationType
  readonly gridArea: string
  /** YYYY-MM-DD */
  readonly marketDay: string
  readonly version: bigint
  readonly calculationId: string
}

/** The valid calculation of each day and area of a type, for days in [from, to). */
export async function publishedDays(
  trx: Pool | Transaction,
  filter: {
    readonly type: CalculationType
    readonly from: string
    readonly to: string
    readonly gridAreas?: readonly string[]
  },
): Promise<PublishedDay[]> {
  const { rows } = await trx.query<{ grid_area: string; market_day: string; version: bigint; calculation_id: string }>(
    `select grid_area, market_day::text, version, calculation_id from settlement.published
     where calculation_type = $1 and market_day >= $2::date and market_day < $3::date and ($4::text[] is null or grid_area = any($4))
     order by grid_area, market_day`,
    [filter.type, filter.from, filter.to, filter.gridAreas ?? null],
  )
  return rows.map((row) => ({
    calculationType: filter.type,
    gridArea: row.grid_area,
    marketDay: row.market_day,
    version: row.version,
    calculationId: row.calculation_id,
  }))
}
