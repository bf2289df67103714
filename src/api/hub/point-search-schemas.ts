import { Type } from 'typebox'

const Text = Type.String()
const TextOrNull = Type.Union([Type.String(), Type.Null()])
const Day = Type.String({ description: 'market day, YYYY-MM-DD' })
const DayOrNull = Type.Union([Type.String(), Type.Null()], { description: 'market day; null: open' })
const Seq = Type.String({ description: 'number of a commit' })
// The database keeps no NUL.
const Given = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000]*$', description }))

const TIME = {
  asOf: Type.Optional(Type.String({ description: 'market day; today when left out' })),
  asKnown: Type.Optional(
    Type.String({ pattern: '^\\d{1,18}$', description: 'as known at this commit; now when left out' }),
  ),
}

/** A metering point by its id. */
export const ByPointId = Type.Object({ meteringPointId: Type.String({ pattern: '^\\d{1,18}$' }) })

/** Which points; what is left out does not narrow. */
export const PointQuery = Type.Object({
  id: Given('an id, or its beginning'),
  areas: Given('lies in one of these grid areas, such as 801,802'),
  energySupplierId: Given('its energy supplier'),
  balanceResponsibleId: Given('its balance responsible party'),
  connectionState: Given('new, connected, disconnected or closed_down'),
  type: Given('such as consumption'),
  settlementMethod: Given('flex, non_profiled or profiled'),
  resolution: Given('PT5M, PT15M, PT30M, PT1H or P1M'),
  parentId: Given('the point that it is a child of'),
  meterNumber: Given('its meter'),
  powerPlantId: Given('its power plant'),
  postCode: Given('of its address'),
  streetName: Given('the beginning of its street, large and small letters alike'),
  buildingNumber: Given('of its address, within a street, a post code or a city'),
  city: Given('of its address, large and small letters alike'),
  ...TIME,
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'At most so many.' }),
  after: Type.Optional(Type.String({ pattern: '^\\d{1,18}$', description: 'The `next` of the page before.' })),
})

/** When a point is looked at. */
export const PointTimeQuery = Type.Object(TIME)

/** A part of a timeline. */
export const TimelineQuery = Type.Object({
  asKnown: TIME.asKnown,
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'At most so many.' }),
  after: Type.Optional(
    Type.String({ pattern: '^\\d{1,18}\\.\\d{1,18}$', description: 'The `next` of the page before.' }),
  ),
})

const Point = Type.Object({
  meteringPointId: Text,
  type: Text,
  connectionState: Text,
  gridArea: Text,
  fromGridArea: TextOrNull,
  toGridArea: TextOrNull,
  settlementMethod: TextOrNull,
  resolution: Text,
  energySupplierId: TextOrNull,
  balanceResponsibleId: TextOrNull,
  parentId: TextOrNull,
  meterNumber: TextOrNull,
  address: Type.Union([Text, Type.Null()], { description: 'in one line' }),
  validFrom: Day,
  validTo: DayOrNull,
  recordedSeq: Seq,
})
const POINT = {
  meteringPointId: '571313000000000068',
  type: 'consumption',
  connectionState: 'connected',
  gridArea: '801',
  fromGridArea: null,
  toGridArea: null,
  settlementMethod: 'flex',
  resolution: 'PT15M',
  energySupplierId: '5790000000005',
  balanceResponsibleId: '5790000000029',
  parentId: null,
  meterNumber: '4711',
  address: 'Vestergade 16, 2 tv, 5500 Middelfart',
  validFrom: '2026-01-01',
  validTo: null,
  recordedSeq: '17',
}

/** A page of points. */
export const PointList = Type.Object(
  { points: Type.Array(Point), next: Type.Union([Text, Type.Null()], { description: '`after` of the next page' }) },
  { examples: [{ points: [POINT], next: '571313000000000068' }] },
)

