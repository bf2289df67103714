import { formatHundredths, formatInstant } from '../kernel/index.ts'
import type { Pool, Transaction } from '../platform/index.ts'

/** What one class of lines comes to: kWh or pieces and days, and kroner as decimal text, without VAT. */
export interface AccruedClass {
  readonly lineType: string
  readonly lines: number
  readonly net: string
}

/** Why days of a supply period are not accrued as they should be. */
export interface AccrualException {
  readonly contractId: string
  readonly meteringPointId: string
  readonly code: string
  /** what lacks; null: it concerns every line */
  readonly lineType: string | null
  /** first quarter-hour that lacks something, UTC */
  readonly firstInstant: string
  readonly quarters: number
}

/** An accrual that was posted. Amounts in kroner, decimal text with two decimals, without VAT. */
export interface AccrualResult {
  readonly runId: string
  readonly documentNumber: string
  /** last day that is accrued */
  readonly toDay: string
  readonly net: string
  readonly openPeriods: number
  readonly accruedPeriods: number
  readonly exceptedPeriods: number
  readonly classes: readonly AccruedClass[]
  readonly exceptions: readonly AccrualException[]
  /** the accrual that took its place */
  readonly reversedBy: string | null
}

/** The result of a run, or of the last one posted; undefined when there is none. @param exceptions how many to give at most */
export async function accrualResult(
  trx: Pool | Transaction,
  { runId, exceptions = 100 }: { readonly runId?: string | undefined; readonly exceptions?: number } = {},
): Promise<AccrualResult | undefined> {
  const [row] = await postedRuns(trx, { runId, limit: 1 })
  if (row === undefined) return undefined
  return { ...(await summaryOf(trx, row)), exceptions: await exceptionsOf(trx, row.run_id, exceptions) }
}

/** Accruals without their exceptions, the last one posted first. @param after the run behind which the list goes on */
export async function listAccruals(
  trx: Pool | Transaction,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<Omit<AccrualResult, 'exceptions'>[]> {
  const listed: Omit<AccrualResult, 'exceptions'>[] = []
  for (const row of await postedRuns(trx, { limit, after })) listed.push(await summaryOf(trx, row))
  return listed
}

interface PostedRun {
  readonly run_id: string
  readonly document_number: string
  readonly to_day: string
  readonly net_ore: bigint
  readonly open_periods: number
  readonly accrued_periods: number
  readonly excepted_periods: number
  readonly reversed_by: string | null
}

async function postedRuns(
  trx: Pool | Transaction,
  {
    runId,
    after,
    limit,
  }: { readonly runId?: string | undefined; readonly after?: string | undefined; readonly limit: number },
): Promise<PostedRun[]> {
  const { rows } = await trx.query<PostedRun>(
    `select p.run_id, p.document_number, r.to_day::text, n.net_ore, n.open_periods, n.accrued_periods, n.excepted_periods,
       (select by_run_id from accruals.reversal where reversed_run_id = p.run_id) as reversed_by
     from accruals.posting p join accruals.run r using (run_id) join accruals.run_priced n using (run_id)
     where ($1::uuid is null or p.run_id = $1)
       and ($2::uuid is null or p.recorded_seq < (select recorded_seq from accruals.posting where run_id = $2))
     order by p.recorded_seq desc limit $3`,
    [runId ?? null, after ?? null, limit],
  )
  return rows
}

async function summaryOf(trx: Pool | Transaction, row: PostedRun): Promise<Omit<AccrualResult, 'exceptions'>> {
  return {
    runId: row.run_id,
    documentNumber: row.document_number,
    toDay: row.to_day,
    net: formatHundredths(row.net_ore),
    openPeriods: row.open_periods,
    accruedPeriods: row.accrued_periods,
    exceptedPeriods: row.excepted_periods,
    classes: await classesOf(trx, row.run_id),
    reversedBy: row.reversed_by,
  }
}

async function classesOf(trx: Pool | Transaction, runId: string): Promise<AccruedClass[]> {
  const { rows } = await trx.query<{ line_type: string; lines: bigint; net_ore: bigint }>(
    `select line_type, count(*) as lines, sum(amount_ore)::bigint as net_ore from accruals.line where run_id = $1
     group by line_type order by line_type`,
    [runId],
  )
  return rows.map((row) => ({ lineType: row.line_type, lines: Number(row.lines), net: formatHundredths(row.net_ore) }))
}

async function exceptionsOf(trx: Pool | Transaction, runId: string, limit: number): Promise<AccrualException[]> {
  const { rows } = await trx.query<{
    contract_id: string
    metering_point_id: string
    code: string
    line_type: string | null
    first_instant: Date
    quarters: bigint
  }>(
    `select contract_id, metering_point_id, code, line_type, first_instant, quarters from accruals.exception
     where run_id = $1 order by exception_number limit $2`,
    [runId, limit],
  )
  return rows.map((row) => ({
    contractId: row.contract_id,
    meteringPointId: row.metering_point_id,
    code: row.code,
    lineType: row.line_type,
    firstInstant: formatInstant(row.first_instant.getTime()),
    quarters: Number(row.quarters),
  }))
}
