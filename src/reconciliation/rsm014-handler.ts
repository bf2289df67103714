import { decodeRsm014, RSM014_ROOT_KEY, type MessageHandler } from '../exchange/index.ts'
import type { MarketZone } from '../kernel/index.ts'
import type { Pool } from '../platform/index.ts'
import { recordAggregations } from './record-aggregations.ts'
import { seriesHandler } from './series-handler.ts'

/** Takes aggregated energy in that comes from a queue of the hub (RSM-014). */
export function rsm014Handler({ pool, zone }: { readonly pool: Pool; readonly zone: MarketZone }): MessageHandler {
  return seriesHandler(pool, {
    rootKey: RSM014_ROOT_KEY,
    decode: (bytes) => decodeRsm014(bytes, zone),
    record: (trx, document, as) => recordAggregations(trx, document, { ...as, zone }),
  })
}
