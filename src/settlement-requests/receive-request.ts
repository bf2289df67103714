import type { PackedBytes, RequestDocument } from '../exchange/index.ts'
import type { Finding } from '../kernel/index.ts'
import { receiveMessage, type MessagePorts } from '../measurements/index.ts'
import { insertRequests } from './store/request-store.ts'

/** A request on its way in: decoded and packed, its sender already held against the token. */
export interface ArrivedRequest {
  /** where it came from, for the log of documents */
  readonly source: string
  readonly document: RequestDocument
  readonly packed: PackedBytes
}

/**
 * Stores a request with its bytes, or refuses it whole (datahub 1.5). What it asks for is answered later.
 * @returns everything for which it is refused; nothing when it was stored
 */
export async function receiveRequest(
  { source, document, packed }: ArrivedRequest,
  ports: MessagePorts,
): Promise<Finding[]> {
  const { header, series, findings } = document
  const { senderId, messageId } = header
  const transactionIds = series.map(({ transactionId }) => transactionId)
  return await receiveMessage(
    { source, senderId, messageId, transactionIds, list: 'Series', findings, packed },
    ports,
    {
      afterLog: async (trx, { documentId, receivedAtMs, takeSeq }) => {
        await insertRequests(trx, document, { documentId, receivedAtMs, seq: await takeSeq(trx) })
      },
    },
  )
}
