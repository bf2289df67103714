import { addDays, marketDay } from '../../kernel/index.ts'
import { ACCOUNT_OF_LINE, invoiceEntry, postEntries, type JournalEntry, type NetPart } from '../../finance/index.ts'
import { parquet } from '../../platform/index.ts'
import type { Transaction } from '../../platform/index.ts'
import type { BillingPorts } from '../billing-ports.ts'
import type { LineType } from '../models/priced-line.ts'
import type { Issue } from './issue.ts'
import type { Parties } from './parties.ts'

// So many invoices' parts are in memory at a time.
const DOCUMENTS_AT_A_TIME = 10_000

/** Posts the entry of each invoice in the caller's transaction. */
export async function postInvoices(
  trx: Transaction,
  issue: Issue,
  parties: Parties,
  seq: bigint,
  ports: BillingPorts,
): Promise<void> {
  for (let from = 0; from < issue.documents.length; from += DOCUMENTS_AT_A_TIME) {
    const parts = await partsOf(issue, from, ports)
    await postEntries(trx, entriesOf(issue, parties, from, parts, ports), seq)
  }
}

type Parts = readonly (readonly NetPart[])[]

function* entriesOf(
  { run, documents, numberOf }: Issue,
  parties: Parties,
  from: number,
  parts: Parts,
  { zone }: BillingPorts,
): Iterable<JournalEntry> {
  const issueDay = marketDay(run.issueDate, zone)
  for (const document of documents.slice(from, from + DOCUMENTS_AT_A_TIME)) {
    const { paymentTermsDays } = parties.recipientOf(document.contractId)
    const vat = { taxCode: `VAT ${run.vatRate}`, baseOre: document.vatBaseOre, amountOre: document.vatOre }
    const entry = invoiceEntry({
      invoiceNumber: numberOf(document.ordinal),
      issueDate: run.issueDate,
      dueDate: addDays(issueDay, paymentTermsDays).date,
      customerId: document.customerId,
      net: parts[document.ordinal - from] ?? [],
      vat: document.bearsVat ? [vat] : [],
    })
    if (entry !== undefined) yield entry
  }
}

/** Net amounts by account and metering point, of some documents in their order. */
async function partsOf({ prepared }: Issue, from: number, { engine }: BillingPorts): Promise<Parts> {
  const set = await engine.columns(
    `select ordinal, line_type, metering_point_id, amount_ore from ${parquet([prepared.path('document_part')])} as p
     where ordinal >= ${from} and ordinal < ${from + DOCUMENTS_AT_A_TIME} order by ordinal, line_type, metering_point_id`,
  )
  const [ordinals, amounts] = [set.int32('ordinal'), set.int64('amount_ore')]
  const [types, points] = [set.text('line_type'), set.text('metering_point_id')]
  const parts: NetPart[][] = Array.from({ length: DOCUMENTS_AT_A_TIME }, () => [])
  for (let n = 0; n < set.rowCount; n += 1) {
    const account = ACCOUNT_OF_LINE[types[n] as LineType]
    parts[(ordinals[n] ?? 0) - from]?.push({ account, amountOre: amounts[n] ?? 0n, meteringPointId: points[n] ?? '' })
  }
  return parts
}
