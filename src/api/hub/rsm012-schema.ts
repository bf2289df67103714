import { Type } from 'typebox'

const code = (description: string) => Type.Object({ value: Type.String({ description }) })
const party = (description: string) =>
  Type.Object({
    codingScheme: Type.Optional(Type.String({ description: 'A10 GLN, A01 EIC' })),
    value: Type.String({ description }),
  })
const instantToMinute = Type.Object({ value: Type.String({ description: 'YYYY-MM-DDThh:mmZ' }) })

const Point = Type.Object({
  position: Type.Object({ value: Type.Integer({ minimum: 1 }) }),
  quality: Type.Optional(code('A02 missing, A03 estimated, A04 measured, A06 calculated; absent: measured')),
  quantity: Type.Optional(Type.Number({ minimum: 0, description: 'At most three decimals; absent with A02.' })),
})

const Series = Type.Object({
  mRID: Type.String({ minLength: 1, maxLength: 36, description: 'Unique for ever for its sender.' }),
  'marketEvaluationPoint.mRID': party('The metering point, 18 digits.'),
  'marketEvaluationPoint.type': code('E17 consumption, E18 production, E20 exchange, D01 and so on'),
  'originalTransactionIDReference_Series.mRID': Type.Optional(Type.Union([Type.String(), Type.Null()])),
  product: Type.Optional(Type.String({ description: '8716867000030 active energy' })),
  'quantity_Measure_Unit.name': code('KWH, MWH or K3'),
  'registration_DateAndOrTime.dateTime': Type.String({
    description: 'When the values were registered; a later one supersedes.',
  }),
  'in_Domain.mRID': Type.Optional(party('Grid area, of an exchange point.')),
  'out_Domain.mRID': Type.Optional(party('Grid area, of an exchange point.')),
  Period: Type.Object({
    resolution: Type.String({ description: 'PT15M or PT1H' }),
    timeInterval: Type.Object({ start: instantToMinute, end: instantToMinute }),
    Point: Type.Array(Point),
  }),
})

const example = {
  NotifyValidatedMeasureData_MarketDocument: {
    mRID: 'f4b2a1d0-0001',
    'businessSector.type': { value: '23' },
    createdDateTime: '2026-03-02T06:00:00Z',
    'process.processType': { value: 'E23' },
    'receiver_MarketParticipant.mRID': { codingScheme: 'A10', value: '5790001330552' },
    'receiver_MarketParticipant.marketRole.type': { value: 'DGL' },
    'sender_MarketParticipant.mRID': { codingScheme: 'A10', value: '5790000000005' },
    'sender_MarketParticipant.marketRole.type': { value: 'MDR' },
    type: { value: 'E66' },
    Series: [
      {
        mRID: 'f4b2a1d0-0001-1',
        'marketEvaluationPoint.mRID': { codingScheme: 'A10', value: '571313000000000068' },
        'marketEvaluationPoint.type': { value: 'E17' },
        product: '8716867000030',
        'quantity_Measure_Unit.name': { value: 'KWH' },
        'registration_DateAndOrTime.dateTime': '2026-03-02T05:30:00Z',
        Period: {
          resolution: 'PT1H',
          timeInterval: { start: { value: '2026-03-01T10:00Z' }, end: { value: '2026-03-01T12:00Z' } },
          Point: [
            { position: { value: 1 }, quantity: 0.412 },
            { position: { value: 2 }, quality: { value: 'A03' }, quantity: 0.398 },
          ],
        },
      },
    ],
  },
}

/** An RSM-012 document as CIM JSON (datahub 2.1, 2.2). The decoder reads it; this is what it is documented by. */
export const Rsm012Json = Type.Object(
  {
    NotifyValidatedMeasureData_MarketDocument: Type.Object({
      mRID: Type.String({ minLength: 1, maxLength: 36, description: 'Unique for ever for its sender.' }),
      'businessSector.type': code('23, electricity'),
      createdDateTime: Type.String({ description: 'YYYY-MM-DDThh:mm:ssZ' }),
      'process.processType': code('E23, periodic'),
      'receiver_MarketParticipant.mRID': party('The hub.'),
      'receiver_MarketParticipant.marketRole.type': code('DGL'),
      'sender_MarketParticipant.mRID': party('The actor that the token stands for.'),
      'sender_MarketParticipant.marketRole.type': code('The role that the token stands for: MDR, DDM or DEL.'),
      type: code('E66'),
      Series: Type.Array(Series),
    }),
  },
  { description: 'RSM-012 as CIM JSON, at most 50 MB.', examples: [example] },
)
