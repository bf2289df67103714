import type { Clock, MarketZone } from '../../kernel/index.ts'
import type { Engine, Lake, Pool } from '../../platform/index.ts'
import type { EnqueueWholesale } from './wholesale-answer.ts'

/** What answering needs. */
export interface AnswerPorts {
  readonly pool: Pool
  readonly lake: Lake
  readonly engine: Engine
  readonly zone: MarketZone
  readonly clock: Clock
  /** a directory for what lives as long as an answer is made */
  readonly scratch: string
  /** GLN of the system operator, whose charges are not the grid companies' (settlement 2.6) */
  readonly systemOperatorId: string
  readonly enqueueWholesale: EnqueueWholesale
}
