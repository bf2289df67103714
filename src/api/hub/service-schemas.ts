import { Type } from 'typebox'

const TextOrNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

const Reason = Type.Object({
  code: Type.String({ description: 'of the market, such as D28' }),
  field: TextOrNull('what is at fault; null: the grid company said it'),
  value: TextOrNull('what is refused; null: no one value'),
  english: TextOrNull('null: nothing was said'),
  danish: TextOrNull('null: nothing was said'),
})

const ServiceRequest = Type.Object({
  requestId: Type.String(),
  meteringPointId: Type.String(),
  service: TextOrNull('code, such as D01; null: none was stated'),
  wantedDay: TextOrNull('market day, YYYY-MM-DD; null: what was stated is none'),
  description: TextOrNull('what the supplier wrote'),
  supplierId: Type.String({ description: 'GLN or EIC of who asks' }),
  gridArea: TextOrNull('null: rejected'),
  gridCompanyId: TextOrNull('GLN or EIC of who was asked; null: rejected'),
  state: Type.String({
    description: 'rejected by the hub; open; accepted or refused by the grid company; overdue; cancelled',
  }),
  reasons: Type.Array(Reason, { description: 'of a request that is rejected or refused' }),
  messageId: Type.String({ description: 'of the supplier' }),
  transactionId: Type.String({ description: 'of the supplier' }),
  forwardedTransactionId: TextOrNull('under which the grid company answers; null: rejected'),
  receivedAt: Type.String(),
  dueAt: TextOrNull('first instant at which it is too late to answer; null: rejected'),
  answeredAt: TextOrNull('null: rejected, or open'),
})

/** A page of requests for services. */
export const ServiceRequestList = Type.Object(
  {
    serviceRequests: Type.Array(ServiceRequest),
    next: TextOrNull('`after` of the next page; null on the last one'),
  },
  {
    examples: [
      {
        serviceRequests: [
          {
            requestId: '7',
            meteringPointId: '571313000000000068',
            service: 'D01',
            wantedDay: '2026-06-16',
            description: null,
            supplierId: '5790000000005',
            gridArea: '801',
            gridCompanyId: '5790001089030',
            state: 'open',
            reasons: [],
            messageId: 'service-0001',
            transactionId: 'service-0001-1',
            forwardedTransactionId: '01M7YKZDH4DC3CCFD6VKZSM2X0',
            receivedAt: '2026-06-15T08:00:00Z',
            dueAt: '2026-07-15T22:00:00Z',
            answeredAt: null,
          },
        ],
        next: null,
      },
    ],
  },
)

const NUMBER = '^\\d{1,18}$'

/** Which requests are listed. */
export const ServiceQuery = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'At most so many.' }),
  after: Type.Optional(Type.String({ pattern: NUMBER, description: 'The `next` of the page before.' })),
  open: Type.Optional(Type.Boolean({ description: 'Only those that wait for an answer.' })),
  meteringPointId: Type.Optional(Type.String({ pattern: '^\\d{18}$', description: 'Only those about this point.' })),
})

/** Which request. */
export const ByRequestId = Type.Object({ requestId: Type.String({ pattern: NUMBER }) })
