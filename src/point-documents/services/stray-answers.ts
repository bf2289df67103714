import { formatInstant, type Finding } from '../../kernel/index.ts'
import { storable, storableJson, type Pool, type Transaction } from '../../platform/index.ts'
import type { ServiceAnswerKind } from './answer-to.ts'

/** A transaction of a grid company's answer that answered nothing, and why. */
export interface StrayAnswer {
  readonly transactionId: string
  /** to which it refers */
  readonly originalTransactionId: string
  readonly findings: readonly Finding[]
}

/** The message that it came in. */
export interface StrayMessage {
  readonly kind: ServiceAnswerKind
  readonly senderId: string
  readonly messageId: string
  readonly documentId: string
  readonly nowMs: number
  readonly seq: bigint
}

/** Keeps answers that answered nothing. */
export async function writeStrayAnswers(
  trx: Transaction,
  answers: readonly StrayAnswer[],
  { kind, senderId, messageId, documentId, nowMs, seq }: StrayMessage,
): Promise<void> {
  await trx.query(
    `insert into point_documents.stray_answer (document_id, message_id, sender_id, kind, received_at, recorded_seq,
       transaction_id, original_transaction_id, findings)
     select $1, $2, $3, $4, to_timestamp($5::numeric / 1000), $6, s.* from unnest($7::text[], $8::text[], $9::jsonb[]) as s`,
    [
      documentId,
      storable(messageId),
      storable(senderId),
      kind,
      nowMs,
      String(seq),
      answers.map(({ transactionId }) => storable(transactionId)),
      answers.map(({ originalTransactionId }) => storable(originalTransactionId)),
      answers.map(({ findings }) => storableJson(findings)),
    ],
  )
}

/** An answer that answered nothing, for who looks after the hub. */
export interface ShownStrayAnswer extends StrayAnswer {
  readonly kind: ServiceAnswerKind
  readonly senderId: string
  readonly messageId: string
  readonly receivedAt: string
}

/** Answers that answered nothing, the newest first. */
export async function showStrayAnswers(pool: Pool, limit: number): Promise<ShownStrayAnswer[]> {
  const { rows } = await pool.query<StrayRow>(
    `select * from point_documents.stray_answer order by recorded_seq desc, transaction_id limit $1`,
    [limit],
  )
  return rows.map((row) => ({
    kind: row.kind,
    senderId: row.sender_id,
    messageId: row.message_id,
    transactionId: row.transaction_id,
    originalTransactionId: row.original_transaction_id,
    findings: row.findings,
    receivedAt: formatInstant(row.received_at.getTime()),
  }))
}

interface StrayRow {
  readonly kind: ServiceAnswerKind
  readonly sender_id: string
  readonly message_id: string
  readonly transaction_id: string
  readonly original_transaction_id: string
  readonly findings: readonly Finding[]
  readonly received_at: Date
}
