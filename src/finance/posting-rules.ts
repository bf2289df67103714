import { ACCOUNTS } from './accounts.ts'
import type { NetAccount } from './accounts.ts'
import { credit, debit, opposite } from './journal-entry.ts'
import type { JournalEntry, JournalLine } from './journal-entry.ts'

/** A net amount for one account, in øre; negative when it is given back. */
export interface NetPart {
  readonly account: NetAccount
  readonly amountOre: bigint
  /** empty or left out: it belongs to no point */
  readonly meteringPointId?: string
}

/** The VAT of one rate on one document, in øre (datahub 4.4: once for each rate and document). */
export interface VatPart {
  readonly taxCode: string
  readonly baseOre: bigint
  readonly amountOre: bigint
}

/** An invoice as the ledger needs it. Parts of the same account and metering point are posted as one line. */
export interface InvoicePosting {
  readonly invoiceNumber: string
  /** `YYYY-MM-DD`; the posting date */
  readonly issueDate: string
  readonly dueDate: string
  readonly customerId: string
  readonly net: readonly NetPart[]
  readonly vat: readonly VatPart[]
}

/**
 * The entry of an invoice: receivable gross, against net amounts by account and VAT by rate (finance 5.3).
 * @returns undefined when every amount is zero: there is nothing to post
 */
export function invoiceEntry(invoice: InvoicePosting): JournalEntry | undefined {
  const { invoiceNumber, customerId, dueDate } = invoice
  const about = { customerId, reference: invoiceNumber }
  const grossOre = sumOf(invoice.net) + sumOf(invoice.vat)
  return unlessEmpty({
    documentNumber: invoiceNumber,
    documentType: 'invoice',
    postingDate: invoice.issueDate,
    sourceType: 'billing.invoice',
    sourceId: invoiceNumber,
    idempotencyKey: `invoice:${invoiceNumber}`,
    description: `Invoice ${invoiceNumber}`,
    lines: [
      ...debit(ACCOUNTS.receivables, grossOre, { ...about, dueDate }),
      ...netLines(invoice.net, about),
      ...invoice.vat.flatMap(({ taxCode, baseOre, amountOre }) =>
        credit(ACCOUNTS.outputVat, amountOre, { ...about, taxCode, taxBaseOre: baseOre }),
      ),
    ],
  })
}

/** An accrual as the ledger needs it: what was delivered and not yet billed, without VAT. */
export interface AccrualPosting {
  readonly runId: string
  /** tells this entry from others of the run, for example its first supply period; empty when there is one */
  readonly part: string
  readonly documentNumber: string
  /** last day that is accrued, `YYYY-MM-DD` */
  readonly postingDate: string
  readonly net: readonly NetPart[]
}

/**
 * The entry of an accrual: unbilled revenue against net amounts by account (finance 5.3).
 * @returns undefined when every amount is zero
 */
export function accrualEntry(accrual: AccrualPosting): JournalEntry | undefined {
  const about = { reference: accrual.documentNumber }
  const key = accrual.part === '' ? accrual.runId : `${accrual.runId}:${accrual.part}`
  return unlessEmpty({
    documentNumber: accrual.documentNumber,
    documentType: 'accrual',
    postingDate: accrual.postingDate,
    sourceType: 'accruals.run',
    sourceId: accrual.runId,
    idempotencyKey: `accrual:${key}`,
    description: `Accrual to ${accrual.postingDate}`,
    lines: [...debit(ACCOUNTS.unbilledRevenue, sumOf(accrual.net), about), ...netLines(accrual.net, about)],
  })
}

/** The exact opposite of an accrual's entry, for the day from which a later one takes its place. */
export function accrualReversal(
  entry: JournalEntry,
  by: Pick<JournalEntry, 'documentNumber' | 'postingDate' | 'sourceId'>,
): JournalEntry {
  return {
    ...entry,
    ...by,
    documentType: 'accrual_reversal',
    idempotencyKey: `reversal:${entry.idempotencyKey}`,
    description: `Reversal of ${entry.documentNumber}`,
    lines: entry.lines.map(opposite),
  }
}

function netLines(parts: readonly NetPart[], about: { readonly reference: string }): readonly JournalLine[] {
  const sums = new Map<string, NetPart>()
  for (const part of parts) {
    const key = `${part.account} ${part.meteringPointId ?? ''}`
    sums.set(key, { ...part, amountOre: (sums.get(key)?.amountOre ?? 0n) + part.amountOre })
  }
  return [...sums.values()].flatMap(({ account, amountOre, meteringPointId = '' }) =>
    credit(account, amountOre, meteringPointId === '' ? about : { ...about, meteringPointId }),
  )
}

function sumOf(parts: readonly { readonly amountOre: bigint }[]): bigint {
  return parts.reduce((sum, { amountOre }) => sum + amountOre, 0n)
}

function unlessEmpty(entry: JournalEntry): JournalEntry | undefined {
  return entry.lines.length === 0 ? undefined : entry
}
