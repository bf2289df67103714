import { GridbookError } from '../../kernel/index.ts'
import type { Pool, Transaction } from '../../platform/index.ts'
import { invoiceNumber } from './invoice-number.ts'

/** What a billing run is asked to do. */
export interface InvoiceRunArguments {
  /** UUID; the id of the durable run as well */
  readonly runId: string
  /** the first day that is not billed, YYYY-MM-DD */
  readonly toDay: string
  /** YYYY-MM-DD; also the posting date */
  readonly issueDate: string
  /** only these contracts; undefined: all */
  readonly contracts?: readonly string[] | undefined
  /** GLN of who issues the invoices */
  readonly sellerId: string
  /** ISO 4217 */
  readonly currency: string
  /** share as decimal text: 0.25 is 25 % */
  readonly vatRate: string
  readonly createdBy: string
}

/** A run that has been started. */
export interface StartedInvoiceRun extends InvoiceRunArguments {
  readonly startedAtMs: number
}

/** Records what is asked. The same id again changes nothing. */
export async function insertRun(
  pool: Pool,
  run: InvoiceRunArguments,
  o: { readonly codeVersion: string; readonly startedAtMs: number },
): Promise<void> {
  await pool.query(
    `insert into billing.run (run_id, to_day, issue_date, contracts, seller_id, currency, vat_rate, created_by, code_version, started_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10::numeric / 1000)) on conflict (run_id) do nothing`,
    [
      run.runId,
      run.toDay,
      run.issueDate,
      run.contracts ?? null,
      run.sellerId,
      run.currency,
      run.vatRate,
      run.createdBy,
      o.codeVersion,
      o.startedAtMs,
    ],
  )
}

/** The run with an id. @throws GridbookError BILLING_ARGUMENT when there is none */
export async function readRun(pool: Pool | Transaction, runId: string): Promise<StartedInvoiceRun> {
  const { rows } = await pool.query<{
    to_day: string
    issue_date: string
    contracts: string[] | null
    seller_id: string
    currency: string
    vat_rate: string
    created_by: string
    started_at: Date
  }>(
    `select to_day::text, issue_date::text, contracts, seller_id, currency, trim_scale(vat_rate)::text as vat_rate, created_by, started_at
     from billing.run where run_id = $1`,
    [runId],
  )
  const [row] = rows
  if (row === undefined) throw new GridbookError('BILLING_ARGUMENT', `there is no billing run ${runId}`)
  return {
    runId,
    toDay: row.to_day,
    issueDate: row.issue_date,
    contracts: row.contracts ?? undefined,
    sellerId: row.seller_id,
    currency: row.currency,
    vatRate: row.vat_rate,
    createdBy: row.created_by,
    startedAtMs: row.started_at.getTime(),
  }
}

/** The number up to which a run reads, pinned by its first step. */
export async function inputSeqOf(pool: Pool | Transaction, runId: string): Promise<bigint> {
  const { rows } = await pool.query<{ input_seq: bigint }>(
    'select input_seq from billing.run_input where run_id = $1',
    [runId],
  )
  const [row] = rows
  if (row === undefined) throw new Error(`billing run ${runId} has not pinned its input`)
  return row.input_seq
}

/** What a run has issued. */
export interface IssuedRun {
  readonly runId: string
  readonly invoices: number
  /** first and last number; undefined when it issued none */
  readonly firstNumber: string | undefined
  readonly lastNumber: string | undefined
  readonly exceptions: number
  readonly energyKwh: string
  readonly netOre: bigint
  readonly vatOre: bigint
  readonly grossOre: bigint
}

/** What a run has issued, from the invoices themselves. */
export async function issuedRun(pool: Pool | Transaction, runId: string): Promise<IssuedRun> {
  const { rows } = await pool.query<{
    invoices: bigint
    first: string | null
    last: string | null
    exceptions: bigint
    energy: string
    net: string
    vat: string
    gross: string
  }>(
    `select count(*) as invoices,
       (select issue_year || ' ' || first_number from billing.issued_run where run_id = $1) as first,
       (select issue_year || ' ' || last_number from billing.issued_run where run_id = $1) as last,
       (select count(distinct contract_id) from billing.exception where run_id = $1) as exceptions, coalesce(sum(energy_kwh), 0)::text as energy,
       coalesce(sum(net_ore), 0)::text as net, coalesce(sum(vat_ore), 0)::text as vat, coalesce(sum(gross_ore), 0)::text as gross
     from billing.invoice where run_id = $1`,
    [runId],
  )
  const [row] = rows
  return {
    runId,
    invoices: Number(row?.invoices ?? 0),
    firstNumber: numberOf(row?.first),
    lastNumber: numberOf(row?.last),
    exceptions: Number(row?.exceptions ?? 0),
    energyKwh: row?.energy ?? '0',
    netOre: BigInt(row?.net ?? 0),
    vatOre: BigInt(row?.vat ?? 0),
    grossOre: BigInt(row?.gross ?? 0),
  }
}

function numberOf(yearAndNumber: string | null | undefined): string | undefined {
  const [year, number] = yearAndNumber?.split(' ') ?? []
  return year === undefined || number === undefined ? undefined : invoiceNumber(year, BigInt(number))
}
