import { addDays, GridbookError, marketDay } from '../../kernel/index.ts'
import { copyRows, faultPoint, nextRecordedSeq, parquet, textLiteral } from '../../platform/index.ts'
import type { Transaction } from '../../platform/index.ts'
import type { BillingPorts } from '../billing-ports.ts'
import { copyText } from './copy-text.ts'
import { invoiceNumber } from './invoice-number.ts'
import type { Issue } from './issue.ts'
import { postInvoices } from './post-invoices.ts'
import { readParties, type Parties } from './parties.ts'
import type { PreparedRun } from './prepare-run.ts'
import { documentsOf } from './read-documents.ts'
import { inputSeqOf, type StartedInvoiceRun } from './run-store.ts'

/**
 * Issues the documents of a run in the caller's transaction: numbers without a gap, invoices with their lines, the days that they bill,
 * journal entries, and what could not be billed.
 * @throws GridbookError BILLED_MEANWHILE when another run billed one of the points since this one pinned its input
 */
export async function issueInvoices(
  trx: Transaction,
  run: StartedInvoiceRun,
  prepared: PreparedRun,
  ports: BillingPorts,
): Promise<void> {
  const atSeq = await inputSeqOf(trx, run.runId)
  const issueYear = run.issueDate.slice(0, 4)
  const documents = prepared.documents === 0 ? [] : await documentsOf(prepared, ports.engine)
  const periods = prepared.documents === 0 ? [] : await periodsOf(prepared, ports)
  // Whoever issues waits here for the one before, so that numbers have no gap and no day is billed twice; readers go on.
  await trx.query('lock table billing.issued_run in share row exclusive mode')
  await refuseBilledMeanwhile(trx, atSeq, periods)
  const firstNumber = await nextNumber(trx, issueYear)
  const numberOf = (ordinal: number): string => invoiceNumber(issueYear, firstNumber + BigInt(ordinal))
  const issue: Issue = { run, prepared, documents, numberOf }
  const contractIds = documents.map((document) => document.contractId)
  const parties = await readParties(trx, { atSeq, issueDate: run.issueDate, sellerId: run.sellerId, contractIds })
  await copyRows(trx, INVOICE_COLUMNS, invoiceRows(issue, parties, ports))
  await copyText(trx, LINE_COLUMNS, lineChunks(issue, ports))
  await copyRows(trx, VAT_COLUMNS, vatRows(issue))
  await copyRows(trx, PERIOD_COLUMNS, await periodRows(trx, issue, periods))
  await storeExceptions(trx, issue, ports)
  faultPoint('billing:copied')
  // From here on all other writers of this deployment wait.
  const seq = await nextRecordedSeq(trx)
  await postInvoices(trx, issue, parties, seq, ports)
  const last = documents.length === 0 ? null : firstNumber + BigInt(documents.length) - 1n
  await trx.query(
    `insert into billing.issued_run (run_id, issue_year, first_number, last_number, issued_at, recorded_seq)
     values ($1, $2, $3, $4, to_timestamp($5::numeric / 1000), $6)`,
    [run.runId, Number(issueYear), last === null ? null : firstNumber, last, ports.clock.nowMs(), seq],
  )
  faultPoint('billing:issued')
}

const INVOICE_COLUMNS = `billing.invoice (invoice_number, run_id, contract_id, customer_id, issue_date, due_date, from_day, to_day, currency,
  energy_kwh, net_ore, vat_ore, gross_ore, seller_id, seller_name, recipient_name, address_1, address_2, postal_code, city, country, email, recipient_cvr)`
const LINE_COLUMNS = `billing.invoice_line (invoice_number, line_number, supply_period_id, metering_point_id, line_type, charge_id, charge_code,
  charge_owner_id, description, from_day, to_day, factor, quantity, unit, unit_price, exact_amount, amount_ore, vat)`
const VAT_COLUMNS = 'billing.invoice_vat (invoice_number, vat_rate, base_ore, vat_ore)'
const PERIOD_COLUMNS =
  'billing.billed_period (supply_period_id, from_day, to_day, previous_to_day, metering_point_id, invoice_number, run_id)'

async function nextNumber(trx: Transaction, issueYear: string): Promise<bigint> {
  const { rows } = await trx.query<{ last: bigint }>(
    'select coalesce(max(last_number), 0)::bigint as last from billing.issued_run where issue_year = $1',
    [Number(issueYear)],
  )
  return (rows[0]?.last ?? 0n) + 1n
}

async function refuseBilledMeanwhile(trx: Transaction, atSeq: bigint, periods: readonly Period[]): Promise<void> {
  const points = [...new Set(periods.map(({ meteringPointId }) => meteringPointId))]
  const { rows } = await trx.query<{ metering_point_id: string; invoice_number: string }>(
    `select b.metering_point_id, b.invoice_number from billing.billed_period b join billing.issued_run i on i.run_id = b.run_id
     where i.recorded_seq > $1 and b.metering_point_id = any($2) order by 2 limit 1`,
    [atSeq, points],
  )
  const [row] = rows
  if (row === undefined) return
  throw new GridbookError('BILLED_MEANWHILE', `invoice ${row.invoice_number} bills days of ${row.metering_point_id}`, {
    point: row.metering_point_id,
  })
}

