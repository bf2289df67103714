import {
  ANSWER_FORMS,
  decodeAnswer,
  documentFormatOf,
  takeWhole,
  type AnswerDocument,
  type MessageHandler,
} from '../../exchange/index.ts'
import { storable, storableJson, type Pool, type Transaction } from '../../platform/index.ts'
import type { ServiceAnswerKind } from './answer-to.ts'

const KINDS: readonly ServiceAnswerKind[] = ['RSM-020-A01', 'RSM-020-A02']

/**
 * Takes answers to RSM-020 in that come from a queue of the hub, also to requests that were not sent from here: rows, bytes and
 * the note that the message was received are one commit.
 */
export function serviceAnswerHandlers({ pool }: { readonly pool: Pool }): MessageHandler[] {
  return KINDS.map((kind) => ({
    rootKey: ANSWER_FORMS[kind].rootKey,
    handle: async ({ messageId, bytes, receivedAtMs }, inbox) => {
      const document = decodeAnswer(kind, bytes, documentFormatOf(bytes))
      const errors = document.findings.filter(({ severity }) => severity === 'error')
      await takeWhole(pool, inbox, errors, (trx) =>
        insertAnswers(trx, kind, document.records, { messageId, receivedAtMs }),
      )
    },
  }))
}

async function insertAnswers(
  trx: Transaction,
  kind: ServiceAnswerKind,
  records: AnswerDocument['records'],
  { messageId, receivedAtMs }: { readonly messageId: string; readonly receivedAtMs: number },
): Promise<void> {
  await trx.query(
    `insert into point_documents.received_service_answer (message_id, kind, received_at, transaction_id, original_transaction_id,
       metering_point_id, reasons)
     select $1, $2, to_timestamp($3::numeric / 1000), r.* from unnest($4::text[], $5::text[], $6::text[], $7::jsonb[]) as r`,
    [
      messageId,
      kind,
      receivedAtMs,
      records.map(({ transactionId }) => storable(transactionId)),
      records.map(({ originalTransactionId }) => storable(originalTransactionId)),
      records.map(({ meteringPointId }) => (meteringPointId === undefined ? null : storable(meteringPointId))),
      records.map(({ reasons }) => storableJson(reasons)),
    ],
  )
}
