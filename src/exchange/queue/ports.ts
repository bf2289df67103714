import type { Clock, MarketZone } from '../../kernel/index.ts'
import type { Pool } from '../../platform/index.ts'
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

/** A form in which a message can be asked for. */
export type QueueFormat = 'json'

/** A message that was handed out. */
export interface QueuedMessage {
  readonly messageId: string
  /** RSM-009, RSM-012, RSM-014 or RSM-019 */
  readonly documentType: string
  /** the format that was first asked for, whatever was asked for now (datahub 1.4) */
  readonly format: string
  readonly body: Uint8Array
}
