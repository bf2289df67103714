import { decodeRsm014, RSM014_ROOT_KEY, type MessageHandler } from '../exchange/index.ts'
import type { MarketZone } from '../kernel/index.ts'
import { inTransaction, nextRecordedSeq, type Pool } from '../platform/index.ts'
import { recordAggregations } from './record-aggregations.ts'

/** Takes aggregated energy in that comes from a queue of the hub (RSM-014): series, bytes and the note are one commit. */
export function rsm014Handler({ pool, zone }: { readonly pool: Pool; readonly zone: MarketZone }): MessageHandler {
  return {
    rootKey: RSM014_ROOT_KEY,
    handle: async ({ messageId, bytes }, inbox) => {
      const document = decodeRsm014(bytes)
      await inTransaction(pool, async (trx) => {
        const seq = await nextRecordedSeq(trx)
        const { series, findings } = await recordAggregations(trx, document, { messageId, seq, zone })
        if (series === 0) await inbox.record(trx, { outcome: 'refused', findings })
        else await inbox.record(trx, { outcome: findings.length === 0 ? 'accepted' : 'partly' })
      })
    },
  }
}
