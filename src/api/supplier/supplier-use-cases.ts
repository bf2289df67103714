import type { BillingPorts } from '../../billing/index.ts'
import { bookUseCases } from './book-use-cases.ts'
import { inboxUseCases, type InboxUseCasePorts } from './inbox-use-cases.ts'
import { invoiceUseCases } from './invoice-use-cases.ts'
import type { SupplierUseCases } from './use-cases.ts'

/** What the use cases of a supplier work on. */
export interface SupplierUseCasePorts extends Pick<InboxUseCasePorts, 'handlers' | 'objects'> {
  readonly ports: BillingPorts
}

/** The supplier's use cases over its rooms. */
export function supplierUseCases({ ports, handlers, objects }: SupplierUseCasePorts): SupplierUseCases {
  const { pool, clock } = ports
  return { ...invoiceUseCases(ports), ...bookUseCases(pool), ...inboxUseCases({ pool, clock, handlers, objects }) }
}
