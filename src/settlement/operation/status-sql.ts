import type { RecordedStep } from '../../platform/index.ts'
import type { CalculationType } from '../calculation-type.ts'

/**
 * Calculations with the facts of their lives; grain: one row for each. `failed_step`, `failure_code`, `failure_message`: the
 * last failure that was not known when the calculation was last begun, and whose step was not done all the same by another
 * process; NULL: there is none. `steps` is an array, empty when nothing is done; `progress` NULL when no step has spoken.
 */
export const STATUS_SQL = `select c.*, r.succeeded_at, x.cancelled_by, x.reason as cancellation_reason, x.cancelled_at,
    d.decision, d.decided_by, d.reason as decision_reason, d.decided_at, coalesce(s.steps, '[]') as steps, p.progress,
    a.is_handed_over, a.begun_at, f.step as failed_step, f.code as failure_code, f.message as failure_message
  from settlement.calculation c
  left join settlement.calculation_result r using (calculation_id)
  left join settlement.calculation_cancellation x using (calculation_id)
  left join settlement.calculation_decision d using (calculation_id)
  left join lateral (
    select json_agg(json_build_object('name', step, 'rows', rows, 'seconds', seconds::text) order by position) as steps
    from platform.run_step where run_id = c.calculation_id::text
  ) s on true
  left join lateral (
    select json_agg(json_build_object('step', step, 'part', part, 'done', done, 'parts', parts)) as progress
    from settlement.calculation_progress where calculation_id = c.calculation_id
  ) p on true
  left join lateral (
    select is_handed_over, begun_at, failures_before from settlement.calculation_attempt
    where calculation_id = c.calculation_id order by attempt_id desc limit 1
  ) a on true
  left join lateral (
    select step, code, message from (
      select step, code, message, row_number() over (order by failed_at) as number
      from platform.run_failure where run_id = c.calculation_id::text
    ) g
    where number > coalesce(a.failures_before, 0)
      and not exists (select from platform.run_step t where t.run_id = c.calculation_id::text and t.step = g.step)
    order by number desc limit 1
  ) f on true`

/** A row of it. */
export interface StatusRow {
  readonly calculation_id: string
  readonly version: bigint
  readonly calculation_type: CalculationType
  readonly period_from: Date
  readonly period_to: Date
  readonly grid_areas: string[]
  readonly is_internal: boolean
  readonly needs_approval: boolean
  readonly rerun_of: string | null
  readonly created_by: string
  readonly started_at: Date
  readonly succeeded_at: Date | null
  readonly cancelled_by: string | null
  readonly cancellation_reason: string | null
  readonly cancelled_at: Date | null
  readonly decision: 'approved' | 'rejected' | null
  readonly decided_by: string | null
  readonly decision_reason: string | null
  readonly decided_at: Date | null
  readonly steps: RecordedStep[]
  readonly progress:
    | { readonly step: string; readonly part: string; readonly done: number; readonly parts: number }[]
    | null
  /** of the last attempt; null when there was none */
  readonly is_handed_over: boolean | null
  readonly begun_at: Date | null
  readonly failed_step: string | null
  readonly failure_code: string | null
  readonly failure_message: string | null
}
