import {
  enqueueProcessAnswers,
  enqueueServiceRequests,
  type OutgoingAnswer,
  type OutgoingServiceRequest,
  type PackedBytes,
  type ServiceDocument,
} from '../../exchange/index.ts'
import type { Finding, MarketZone } from '../../kernel/index.ts'
import { receiveMessage, type MessagePorts } from '../../measurements/index.ts'
import { submitServices, type ServiceOutcome } from '../../metering-points/index.ts'
import { faultPoint } from '../../platform/index.ts'
import { marketDayOfText } from '../from-characteristics-request.ts'
import { reasonsOf } from '../reasons.ts'
import { midnight } from '../to-characteristics.ts'
import { answerTo, SERVICE_PROCESS } from './answer-to.ts'

/** RSM-020 on its way in: decoded and packed, its sender already held against the token. */
export interface ArrivedServiceRequest {
  /** where it came from, for the log of documents */
  readonly source: string
  readonly document: ServiceDocument
  readonly packed: PackedBytes
}

/** What taking requests for services and their answers in needs. */
export type ServiceMessagePorts = MessagePorts & { readonly zone: MarketZone }

/**
 * Takes RSM-020 of a supplier in, or refuses it whole (datahub 1.5). One transaction stores it, judges each of its requests, and
 * puts what is sound into the queue of the grid company and the rejections into that of the supplier; a request that is
 * rejected stops no other.
 * @returns everything for which the message is refused; nothing when it was stored
 */
export async function receiveServiceRequest(
  { source, document, packed }: ArrivedServiceRequest,
  ports: ServiceMessagePorts,
): Promise<Finding[]> {
  const { header, records, findings } = document
  const { senderId, messageId } = header
  const transactionIds = records.map(({ transactionId }) => transactionId)
  return await receiveMessage(
    { source, senderId, messageId, transactionIds, list: 'MktActivityRecord', findings, packed },
    ports,
    {
      beforeLog: async (trx, { documentId, receivedAtMs, takeSeq }) => {
        const asks = records.map(({ transactionId, meteringPointId, start, serviceType, description }) => ({
          meteringPointId,
          service: serviceType,
          wantedDay: marketDayOfText(start, ports.zone),
          description,
          supplierId: senderId,
          messageId,
          transactionId,
          documentId,
        }))
        const outcomes = await submitServices(trx, asks, { zone: ports.zone, receivedAtMs, takeSeq })
        await enqueueServiceRequests(
          trx,
          outcomes.flatMap((one) => forwardOf(one, ports.zone)),
          receivedAtMs,
        )
        await enqueueProcessAnswers(trx, outcomes.flatMap(rejectionOf), receivedAtMs)
        faultPoint('services:told')
      },
    },
  )
}

function forwardOf(one: ServiceOutcome, zone: MarketZone): OutgoingServiceRequest[] {
  if (one.outcome === 'rejected') return []
  const { ask, forwarded } = one
  const { transactionId, service, gridCompanyId } = forwarded
  return [
    {
      receiver: { actorId: gridCompanyId, role: 'DDM' },
      processType: SERVICE_PROCESS,
      record: {
        transactionId,
        meteringPointId: ask.meteringPointId,
        start: midnight(ask.wantedDay, zone),
        serviceType: service,
        ...(ask.description === undefined ? {} : { description: ask.description }),
      },
    },
  ]
}

function rejectionOf(one: ServiceOutcome): OutgoingAnswer[] {
  return one.outcome === 'rejected' ? [answerTo(one.ask, 'RSM-020-A02', reasonsOf(one.findings))] : []
}
