import type { Transaction } from '../platform/index.ts'

/** A transaction id of a sender, and the document that brings it. */
export interface TransactionClaim {
  readonly senderId: string
  readonly transactionId: string
  readonly documentId: string
}

// The key of an id: half of SHA-256 over sender and id, computed where it is stored.
const KEYED = `select encode(substr(sha256(convert_to(c.sender_id || ' ' || c.transaction_id, 'UTF8')), 1, 16), 'hex')::uuid as key,
    c.transaction_id, ($3::text[])[c.document] as document_id, c.place
  from (select ($4::text[])[u.document] as sender_id, u.* from unnest($1::text[], $2::int[]) with ordinality as u(transaction_id, document, place)) c`

/**
 * Takes transaction ids for their senders, for ever (datahub 1.5, 00102).
 * @returns whether all of them were free; when not, some may have been taken, so the transaction must not commit
 */
export async function claimAllTransactions(trx: Transaction, claims: readonly TransactionClaim[]): Promise<boolean> {
  // Sorted, so that two imports of the same transactions wait for each other instead of deadlocking.
  const { rows } = await trx.query<{ taken: bigint }>(
    `with taken as (
       insert into measurements.transaction_key (transaction_key, document_id)
       select k.key, k.document_id from (${KEYED}) k order by k.key on conflict do nothing returning 1)
     select count(*) as taken from taken`,
    claimColumns(claims),
  )
  return rows[0]?.taken === BigInt(claims.length)
}

/**
 * Takes those of the transaction ids that are free.
 * @returns for each id, whether it was free; of equal ones the first
 */
export async function claimTransactions(trx: Transaction, claims: readonly TransactionClaim[]): Promise<boolean[]> {
  const { rows } = await trx.query<{ place: bigint }>(
    `with keyed as (${KEYED}),
     wanted as (select distinct on (key) key, document_id, place from keyed order by key, place),
     taken as (
       insert into measurements.transaction_key (transaction_key, document_id)
       select key, document_id from wanted order by key on conflict do nothing returning transaction_key)
     select w.place from wanted w join taken t on t.transaction_key = w.key`,
    claimColumns(claims),
  )
  const free = new Set(rows.map((row) => Number(row.place)))
  return claims.map((_, i) => free.has(i + 1))
}

/** Which of the transaction ids were taken by earlier commits; nothing is taken here. */
export async function takenTransactions(trx: Transaction, claims: readonly TransactionClaim[]): Promise<boolean[]> {
  if (claims.length === 0) return []
  const { rows } = await trx.query<{ place: bigint }>(
    `select k.place from (${KEYED}) k join measurements.transaction_key t on t.transaction_key = k.key`,
    claimColumns(claims),
  )
  const taken = new Set(rows.map((row) => Number(row.place)))
  return claims.map((_, i) => taken.has(i + 1))
}

function claimColumns(claims: readonly TransactionClaim[]): unknown[] {
  const documents = new Map<string, { readonly number: number; readonly senderId: string }>()
  const numbers = claims.map(({ documentId, senderId }) => {
    const known = documents.get(documentId)
    if (known !== undefined) return known.number
    documents.set(documentId, { number: documents.size + 1, senderId })
    return documents.size
  })
  return [
    claims.map((claim) => claim.transactionId),
    numbers,
    [...documents.keys()],
    [...documents.values()].map(({ senderId }) => senderId),
  ]
}
