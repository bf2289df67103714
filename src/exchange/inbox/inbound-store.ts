import type { Finding } from '../../kernel/index.ts'
import { inTransaction } from '../../platform/index.ts'
import type { Pool, Transaction } from '../../platform/index.ts'
import type { KeptDocument } from './inbound-message.ts'
import type { PackedBytes } from './packed-bytes.ts'

/** A message as the inbox records it. */
export interface InboundRecord {
  readonly messageId: string
  readonly category: string
  /** null: the bytes name none */
  readonly rootKey: string | null
  readonly receivedAtMs: number
  /** size of the bytes as they came */
  readonly bytes: number
  /** the bytes themselves, or where they are kept */
  readonly kept: PackedBytes | KeptDocument
}

/** Why nothing of a message could be used. */
export interface DeathReason {
  readonly code: string
  readonly reason: string
  readonly findings: readonly Finding[]
}

/**
 * Whether a message was recorded before.
 * @throws GridbookError DATABASE_UNAVAILABLE
 */
export async function isKnown(pool: Pool, messageId: string): Promise<boolean> {
  const ask = async (database: Pick<Transaction, 'query'>): Promise<boolean> => {
    const query = 'select 1 from exchange.inbound_message where message_id = $1'
    const { rowCount } = await database.query({ name: 'inbox-is-known', text: query, values: [messageId] })
    return rowCount === 1
  }
  // One round trip. A connection that died in the pool is replaced; a transaction says what a database that is away means.
  return await ask(pool).catch(async () => await inTransaction(pool, ask))
}

/**
 * Records a message of which something was used. One statement.
 * @throws the database's error when it was recorded before: then the whole transaction must fail
 */
export async function recordInbound(
  trx: Transaction,
  message: InboundRecord,
  outcome: 'accepted' | 'partly' | 'repeated',
): Promise<void> {
  await trx.query(INSERT_MESSAGE, columnsOf(message, outcome))
}

/** Records a message as a dead letter. One statement; throws as `recordInbound` does. */
export async function recordDeadLetter(trx: Transaction, message: InboundRecord, why: DeathReason): Promise<void> {
  await trx.query(
    `with message as (${INSERT_MESSAGE} returning message_id, received_at)
     insert into exchange.dead_letter (message_id, code, reason, findings, recorded_at)
     select message_id, $10, $11, $12, received_at from message`,
    [...columnsOf(message, 'refused'), storable(why.code), storable(why.reason), storableJson(why.findings)],
  )
}

const INSERT_MESSAGE = `insert into exchange.inbound_message
  (message_id, category, root_key, received_at, bytes, sha256, raw, document_id, outcome)
  values ($1, $2, $3, to_timestamp($4::numeric / 1000), $5, $6, $7, $8, $9)`

function columnsOf(message: InboundRecord, outcome: string): unknown[] {
  const { kept } = message
  return [
    message.messageId,
    message.category,
    message.rootKey === null ? null : storable(message.rootKey.slice(0, LONGEST_KEY)),
    message.receivedAtMs,
    message.bytes,
    kept.sha256,
    'packed' in kept ? kept.packed : null,
    'documentId' in kept ? kept.documentId : null,
    outcome,
  ]
}

// No root key of the market is a quarter as long; the whole of it is in the bytes.
const LONGEST_KEY = 200

// PostgreSQL has neither the character NUL nor half a surrogate pair in its texts; what a document says may have both.
function storable(text: string): string {
  return text.replaceAll('\u0000', '\ufffd').toWellFormed()
}

function storableJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'string' ? storable(item) : item))
}
