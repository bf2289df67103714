import type { Clock } from '../kernel/index.ts'
import type { SnapshotPorts } from '../measurements/index.ts'
import type { Pool } from '../platform/index.ts'

/** What pricing and its runs need. */
export interface BillingPorts extends SnapshotPorts {
  readonly pool: Pool
  readonly clock: Clock
  /** A directory for what lives as long as a run. */
  readonly scratch: string
}
