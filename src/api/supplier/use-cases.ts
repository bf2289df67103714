import type { AccrualListValue, LedgerEntriesValue, LedgerTotalsValue, ReconciliationValue } from './book-schemas.ts'
import type { DeadLetterListValue, ReplayValue, SupplierStatusValue } from './inbox-schemas.ts'
import type { ExceptionListValue, InvoiceExplanationValue, InvoiceListValue, InvoiceValue } from './invoice-schemas.ts'

/** Which part of a list is wanted. */
export interface Page {
  readonly limit: number
  /** the `next` of the page before */
  readonly after?: string
}

/** Market days `[from, to)`; what is left out does not limit. */
export interface DayRange {
  readonly from?: string
  readonly to?: string
}

/**
 * What the supplier's API gives, apart from speaking HTTP. Undefined says that there is nothing of that name. A failure of
 * the catalogue keeps its code; anything else is answered as INTERNAL.
 */
export interface SupplierUseCases {
  readonly listInvoices: (query: Page & { readonly customerId?: string }) => Promise<InvoiceListValue>
  readonly readInvoice: (number: string) => Promise<InvoiceValue | undefined>
  readonly explainInvoice: (number: string, line?: number) => Promise<InvoiceExplanationValue | undefined>
  readonly listExceptions: (query: Page) => Promise<ExceptionListValue>
  /** The last reconciliation that covers exactly the days; the last of all when none are given. */
  readonly readReconciliation: (days: DayRange) => Promise<ReconciliationValue | undefined>
  readonly listAccruals: (query: Page) => Promise<AccrualListValue>
  readonly readLedgerTotals: (days: DayRange) => Promise<LedgerTotalsValue>
  /** @param source what caused the entries, as type and id */
  readonly listLedgerEntries: (
    query: Page & { readonly source?: { readonly type: string; readonly id: string } },
  ) => Promise<LedgerEntriesValue>
  readonly listDeadLetters: (query: Page & { readonly includingResolved: boolean }) => Promise<DeadLetterListValue>
  readonly replayDeadLetter: (id: string) => Promise<ReplayValue | undefined>
  readonly readStatus: () => Promise<SupplierStatusValue>
  /** Rejects while something that all of this needs is away. */
  readonly ready: () => Promise<void>
}
