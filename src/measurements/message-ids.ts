import type { Pool, Transaction } from '../platform/index.ts'

/** The message ids of documents of the log, by document id. A document that named none, or is unknown, has no entry. */
export async function messageIdsOf(
  pool: Pool | Transaction,
  documentIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ document_id: string; message_id: string }>(
    'select document_id, message_id from measurements.document where document_id = any($1) and message_id is not null',
    [documentIds],
  )
  return new Map(rows.map((row) => [row.document_id, row.message_id]))
}
