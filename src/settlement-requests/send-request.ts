import { encodeRequest, REQUEST_FORMS } from '../exchange/index.ts'
import type { EncodableRequest, HubClient, RequestType, SendOutcome } from '../exchange/index.ts'
import type { Clock } from '../kernel/index.ts'
import { newUlid, type Pool, storableJson } from '../platform/index.ts'

/** What a supplier asks the hub for. */
export interface NewRequest {
  readonly requestType: RequestType
  readonly processType: string
  /** GLN or EIC of the supplier */
  readonly supplierId: string
  /** GLN of the hub */
  readonly hubId: string
  readonly series: Omit<EncodableRequest, 'transactionId'>
}

/** A request that was sent, with what the hub said at once. */
export interface SentRequest {
  readonly messageId: string
  readonly transactionId: string
  readonly outcome: SendOutcome
}

/** What sending needs. */
export interface SendPorts {
  readonly pool: Pool
  readonly clock: Clock
  readonly client: Pick<HubClient, 'send'>
}

/**
 * Sends a request to the hub. It is stored before it goes out, and what the hub says afterwards; the answer comes through
 * the queues.
 * @throws what the client throws, such as HUB_UNAVAILABLE; the request then stands without an outcome
 */
export async function sendRequest(request: NewRequest, { pool, clock, client }: SendPorts): Promise<SentRequest> {
  const { requestType, processType, series } = request
  const nowMs = clock.nowMs()
  const messageId = newUlid(nowMs)
  const transactionId = newUlid(nowMs)
  const header = {
    messageId,
    documentType: REQUEST_FORMS[requestType].documentType,
    processType,
    businessSector: '23',
    // Written to the second (datahub 2.1).
    createdAtMs: nowMs - (nowMs % 1000),
    senderId: request.supplierId,
    senderRole: 'DDQ',
    receiverId: request.hubId,
    receiverRole: 'DGL',
  }
  const bytes = encodeRequest(requestType, header, [{ transactionId, ...series }])
  await pool.query(
    `insert into settlement_requests.sent (message_id, transaction_id, request_type, process_type, series, sent_at)
     values ($1, $2, $3, $4, $5, to_timestamp($6::numeric / 1000))`,
    [messageId, transactionId, requestType, processType, storableJson(series), nowMs],
  )
  const outcome = await client.send(REQUEST_FORMS[requestType].path, bytes)
  const errors = outcome.outcome === 'refused' ? outcome.errors : []
  await pool.query(
    `insert into settlement_requests.sent_outcome (message_id, outcome, errors, recorded_at)
     values ($1, $2, $3, to_timestamp($4::numeric / 1000))`,
    [messageId, outcome.outcome, storableJson(errors), clock.nowMs()],
  )
  return { messageId, transactionId, outcome }
}
