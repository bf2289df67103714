import type { MarketProfile } from '../../market/index.ts'

/** How a document is read. */
export interface DecodeOptions {
  /** the market whose calendar, resolutions and digits hold */
  readonly profile: MarketProfile
  /** whether quality A06, calculated, is accepted: only the hub sends it (settlement 5.3, D12); default false */
  readonly allowCalculated?: boolean
  /** whether every position of an interval must be stated; default false, since single positions may be corrected */
  readonly requireCompletePositions?: boolean
}
