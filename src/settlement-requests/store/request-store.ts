import { storable, storableJson } from '../../platform/index.ts'
import type { Party, RequestDocument, RequestSeries, RequestType } from '../../exchange/index.ts'
import type { Pool, Transaction } from '../../platform/index.ts'
import type { ActorRequest } from '../request.ts'

/** A request that is stored, with its number. */
export interface StoredRequest extends ActorRequest {
  readonly requestId: bigint
}

/** Appends the transactions of an accepted document; each waits for its answer from now on. */
export async function insertRequests(
  trx: Transaction,
  { requestType, header, series }: RequestDocument,
  stored: { readonly documentId: string; readonly receivedAtMs: number; readonly seq: bigint },
): Promise<void> {
  await trx.query(
    `with added as (
       insert into settlement_requests.request (document_id, transaction_index, request_type, process_type, requester_id,
         requester_role, message_id, transaction_id, series, received_at, recorded_seq)
       select $1, s.place, $2, $3, $4, $5, $6, s.transaction_id, s.series, to_timestamp($7::numeric / 1000), $8
       from unnest($9::int[], $10::text[], $11::jsonb[]) as s(place, transaction_id, series) order by s.place
       returning request_id)
     insert into settlement_requests.waiting (request_id) select request_id from added`,
    [
      stored.documentId,
      requestType,
      storable(header.processType),
      storable(header.senderId),
      header.senderRole,
      storable(header.messageId),
      stored.receivedAtMs,
      stored.seq,
      series.map(({ index }) => index),
      series.map(({ transactionId }) => storable(transactionId)),
      series.map((one) => storableJson(one)),
    ],
  )
}

/** The numbers of requests that wait, oldest first. */
export async function waitingRequests(pool: Pool, limit: number): Promise<bigint[]> {
  const { rows } = await pool.query<{ request_id: bigint }>(
    'select request_id from settlement_requests.waiting order by request_id limit $1',
    [limit],
  )
  return rows.map(({ request_id }) => request_id)
}

/** The request with a number. @throws Error when there is none: the caller's mistake */
export async function readRequest(trx: Transaction, requestId: bigint): Promise<StoredRequest> {
  const { rows } = await trx.query<{
    request_type: RequestType
    process_type: string
    requester_id: string
    requester_role: Party['role']
    message_id: string
    series: RequestSeries
  }>('select * from settlement_requests.request where request_id = $1', [requestId])
  const [row] = rows
  if (row === undefined) throw new Error(`there is no request ${requestId}`)
  return {
    requestId,
    requestType: row.request_type,
    processType: row.process_type,
    requester: { actorId: row.requester_id, role: row.requester_role },
    messageId: row.message_id,
    series: row.series,
  }
}

/** What a request was answered. */
export interface AnswerRecord {
  readonly outcome: 'answered' | 'rejected'
  /** transactions of documents that were enqueued with data */
  readonly series: number
  readonly reasons: readonly { readonly code: string; readonly text: string }[]
}

/**
 * Takes a request out of those that wait. Whoever gets it is the only one, until the transaction ends; another waits for
 * that, and then does not get it.
 */
export async function takeWaiting(trx: Transaction, requestId: bigint): Promise<boolean> {
  const { rowCount } = await trx.query('delete from settlement_requests.waiting where request_id = $1', [requestId])
  return rowCount === 1
}

/** Records what a request was answered. */
export async function recordAnswer(
  trx: Transaction,
  requestId: bigint,
  { outcome, series, reasons }: AnswerRecord,
  nowMs: number,
): Promise<void> {
  await trx.query(
    `insert into settlement_requests.answer (request_id, outcome, series, reasons, answered_at)
     values ($1, $2, $3, $4, to_timestamp($5::numeric / 1000))`,
    [requestId, outcome, series, JSON.stringify(reasons), nowMs],
  )
}
