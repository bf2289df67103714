import { encodeServiceRequest, type HubClient, type SendOutcome } from '../../exchange/index.ts'
import type { Clock, MarketZone } from '../../kernel/index.ts'
import { newUlid, storable, storableJson, type Pool } from '../../platform/index.ts'
import { midnight } from '../to-characteristics.ts'
import { SERVICE_PROCESS } from './answer-to.ts'

/** A service that a supplier asks for. */
export interface NewService {
  readonly meteringPointId: string
  /** code of the market, such as D01 */
  readonly service: string
  /** market day */
  readonly wantedDay: string
  readonly description?: string | undefined
  /** GLN or EIC of the supplier */
  readonly supplierId: string
  /** GLN of the hub */
  readonly hubId: string
}

/** A request that was sent, with what the hub said at once. */
export interface SentService {
  readonly messageId: string
  readonly transactionId: string
  readonly outcome: SendOutcome
}

/** What sending needs. */
export interface ServiceSendPorts {
  readonly pool: Pool
  readonly clock: Clock
  readonly zone: MarketZone
  readonly client: Pick<HubClient, 'send'>
}

const PATH = '/v1.0/cim/requestservice'

/**
 * Sends RSM-020 to the hub. It is stored before it goes out, and what the hub says afterwards; what becomes of it comes through
 * the queue.
 * @throws what the client throws, such as HUB_UNAVAILABLE; the request then stands without an outcome
 */
export async function sendService(
  { meteringPointId, service, wantedDay, description, supplierId, hubId }: NewService,
  { pool, clock, zone, client }: ServiceSendPorts,
): Promise<SentService> {
  const nowMs = clock.nowMs()
  const messageId = newUlid(nowMs)
  const transactionId = newUlid(nowMs)
  const header = {
    messageId,
    documentType: 'D22',
    processType: SERVICE_PROCESS,
    businessSector: '23',
    // Written to the second (datahub 2.1).
    createdAtMs: nowMs - (nowMs % 1000),
    senderId: supplierId,
    senderRole: 'DDQ',
    receiverId: hubId,
    receiverRole: 'DDZ',
  }
  const record = { transactionId, meteringPointId, start: midnight(wantedDay, zone), serviceType: service, description }
  const bytes = encodeServiceRequest(header, [record], 'json')
  await pool.query(
    `insert into point_documents.sent_service (message_id, transaction_id, metering_point_id, service, wanted_day, description, sent_at)
     values ($1, $2, $3, $4, $5, $6, to_timestamp($7::numeric / 1000))`,
    [
      messageId,
      transactionId,
      storable(meteringPointId),
      storable(service),
      wantedDay,
      description === undefined ? null : storable(description),
      nowMs,
    ],
  )
  const outcome = await client.send(PATH, bytes)
  const errors = outcome.outcome === 'refused' ? outcome.errors : []
  await pool.query(
    `insert into point_documents.sent_service_outcome (message_id, outcome, errors, recorded_at)
     values ($1, $2, $3, to_timestamp($4::numeric / 1000))`,
    [messageId, outcome.outcome, storableJson(errors), clock.nowMs()],
  )
  return { messageId, transactionId, outcome }
}
