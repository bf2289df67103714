import { Type } from 'typebox'
import type { TObject } from 'typebox'
import { REQUEST_FORMS } from '../../exchange/index.ts'
import type { RequestType } from '../../exchange/index.ts'
import { REQUEST_SENDERS } from '../../settlement-requests/index.ts'
import { answerHeaders, badRequest, refusals } from './refusals.ts'

/** How the route of a request is documented. The decoder reads the body; this is what it is documented by. */
export function requestSchema(requestType: RequestType) {
  const { operationId, summary, answer, queue } = TEXTS[requestType]
  return {
    operationId,
    tags: ['documents'],
    summary: `${summary}, ${requestType}`,
    description:
      `Taken in whole or refused whole. 202 says that the request was stored and that nothing is wrong with its form; ` +
      `${answer}, or a rejection with every reason, comes in the queue \`${queue}\` of the sender.`,
    consumes: ['application/json'],
    body: bodyOf(requestType),
    response: {
      202: { description: 'Stored. The body is empty.', headers: answerHeaders, type: 'null' },
      ...badRequest,
      ...refusals(401, 403, 408, 413, 415, 500, 503),
    },
  }
}

const TEXTS: Readonly<Record<RequestType, Readonly<Record<'operationId' | 'summary' | 'answer' | 'queue', string>>>> = {
  'RSM-015': {
    operationId: 'requestValidatedMeasurements',
    summary: 'Request the readings or the yearly amount of a metering point',
    answer: 'RSM-012',
    queue: 'measuredata',
  },
  'RSM-016': {
    operationId: 'requestAggregatedMeasureData',
    summary: 'Request aggregated energy',
    answer: 'RSM-014',
    queue: 'aggregations',
  },
  'RSM-017': {
    operationId: 'requestWholesaleSettlement',
    summary: 'Request wholesale services',
    answer: 'RSM-019',
    queue: 'aggregations',
  },
}

const code = (description: string) => Type.Object({ value: Type.String({ description }) })
const identifier = (description: string) =>
  Type.Object({
    codingScheme: Type.Optional(Type.String({ description: 'A10 GLN or GSRN, A01 EIC, NDK grid area' })),
    value: Type.String({ description }),
  })
const midnight = Type.Optional(Type.String({ description: 'A local midnight in UTC, YYYY-MM-DDThh:mm:ssZ.' }))

const own = {
  mRID: Type.String({ minLength: 1, maxLength: 36, description: 'Unique for ever for its sender.' }),
  'start_DateAndOrTime.dateTime': midnight,
  'end_DateAndOrTime.dateTime': midnight,
}
const settled = {
  'meteringGridArea_Domain.mRID': Type.Optional(identifier('Three digits.')),
  'energySupplier_MarketParticipant.mRID': Type.Optional(identifier('GLN or EIC.')),
  'settlement_Series.version': Type.Optional(code('D01, D02 or D03, with process D32; absent: the latest correction')),
}

const SERIES: Readonly<Record<RequestType, TObject>> = {
  'RSM-015': Type.Object({ ...own, 'marketEvaluationPoint.mRID': identifier('The metering point, 18 digits.') }),
  'RSM-016': Type.Object({
    ...own,
    ...settled,
    'marketEvaluationPoint.type': Type.Optional(code('E17, E18 or E20')),
    'marketEvaluationPoint.settlementMethod': Type.Optional(code('D01 or E02, with E17')),
    'balanceResponsibleParty_MarketParticipant.mRID': Type.Optional(identifier('GLN or EIC.')),
  }),
  'RSM-017': Type.Object({
    ...own,
    ...settled,
    'chargeTypeOwner_MarketParticipant.mRID': Type.Optional(identifier('GLN or EIC.')),
    'aggregationSeries_Period.resolution': Type.Optional(Type.String({ description: 'P1M for sums of the month.' })),
    ChargeType: Type.Optional(
      Type.Array(
        Type.Object({
          mRID: Type.Optional(Type.String({ maxLength: 10 })),
          type: Type.Optional(code('D01 subscription, D02 fee, D03 tariff')),
        }),
      ),
    ),
  }),
}

function bodyOf(requestType: RequestType) {
  const { rootKey, documentType, processTypes } = REQUEST_FORMS[requestType]
  const document = Type.Object({
    mRID: Type.String({ minLength: 1, maxLength: 36, description: 'Unique for ever for its sender.' }),
    'businessSector.type': code('23, electricity'),
    createdDateTime: Type.String({ description: 'YYYY-MM-DDThh:mm:ssZ' }),
    'process.processType': code(processTypes.join(', ')),
    'receiver_MarketParticipant.mRID': identifier('The hub.'),
    'receiver_MarketParticipant.marketRole.type': code('DGL'),
    'sender_MarketParticipant.mRID': identifier('The actor that the token stands for.'),
    'sender_MarketParticipant.marketRole.type': code(
      `The role of the token: ${REQUEST_SENDERS[requestType].join(', ')}.`,
    ),
    type: code(documentType),
    Series: Type.Array(SERIES[requestType]),
  })
  return Type.Object({ [rootKey]: document }, { description: `${requestType} as CIM JSON.` })
}
