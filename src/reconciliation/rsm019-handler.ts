import { decodeRsm019, RSM019_ROOT_KEY, type MessageHandler } from '../exchange/index.ts'
import type { MarketZone } from '../kernel/index.ts'
import type { Pool } from '../platform/index.ts'
import { recordAmounts } from './record-amounts.ts'
import { seriesHandler } from './series-handler.ts'

/** Takes amounts of wholesale services in that come from a queue of the hub (RSM-019). */
export function rsm019Handler({ pool, zone }: { readonly pool: Pool; readonly zone: MarketZone }): MessageHandler {
  return seriesHandler(pool, {
    rootKey: RSM019_ROOT_KEY,
    decode: (bytes) => decodeRsm019(bytes, zone),
    record: (trx, document, as) => recordAmounts(trx, document, { ...as, zone }),
  })
}
