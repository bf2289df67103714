import type { MessageHandler } from '../exchange/index.ts'
import type { Finding } from '../kernel/index.ts'
import { inTransaction, nextRecordedSeq, type Pool, type Transaction } from '../platform/index.ts'

/** What became of the series of one message. */
export interface RecordedSeries {
  /** how many were recorded */
  readonly series: number
  /** of the document and of every series that was not recorded */
  readonly findings: readonly Finding[]
}

/** Under which message and number series are recorded. */
export interface RecordedAs {
  readonly messageId: string
  readonly seq: bigint
}

/** What one kind of document of series does. */
export interface SeriesRecorder<Document> {
  readonly rootKey: string
  readonly decode: (bytes: Uint8Array) => Document
  readonly record: (trx: Transaction, document: Document, as: RecordedAs) => Promise<RecordedSeries>
}

/** Takes documents of series in that come from a queue of the hub: series, bytes and the note are one commit. */
export function seriesHandler<Document>(
  pool: Pool,
  { rootKey, decode, record }: SeriesRecorder<Document>,
): MessageHandler {
  return {
    rootKey,
    handle: async ({ messageId, bytes }, inbox) => {
      const document = decode(bytes)
      await inTransaction(pool, async (trx) => {
        const seq = await nextRecordedSeq(trx)
        const { series, findings } = await record(trx, document, { messageId, seq })
        if (series === 0) await inbox.record(trx, { outcome: 'refused', findings })
        else await inbox.record(trx, { outcome: findings.length === 0 ? 'accepted' : 'partly' })
      })
    },
  }
}