const Value = Type.Union([Type.Boolean(), Type.Null(), Type.String()])
const Version = Type.Object({
  validFrom: Day,
  recordedSeq: Seq,
  processId: Type.Union([Text, Type.Null()], { description: 'the process that stated it; null: an import' }),
  values: Type.Record(Type.String(), Value, { description: 'every field of the point; null: it does not apply' }),
})
const Period = Type.Object({
  validFrom: Day,
  validTo: DayOrNull,
  type: Text,
  connectionState: Text,
  settlementMethod: TextOrNull,
  resolution: Text,
  gridArea: Text,
  energySupplierId: TextOrNull,
  balanceResponsibleId: TextOrNull,
  parentId: TextOrNull,
  recordedSeq: Seq,
})

/** A point on a day. */
export const PointAnswer = Type.Object(
  {
    meteringPointId: Text,
    asOf: Day,
    version: Type.Union([Version, Type.Null()], { description: 'null: nothing holds on the day' }),
    periods: Type.Array(Period, { description: 'of a supplier those in which it supplies the point' }),
    parent: Type.Union([Point, Type.Null()]),
    children: Type.Array(Point, { description: 'the first 1,000 of the day' }),
  },
  {
    examples: [
      {
        meteringPointId: POINT.meteringPointId,
        asOf: '2026-03-15',
        version: {
          validFrom: '2026-01-01',
          recordedSeq: '17',
          processId: '4',
          values: { type: 'consumption', connectionState: 'connected', hasElectricalHeating: false, floor: null },
        },
        periods: [
          {
            validFrom: '2026-01-01',
            validTo: null,
            type: 'consumption',
            connectionState: 'connected',
            settlementMethod: 'flex',
            resolution: 'PT15M',
            gridArea: '801',
            energySupplierId: '5790000000005',
            balanceResponsibleId: '5790000000029',
            parentId: null,
            recordedSeq: '17',
          },
        ],
        parent: null,
        children: [],
      },
    ],
  },
)

const Effect = Type.Object({
  what: Type.Union([Type.Literal('stated'), Type.Literal('withdrawn')]),
  validFrom: Day,
  changes: Type.Array(Type.Object({ field: Text, before: Value, after: Value })),
})
const ImportEntry = Type.Object({ kind: Type.Literal('import'), recordedSeq: Seq, effects: Type.Array(Effect) })
const ProcessEntry = Type.Object({
  kind: Type.Literal('process'),
  recordedSeq: Seq,
  processId: Text,
  process: Type.String({ description: 'such as connect' }),
  meteringPointId: Text,
  outcome: Type.Union([Type.Literal('accepted'), Type.Literal('rejected')]),
  effectiveDate: TextOrNull,
  senderId: Text,
  senderRole: Text,
  messageId: TextOrNull,
  transactionId: TextOrNull,
  documentId: TextOrNull,
  receivedAt: Type.String({ description: 'ISO 8601, UTC' }),
  cancels: Type.Union([Text, Type.Null()], { description: 'the process that it takes back' }),
  findings: Type.Array(Type.Object({ code: Text, field: TextOrNull, message: Text, danish: TextOrNull })),
  effects: Type.Array(Effect),
})

/** A page of a timeline. */
export const TimelineAnswer = Type.Object(
  {
    meteringPointId: Text,
    entries: Type.Array(Type.Union([ProcessEntry, ImportEntry]), {
      description: 'in the order in which they became known',
    }),
    next: Type.Union([Text, Type.Null()], { description: '`after` of the next page' }),
  },
  {
    examples: [
      {
        meteringPointId: POINT.meteringPointId,
        entries: [
          {
            kind: 'process',
            recordedSeq: '17',
            processId: '4',
            process: 'connect',
            meteringPointId: POINT.meteringPointId,
            outcome: 'accepted',
            effectiveDate: '2026-01-01',
            senderId: '5790000000012',
            senderRole: 'DDM',
            messageId: 'm-0001',
            transactionId: 't-0001',
            documentId: null,
            receivedAt: '2026-01-02T08:00:00Z',
            cancels: null,
            findings: [],
            effects: [
              {
                what: 'stated',
                validFrom: '2026-01-01',
                changes: [{ field: 'connectionState', before: 'new', after: 'connected' }],
              },
            ],
          },
        ],
        next: null,
      },
    ],
  },
)
