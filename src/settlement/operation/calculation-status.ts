import { addDays, GridbookError, marketDayOf, type MarketZone } from '../../kernel/index.ts'
import type { Pool, RecordedStep, Transaction } from '../../platform/index.ts'
import type { CalculationType } from '../calculation-type.ts'
import { nextStep, stateOf, type CalculationState } from './calculation-state.ts'
import { STATUS_SQL, type StatusRow } from './status-sql.ts'

/** A calculation with its life so far. Days are market days, instants epoch milliseconds. */
export interface CalculationStatus {
  readonly calculationId: string
  readonly version: bigint
  readonly type: CalculationType
  readonly gridAreas: readonly string[]
  /** first and last day of its period */
  readonly firstDay: string
  readonly lastDay: string
  readonly isInternal: boolean
  readonly needsApproval: boolean
  /** the calculation whose arguments it repeats */
  readonly rerunOf: string | null
  readonly createdBy: string
  readonly startedAtMs: number
  readonly state: CalculationState
  /** the step that is under way or comes next; null when all are done */
  readonly step: { readonly name: string; readonly number: number; readonly of: number } | null
  /** how far that step is; null when it has not said */
  readonly progress: { readonly part: string; readonly done: number; readonly parts: number } | null
  readonly steps: readonly RecordedStep[]
  readonly decision: Stated<{ readonly decision: 'approved' | 'rejected' }> | null
  readonly cancellation: Stated<object> | null
  /** why it failed when it was last begun */
  readonly failure: { readonly step: string; readonly code: string; readonly message: string } | null
  readonly publishedAtMs: number | null
}

/** What a person said, why, and when. */
type Stated<What> = What & { readonly by: string; readonly reason: string | null; readonly atMs: number }

/** What statuses are read with. @see calculationRun for the names of the steps */
export interface StatusPorts {
  readonly pool: Pool | Transaction
  readonly zone: MarketZone
  /** names of a calculation's steps, in order */
  readonly steps: readonly string[]
}

/** Which calculations are listed: newest first. */
export interface StatusFilter {
  readonly limit: number
  /** only versions below; the way to the next page */
  readonly before?: bigint
  readonly type?: CalculationType
}

/** Calculations in the order of their versions, newest first. */
export async function calculationStatuses(filter: StatusFilter, ports: StatusPorts): Promise<CalculationStatus[]> {
  const { rows } = await ports.pool.query<StatusRow>(
    `${STATUS_SQL} where ($1::bigint is null or c.version < $1) and ($2::text is null or c.calculation_type = $2)
     order by c.version desc limit $3`,
    [filter.before ?? null, filter.type ?? null, filter.limit],
  )
  return rows.map((row) => toStatus(row, ports))
}

/** The calculation with an id. @throws GridbookError NOT_FOUND */
export async function calculationStatus(calculationId: string, ports: StatusPorts): Promise<CalculationStatus> {
  const { rows } = await ports.pool.query<StatusRow>(`${STATUS_SQL} where c.calculation_id = $1`, [calculationId])
  const [row] = rows
  if (row === undefined) throw new GridbookError('NOT_FOUND', `there is no calculation ${calculationId}`)
  return toStatus(row, ports)
}

/** The status that a row amounts to. */
export function toStatus(row: StatusRow, { zone, steps }: StatusPorts): CalculationStatus {
  const done = row.steps.map(({ name }) => name)
  const facts = {
    needsApproval: row.needs_approval,
    isPublished: row.succeeded_at !== null,
    isCancelled: row.cancelled_by !== null,
    decision: row.decision,
    hasFailed: row.failed_step !== null,
    done,
    hasProgress: row.progress !== null,
  }
  const step = nextStep(done, steps) ?? null
  const progress = row.progress?.find((each) => each.step === step?.name)
  return {
    calculationId: row.calculation_id,
    version: row.version,
    type: row.calculation_type,
    gridAreas: row.grid_areas,
    firstDay: marketDayOf(row.period_from.getTime(), zone).date,
    lastDay: addDays(marketDayOf(row.period_to.getTime(), zone), -1).date,
    isInternal: row.is_internal,
    needsApproval: row.needs_approval,
    rerunOf: row.rerun_of,
    createdBy: row.created_by,
    startedAtMs: row.started_at.getTime(),
    state: stateOf(facts, steps),
    step,
    progress: progress === undefined ? null : { part: progress.part, done: progress.done, parts: progress.parts },
    steps: row.steps,
    decision: stated(row.decided_by, row.decision_reason, row.decided_at, { decision: row.decision ?? 'approved' }),
    cancellation: stated(row.cancelled_by, row.cancellation_reason, row.cancelled_at, {}),
    failure:
      row.failed_step === null
        ? null
        : { step: row.failed_step, code: row.failure_code ?? '', message: row.failure_message ?? '' },
    publishedAtMs: row.succeeded_at?.getTime() ?? null,
  }
}

function stated<What>(by: string | null, reason: string | null, at: Date | null, what: What): Stated<What> | null {
  return by === null || at === null ? null : { ...what, by, reason, atMs: at.getTime() }
}
