import type { InvoiceLine } from '../invoice/read-invoices.ts'

/** Where a reading came from. */
export interface ReadingSource {
  readonly documentId: string
  /** null: the document named none, or was not sent as a message */
  readonly messageId: string | null
  readonly transactionId: string
  /** when its sender registered the values, ISO 8601 in UTC */
  readonly registeredAt: string
  /** the commit from which on it is known here */
  readonly recordedSeq: string
}

/** One interval of a line. Decimals are text and exact. */
export interface ExplainedInterval {
  /** first instant, ISO 8601 in UTC */
  readonly from: string
  readonly minutes: 15 | 60
  readonly kwh: string
  readonly quality: 'measured' | 'estimated' | 'calculated'
  /** DKK a kWh, ex VAT: of an hour the mean of its four quarters; for energy the spot price with the contract's terms */
  readonly pricePerKwh: string
  /** the part of the price that the spot market states; energy only */
  readonly spotPerKwh?: string
  /** kWh x price x factor, before anything is rounded; energy that is sold is negative */
  readonly amount: string
  /** index into the line's sources */
  readonly source: number
}

/** A line, down to what it is made of. */
export interface ExplainedLine {
  readonly line: InvoiceLine
  /** how the amount comes about, in words */
  readonly calculation: string
  /** where its prices come from */
  readonly prices: string
  /** empty for lines that charge days or pieces */
  readonly intervals: readonly ExplainedInterval[]
  readonly sources: readonly ReadingSource[]
  /** sums of what is shown; they equal the line's */
  readonly quantity: string
  readonly exactAmount: string
}

/** An invoice or one of its lines, explained from what was known when it was made. */
export interface InvoiceExplanation {
  readonly invoiceNumber: string
  readonly runId: string
  /** the number up to which the run read: facts recorded later took no part */
  readonly inputSeq: string
  readonly lines: readonly ExplainedLine[]
}
