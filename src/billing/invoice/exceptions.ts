import { catalogue, formatInstant, isErrorCode } from '../../kernel/index.ts'
import type { Pool, Transaction } from '../../platform/index.ts'

/** Why a contract was not billed. */
export interface BillingException {
  readonly runId: string
  readonly contractId: string
  readonly supplyPeriodId: number
  readonly meteringPointId: string
  /** the line that lacks something; null: every line */
  readonly lineType: string | null
  readonly chargeCode: string | null
  readonly chargeOwnerId: string | null
  /** code of the error catalogue */
  readonly code: string
  /** the first instant that lacks something, ISO 8601 in UTC */
  readonly firstAt: string
  /** how many quarter-hours do */
  readonly slots: number
  /** what it means and what to do next, from the catalogue */
  readonly title: string
  readonly next: string
}

/**
 * What keeps contracts from being billed: of each contract what the last run that looked at it found. Of a named run, what that one found.
 */
export async function billingExceptions(
  pool: Pool | Transaction,
  filter: { readonly runId?: string | undefined; readonly contractId?: string | undefined } = {},
): Promise<BillingException[]> {
  const { rows } = await pool.query<
    Omit<BillingException, 'firstAt' | 'slots' | 'title' | 'next'> & { first_at: Date; slots: bigint }
  >(
    `with last as (
       select contract_id, max(recorded_seq) as recorded_seq from (
         select contract_id, run_id from billing.exception union select contract_id, run_id from billing.invoice) as seen
       join billing.issued_run i on i.run_id = seen.run_id group by contract_id)
     select e.run_id as "runId", e.contract_id as "contractId", supply_period_id as "supplyPeriodId", metering_point_id as "meteringPointId",
       line_type as "lineType", charge_code as "chargeCode", charge_owner_id as "chargeOwnerId", code, first_at, slots
     from billing.exception e join billing.issued_run i on i.run_id = e.run_id join last l on l.contract_id = e.contract_id
     where case when $1::uuid is null then i.recorded_seq = l.recorded_seq else e.run_id = $1 end
       and ($2::text is null or e.contract_id = $2)
     order by e.contract_id, e.metering_point_id, e.supply_period_id, code, line_type nulls first, charge_code nulls first`,
    [filter.runId ?? null, filter.contractId ?? null],
  )
  return rows.map(({ first_at: firstAt, slots, ...row }) => ({
    ...row,
    firstAt: formatInstant(firstAt.getTime()),
    slots: Number(slots),
    title: isErrorCode(row.code) ? catalogue[row.code].title : row.code,
    next: isErrorCode(row.code) ? catalogue[row.code].next : '',
  }))
}