function* invoiceRows(
  { run, documents, numberOf }: Issue,
  { sellerName, recipientOf }: Parties,
  { zone }: BillingPorts,
): Iterable<(string | null)[]> {
  const issueDay = marketDay(run.issueDate, zone)
  for (const document of documents) {
    const to = recipientOf(document.contractId)
    yield [
      numberOf(document.ordinal),
      run.runId,
      document.contractId,
      document.customerId,
      run.issueDate,
      addDays(issueDay, to.paymentTermsDays).date,
      document.fromDay,
      document.toDay,
      run.currency,
      document.energyKwh,
      document.netOre.toString(),
      document.vatOre.toString(),
      (document.netOre + document.vatOre).toString(),
      run.sellerId,
      sellerName,
      to.name,
      to.address1,
      to.address2,
      to.postalCode,
      to.city,
      to.country,
      to.email,
      to.cvr,
    ]
  }
}

// So many invoices' lines are in memory at a time.
const DOCUMENTS_AT_A_TIME = 5_000

async function* lineChunks({ prepared, documents, numberOf }: Issue, { engine }: BillingPorts): AsyncGenerator<string> {
  for (let from = 0; from < documents.length; from += DOCUMENTS_AT_A_TIME) {
    const lines = await engine.columns(
      `select ordinal, copy_text from ${parquet([prepared.path('document_line')])} as l
       where ordinal >= ${from} and ordinal < ${from + DOCUMENTS_AT_A_TIME} order by ordinal, line_number`,
    )
    const [ordinals, texts] = [lines.int32('ordinal'), lines.text('copy_text')]
    let chunk = ''
    for (const [n, text] of texts.entries()) chunk += `${numberOf(ordinals[n] ?? 0)}\t${text}\n`
    yield chunk
  }
}

function* vatRows({ run, documents, numberOf }: Issue): Iterable<string[]> {
  for (const { ordinal, vatBaseOre, vatOre, exemptOre, bearsVat, hasExempt } of documents) {
    if (bearsVat) yield [numberOf(ordinal), run.vatRate, vatBaseOre.toString(), vatOre.toString()]
    if (hasExempt) yield [numberOf(ordinal), '0', exemptOre.toString(), '0']
  }
}

interface Period {
  readonly ordinal: number
  readonly supplyPeriodId: number
  readonly meteringPointId: string
  readonly fromDay: string
  readonly toDay: string
}

async function periodsOf(prepared: PreparedRun, { engine }: BillingPorts): Promise<Period[]> {
  const set = await engine.columns(
    `select ordinal, supply_period_id, metering_point_id, cast(from_day as VARCHAR) as from_text, cast(to_day as VARCHAR) as to_text
     from ${parquet([prepared.path('document_period')])} as p order by ordinal, supply_period_id`,
  )
  const [ordinal, supplyPeriodId] = [set.int32('ordinal'), set.int32('supply_period_id')]
  const [point, from, to] = [set.text('metering_point_id'), set.text('from_text'), set.text('to_text')]
  return Array.from({ length: set.rowCount }, (_, n) => ({
    ordinal: ordinal[n] ?? 0,
    supplyPeriodId: supplyPeriodId[n] ?? 0,
    meteringPointId: point[n] ?? '',
    fromDay: from[n] ?? '',
    toDay: to[n] ?? '',
  }))
}

async function periodRows(
  trx: Transaction,
  { run, numberOf }: Issue,
  periods: readonly Period[],
): Promise<(string | null)[][]> {
  const { rows } = await trx.query<{ supply_period_id: number }>(
    'select distinct supply_period_id from billing.billed_period where supply_period_id = any($1)',
    [periods.map(({ supplyPeriodId }) => supplyPeriodId)],
  )
  const begun = new Set(rows.map((row) => row.supply_period_id))
  return periods.map(({ ordinal, supplyPeriodId, meteringPointId, fromDay, toDay }) => [
    String(supplyPeriodId),
    fromDay,
    toDay,
    begun.has(supplyPeriodId) ? fromDay : null,
    meteringPointId,
    numberOf(ordinal),
    run.runId,
  ])
}

async function storeExceptions(trx: Transaction, { run, prepared }: Issue, { engine }: BillingPorts): Promise<void> {
  if (prepared.faults === 0) return
  const rows = await engine.rows<
    Record<'contract_id' | 'metering_point_id' | 'code' | 'first_text', string> &
      Record<'line_type' | 'charge_code' | 'charge_owner_id', string | null> & {
        supply_period_id: number
        charge_id: number | null
        slots: bigint
      }
  >(
    `select f.contract_id, f.supply_period_id, f.metering_point_id, f.line_type, f.charge_id, c.code as charge_code, c.owner_id as charge_owner_id,
       f.code, strftime(make_timestamp(f.first_ms * 1000), ${textLiteral('%Y-%m-%d %H:%M:%S+00')}) as first_text, f.slots
     from ${parquet([prepared.path('pricing_fault')])} as f
     left join ${parquet([prepared.path('charge')])} as c on c.charge_id = f.charge_id
     order by f.contract_id, f.supply_period_id, f.code, f.line_type nulls first, f.charge_id nulls first`,
  )
  await copyRows(
    trx,
    `billing.exception (run_id, contract_id, supply_period_id, metering_point_id, line_type, charge_id, charge_code, charge_owner_id, code, first_at, slots)`,
    rows.map((row) => [
      run.runId,
      row.contract_id,
      String(row.supply_period_id),
      row.metering_point_id,
      row.line_type,
      row.charge_id === null ? null : String(row.charge_id),
      row.charge_code,
      row.charge_owner_id,
      row.code,
      row.first_text,
      row.slots.toString(),
    ]),
  )
}
