import { decodeRejection, rejectionRootKey, takeWhole } from '../exchange/index.ts'
import type { MessageHandler, RejectionDocument, RequestType } from '../exchange/index.ts'
import { type Pool, type Transaction, storable, storableJson } from '../platform/index.ts'

const TYPES: readonly RequestType[] = ['RSM-015', 'RSM-016', 'RSM-017']

/** Takes rejections in that come from the queues of the hub, of every type of request: rows, bytes and the note are one commit. */
export function rejectionHandlers({ pool }: { readonly pool: Pool }): MessageHandler[] {
  return TYPES.map((requestType) => ({
    rootKey: rejectionRootKey(requestType),
    handle: async ({ messageId, bytes, receivedAtMs }, inbox) => {
      const document = decodeRejection(requestType, bytes)
      await takeWhole(pool, inbox, document.findings, (trx) => insertRejections(trx, document, messageId, receivedAtMs))
    },
  }))
}

async function insertRejections(
  trx: Transaction,
  { requestType, header, rejections }: RejectionDocument,
  messageId: string,
  receivedAtMs: number,
): Promise<void> {
  await trx.query(
    `insert into settlement_requests.rejection (message_id, transaction_id, request_type, process_type, original_transaction_id,
       metering_point_id, reasons, received_at)
     select $1, r.transaction_id, $2, $3, r.original, r.point, r.reasons, to_timestamp($4::numeric / 1000)
     from unnest($5::text[], $6::text[], $7::text[], $8::jsonb[]) as r(transaction_id, original, point, reasons)`,
    [
      messageId,
      requestType,
      header.processType,
      receivedAtMs,
      rejections.map(({ transactionId }) => storable(transactionId)),
      rejections.map(({ originalTransactionId }) => storable(originalTransactionId)),
      rejections.map(({ meteringPointId }) => (meteringPointId === undefined ? null : storable(meteringPointId))),
      rejections.map(({ reasons }) => storableJson(reasons)),
    ],
  )
}
