import type { BillingPorts } from '../billing/index.ts'

/** What an accrual's steps need. */
export type AccrualPorts = BillingPorts
