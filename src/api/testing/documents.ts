import {
  encodeAnswer,
  encodeCharacteristicsRequest,
  encodeRequest,
  encodeServiceRequest,
  REQUEST_FORMS,
} from '../../exchange/index.ts'
import type { DocumentFormat, EncodableRequest, RequestType } from '../../exchange/index.ts'
import { Rsm012Json } from '../hub/rsm012-schema.ts'
import { ACTOR_OF, HUB_ID } from './hub-fixture.ts'

const ROOT = 'NotifyValidatedMeasureData_MarketDocument'

/** A good document of the metered data responsible, as JSON, with some keys of its head replaced; undefined leaves one out. */
export function documentJson(changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ [ROOT]: { ...documentHead(), ...changes } })
}

/** The head and series of that document. */
export function documentHead(): Record<string, unknown> {
  const [example] = (Rsm012Json as unknown as { readonly examples: readonly Record<string, object>[] }).examples
  return {
    ...structuredClone(example?.[ROOT]),
    'sender_MarketParticipant.mRID': { codingScheme: 'A10', value: ACTOR_OF['metereddataresponsible'] },
    'receiver_MarketParticipant.mRID': { codingScheme: 'A10', value: HUB_ID },
  }
}

/**
 * A good request of the energy supplier for a month, as JSON.
 * @param series what its one transaction states otherwise
 * @param head keys of its head that are replaced; undefined leaves one out
 */
export function requestJson(
  requestType: RequestType,
  series: Partial<EncodableRequest> = {},
  head: Readonly<Record<string, unknown>> = {},
): string {
  const { rootKey, documentType, processTypes } = REQUEST_FORMS[requestType]
  const senderId = ACTOR_OF['energysupplier'] ?? ''
  const header = {
    messageId: 'request-0001',
    documentType,
    processType: processTypes[requestType === 'RSM-016' ? 1 : 0] ?? '',
    businessSector: '23',
    createdAtMs: Date.UTC(2026, 3, 1),
    senderId,
    senderRole: 'DDQ',
    receiverId: HUB_ID,
    receiverRole: 'DGL',
  }
  const one = {
    transactionId: 'request-0001-1',
    start: '2026-02-28T23:00:00Z',
    end: '2026-03-31T22:00:00Z',
    ...(requestType === 'RSM-015' ? { meteringPointId: '571313000000000068' } : { energySupplierId: senderId }),
    ...series,
  }
  const text = new TextDecoder().decode(encodeRequest(requestType, header, [one]))
  const document = JSON.parse(text) as Record<string, object>
  return JSON.stringify({ [rootKey]: { ...document[rootKey], ...head } })
}

/** A good RSM-021 of the grid company, which connects a point. */
export function pointRequest(
  format: DocumentFormat,
  changes: { readonly senderId?: string; readonly transactionId?: string } = {},
): Uint8Array {
  const header = {
    messageId: 'point-0001',
    documentType: 'E58',
    processType: 'D15',
    businessSector: '23',
    createdAtMs: Date.UTC(2026, 3, 1),
    senderId: changes.senderId ?? ACTOR_OF['gridaccessprovider'] ?? '',
    senderRole: 'DDM',
    receiverId: HUB_ID,
    receiverRole: 'DDZ',
  }
  const record = {
    transactionId: changes.transactionId ?? 'point-0001-1',
    validityStart: '2026-05-31T22:00:00Z',
    point: { meteringPointId: '571313000000000068', children: [] },
  }
  return encodeCharacteristicsRequest(header, [record], format)
}

/** The same as JSON text. */
export function pointRequestJson(): string {
  return new TextDecoder().decode(pointRequest('json'))
}

/** A good RSM-020 of the energy supplier, which asks for a disconnection. */
export function serviceRequest(format: DocumentFormat, senderId = ACTOR_OF['energysupplier'] ?? ''): Uint8Array {
  const record = {
    transactionId: 'service-0001-1',
    meteringPointId: '571313000000000068',
    start: '2026-06-15T22:00:00Z',
    serviceType: 'D01',
  }
  return encodeServiceRequest({ ...serviceHeader('D22'), senderId, senderRole: 'DDQ' }, [record], format)
}

/** A good answer of the grid company to RSM-020. */
export function serviceAnswer(
  kind: 'RSM-020-A01' | 'RSM-020-A02',
  format: DocumentFormat,
  senderId = ACTOR_OF['gridaccessprovider'] ?? '',
): Uint8Array {
  const record = {
    transactionId: 'answer-0001-1',
    originalTransactionId: '01M7YKZDH4DC3CCFD6VKZSM2X0',
    reasons: kind === 'RSM-020-A01' ? [] : [{ code: 'D28', text: 'not possible' }],
  }
  return encodeAnswer(kind, { ...serviceHeader('414'), senderId, senderRole: 'DDM' }, [record], format)
}

function serviceHeader(documentType: string) {
  return {
    messageId: 'service-0001',
    documentType,
    processType: 'D22',
    businessSector: '23',
    createdAtMs: Date.UTC(2026, 5, 15),
    receiverId: HUB_ID,
    receiverRole: 'DDZ',
  }
}
