import type { Finding } from '../kernel/index.ts'
import type { Transaction } from '../platform/index.ts'

/** What became of a document. `repeated`: the same bytes were received before, and nothing was done again. */
export type DocumentOutcome = 'accepted' | 'partly' | 'refused' | 'repeated'

/** A refused part of a document; index -1 is the whole document. */
export interface Refusal {
  readonly transactionIndex: number
  readonly transactionId: string | null
  readonly meteringPointId: string | null
  readonly findings: readonly Finding[]
}

/** The log's row for a document that arrived. */
export interface DocumentRecord {
  readonly documentId: string
  readonly senderId: string | null
  readonly messageId: string | null
  /** The file or the route by which it came. */
  readonly source: string
  readonly receivedAtMs: number
  readonly sha256: string
  readonly bytes: number
  readonly outcome: Exclude<DocumentOutcome, 'repeated'>
  readonly transactions: number
  readonly accepted: number
  /** Positions in accepted transactions. */
  readonly points: number
  readonly findings: readonly Finding[]
  readonly refusals: readonly Refusal[]
  /** The bytes, zstd: in the row or under a key of the object storage. */
  readonly raw: { readonly inline: Buffer } | { readonly key: string }
}

/** Appends documents and their refusals to the log, under the commit's number. */
export async function recordDocuments(
  trx: Transaction,
  documents: readonly DocumentRecord[],
  seq: bigint,
): Promise<void> {
  for (const document of documents) {
    await trx.query(
      `insert into measurements.document (document_id, sender_id, message_id, source, received_at, sha256, bytes, outcome,
         transactions, accepted, points, findings, raw, raw_key, recorded_seq)
       values ($1, $2, $3, $4, to_timestamp($5::numeric / 1000), $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      [
        document.documentId,
        document.senderId,
        document.messageId,
        document.source,
        document.receivedAtMs,
        document.sha256,
        document.bytes,
        document.outcome,
        document.transactions,
        document.accepted,
        document.points,
        JSON.stringify(document.findings),
        'inline' in document.raw ? document.raw.inline : null,
        'key' in document.raw ? document.raw.key : null,
        seq,
      ],
    )
  }
  await recordRefusals(trx, documents, seq)
  await settleEarlierRefusals(trx, documents, seq)
}

/** The same bytes, imported again: what was refused of them before is answered by the new document. */
async function settleEarlierRefusals(
  trx: Transaction,
  documents: readonly DocumentRecord[],
  seq: bigint,
): Promise<void> {
  if (documents.length === 0) return
  await trx.query(
    `insert into measurements.refusal_resolution (document_id, transaction_index, resolved_at, how, recorded_seq)
     select r.document_id, r.transaction_index, to_timestamp($4::numeric / 1000), 'imported again', $3
     from measurements.refusal r join measurements.document d using (document_id)
     where d.sha256 = any($1) and d.document_id <> all($2) on conflict do nothing`,
    [
      documents.map((document) => document.sha256),
      documents.map((document) => document.documentId),
      seq,
      Math.max(...documents.map((document) => document.receivedAtMs)),
    ],
  )
}

async function recordRefusals(trx: Transaction, documents: readonly DocumentRecord[], seq: bigint): Promise<void> {
  const refusals = documents.flatMap((document) =>
    document.refusals.map((refusal) => ({ ...refusal, documentId: document.documentId })),
  )
  if (refusals.length === 0) return
  await trx.query(
    `insert into measurements.refusal (document_id, transaction_index, transaction_id, metering_point_id, findings, recorded_seq)
     select r.*, $6 from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::jsonb[]) as r`,
    [
      refusals.map((refusal) => refusal.documentId),
      refusals.map((refusal) => refusal.transactionIndex),
      refusals.map((refusal) => refusal.transactionId),
      refusals.map((refusal) => refusal.meteringPointId),
      refusals.map((refusal) => JSON.stringify(refusal.findings)),
      seq,
    ],
  )
}

/**
 * Records that refused parts of a document were taken in again: parts that are accepted now are resolved, and refusals
 * that are new (a document refused whole may now be refused in parts) are added.
 */
export async function recordReplay(
  trx: Transaction,
  document: DocumentRecord,
  parts: ReadonlySet<number>,
  seq: bigint,
): Promise<void> {
  const refused = new Set(document.refusals.map((refusal) => refusal.transactionIndex))
  const settled = [...parts].filter((part) => !refused.has(part))
  await trx.query(
    `insert into measurements.refusal_resolution (document_id, transaction_index, resolved_at, how, recorded_seq)
     select $1, p, to_timestamp($3::numeric / 1000), 'replayed', $4 from unnest($2::int[]) as p on conflict do nothing`,
    [document.documentId, settled, document.receivedAtMs, seq],
  )
  const fresh = document.refusals.filter((refusal) => !parts.has(refusal.transactionIndex))
  await recordRefusals(trx, [{ ...document, refusals: fresh }], seq)
}

/** Documents d of which any part was accepted, at once or when it was replayed. */
const ACCEPTED = `(d.outcome <> 'refused' or exists (select from measurements.refusal_resolution s
  where s.document_id = d.document_id and s.how = 'replayed'))`

/** A document that used up its message id before. */
export interface KnownMessage {
  readonly documentId: string
  readonly sha256: string
}

/** Messages of the given (sender, message id) that were accepted before, by `sender message`. */
export async function knownMessages(
  trx: Transaction,
  messages: readonly { readonly senderId: string; readonly messageId: string }[],
): Promise<Map<string, KnownMessage>> {
  const { rows } = await trx.query<{
    sender_id: string
    message_id: string
    document_id: string
    sha256: string
  }>(
    `select d.sender_id, d.message_id, d.document_id, d.sha256 from measurements.document d
     join unnest($1::text[], $2::text[]) as m(sender_id, message_id) using (sender_id, message_id) where ${ACCEPTED}`,
    [messages.map((message) => message.senderId), messages.map((message) => message.messageId)],
  )
  return new Map(
    rows.map((row) => [`${row.sender_id} ${row.message_id}`, { documentId: row.document_id, sha256: row.sha256 }]),
  )
}
