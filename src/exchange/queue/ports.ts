import type { Clock, MarketZone } from '../../kernel/index.ts'
import type { Pool } from '../../platform/index.ts'
import type { DocumentFormat } from '../document/format.ts'
import type { BundleLimits } from './bundle-limits.ts'
import type { Sender } from './party.ts'

/** What handing out messages needs. */
export interface QueuePorts {
  readonly pool: Pool
  /** whose days the rows of readings are */
  readonly zone: MarketZone
  readonly clock: Clock
  /** stands in every message as its sender */
  readonly sender: Sender
  /** a message is made of what waits, full or not, when its oldest transaction has waited so long; 300 s in the market */
  readonly bundleAgeMs: number
  /** how much one message holds; the market's limits when absent */
  readonly limits?: BundleLimits
}

/** A message that was handed out. */
export interface QueuedMessage {
  readonly messageId: string
  /** such as RSM-012 */
  readonly documentType: string
  /** the format that was first asked for, whatever was asked for now (datahub 1.4) */
  readonly format: DocumentFormat
  readonly body: Uint8Array
}
