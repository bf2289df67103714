import type { AccountCode } from './accounts.ts'

/** One line of an entry: an amount in øre on one side of one account. */
export interface JournalLine {
  readonly account: AccountCode
  /** positive, or 0 on a credit line */
  readonly debitOre: bigint
  /** positive, or 0 on a debit line */
  readonly creditOre: bigint
  readonly customerId?: string
  readonly meteringPointId?: string
  readonly taxCode?: string
  /** the amount on which the tax was taken, in øre; negative where it was given back */
  readonly taxBaseOre?: bigint
  /** `YYYY-MM-DD` */
  readonly dueDate?: string
  readonly reference?: string
}

/** What becomes one entry of the journal: lines whose debits and credits come to the same (finance 5.2). */
export interface JournalEntry {
  readonly documentNumber: string
  readonly documentType: 'invoice' | 'accrual' | 'accrual_reversal'
  /** the day it counts for in the books, `YYYY-MM-DD` */
  readonly postingDate: string
  /** what caused it, for example `billing.invoice` and the invoice's number */
  readonly sourceType: string
  readonly sourceId: string
  /** used once for ever: a second entry with it is refused */
  readonly idempotencyKey: string
  readonly description: string
  readonly lines: readonly JournalLine[]
}

/** What a line may say besides its account and its amount. */
export type LineAbout = Omit<JournalLine, 'account' | 'debitOre' | 'creditOre'>

/** A debit; a negative amount becomes a credit, and nothing becomes no line. */
export function debit(account: AccountCode, amountOre: bigint, about: LineAbout = {}): readonly JournalLine[] {
  if (amountOre === 0n) return []
  return amountOre > 0n
    ? [{ account, debitOre: amountOre, creditOre: 0n, ...about }]
    : [{ account, debitOre: 0n, creditOre: -amountOre, ...about }]
}

/** A credit; a negative amount becomes a debit, and nothing becomes no line. */
export function credit(account: AccountCode, amountOre: bigint, about: LineAbout = {}): readonly JournalLine[] {
  return debit(account, -amountOre, about)
}

/** The same line on the other side. A tax that is taken back is taken back from its base as well. */
export function opposite(line: JournalLine): JournalLine {
  const turned = { ...line, debitOre: line.creditOre, creditOre: line.debitOre }
  return line.taxBaseOre === undefined ? turned : { ...turned, taxBaseOre: -line.taxBaseOre }
}
