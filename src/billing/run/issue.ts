import type { PreparedRun } from './prepare-run.ts'
import type { Document } from './read-documents.ts'
import type { StartedInvoiceRun } from './run-store.ts'

/** A run that is being issued within one transaction. */
export interface Issue {
  readonly run: StartedInvoiceRun
  readonly prepared: PreparedRun
  readonly documents: readonly Document[]
  readonly numberOf: (ordinal: number) => string
}
