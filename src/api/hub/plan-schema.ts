import { Type } from 'typebox'
import { CALCULATION_TYPES } from '../../settlement/index.ts'

const Day = (description: string) => Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description })
const Kwh = (description: string) => Type.String({ description: `kWh, six decimals: ${description}` })
const Text = Type.String()
const Count = Type.Integer({ minimum: 0 })
const OrNull = Type.Union([Type.String(), Type.Null()])

/** A calculation that is thought of. */
export const PlanRequestBody = Type.Object(
  {
    gridAreas: Type.Array(Type.String({ pattern: '^\\d{3}$' }), { minItems: 1, maxItems: 1000 }),
    firstDay: Day('First market day.'),
    lastDay: Day('Last market day.'),
    type: Type.Enum([...CALCULATION_TYPES]),
    requireComplete: Type.Optional(Type.Boolean({ description: 'Missing readings and prices are errors.' })),
    limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000, description: 'Rows of each list; 10.' })),
  },
  {
    additionalProperties: false,
    examples: [{ gridAreas: ['801'], firstDay: '2026-03-01', lastDay: '2026-03-31', type: 'balance_fixing' }],
  },
)

const Finding = Type.Object({
  code: Text,
  severity: Type.Enum(['error', 'warning']),
  message: Text,
  gridArea: Type.Optional(Text),
  charge: Type.Optional(Type.String({ description: 'Type, code and owner.' })),
  point: Type.Optional(Type.String({ description: 'The first metering point concerned.' })),
  day: Type.Optional(Type.String({ description: 'The first market day concerned.' })),
  points: Type.Optional(Count),
  days: Type.Optional(Count),
  slots: Type.Optional(Count),
  rows: Type.Array(
    Type.Object({
      meteringPointId: Type.Optional(Text),
      marketDay: Type.Optional(Text),
      slots: Type.Optional(Count),
      days: Type.Optional(Count),
      detail: Type.Optional(Text),
    }),
    { description: 'The first of what was found.' },
  ),
})

const Before = Type.Object({
  calculationType: Text,
  calculationId: Text,
  version: Text,
  inputSeq: Text,
  gridAreas: Type.Array(Text),
  fromDay: Text,
  toDay: Text,
  readings: Type.Object({
    readingDays: Count,
    points: Count,
    firstDays: Type.Integer({ description: 'Of the days: nobody had delivered them before.' }),
    changedSlots: Count,
    top: Type.Array(
      Type.Object({
        meteringPointId: Text,
        marketDay: Text,
        gridArea: Text,
        kind: Text,
        changedSlots: Count,
        isFirst: Type.Boolean(),
        differenceKwh: Kwh('later less earlier'),
        messages: Type.Array(
          Type.Object({ messageId: Type.Optional(Text), transactionId: Type.Optional(OrNull), registeredAt: Text }),
        ),
      }),
    ),
  }),
  points: Type.Object({
    points: Count,
    pointDays: Count,
    suppliedPoints: Type.Integer({ description: 'Whose supplier changed.' }),
    supplierMoves: Type.Array(
      Type.Object({
        gridArea: Text,
        beforeSupplierId: OrNull,
        afterSupplierId: OrNull,
        points: Count,
        pointDays: Count,
      }),
    ),
    top: Type.Array(
      Type.Object({
        meteringPointId: Text,
        fromDay: Text,
        toDay: Text,
        change: Type.Enum(['appeared', 'disappeared', 'changed']),
        fields: Type.Array(Type.Object({ field: Text, before: OrNull, after: OrNull })),
      }),
    ),
  }),
  charges: Type.Object({
    pricedCharges: Count,
    priceDays: Count,
    linkedPoints: Count,
    topPrices: Type.Array(
      Type.Object({
        charge: Text,
        marketDay: Text,
        quarters: Count,
        firstQuarter: Count,
        before: OrNull,
        after: OrNull,
      }),
    ),
    topLinks: Type.Array(
      Type.Object({
        meteringPointId: Text,
        charge: Text,
        fromDay: Text,
        toDay: Text,
        before: Type.Union([Type.Integer(), Type.Null()]),
        after: Type.Union([Type.Integer(), Type.Null()]),
      }),
    ),
  }),
})

const EXAMPLE = {
  type: 'balance_fixing',
  gridAreas: ['801'],
  fromDay: '2026-03-02',
  toDay: '2026-03-03',
  recordedSeq: '41',
  areas: [
    {
      gridArea: '801',
      points: 6,
      series: 4,
      energySuppliers: 2,
      balanceResponsibles: 1,
      expectedReadingDays: 4,
      readingDays: 4,
      slots: 312,
      slotsMissing: 0,
    },
  ],
  points: [],
  charges: [],
  before: [],
  firstAreaDays: 1,
  effects: [],
  time: { expectedSeconds: 2, restsOn: 'recorded', calculations: 1, readingDays: 4, seconds: '1.500' },
  findings: [],
}

/** What a calculation would use, what changed since the version before, how long it will take, and what is wrong. */
export const PlanAnswer = Type.Object(
  {
    type: Text,
    gridAreas: Type.Array(Text),
    fromDay: Text,
    toDay: Type.String({ description: 'First market day that is not meant.' }),
    recordedSeq: Type.String({ description: 'What is known now.' }),
    areas: Type.Array(
      Type.Object({
        gridArea: Text,
        points: Count,
        series: Count,
        energySuppliers: Count,
        balanceResponsibles: Count,
        expectedReadingDays: Count,
        readingDays: Count,
        slots: Count,
        slotsMissing: Count,
      }),
    ),
    points: Type.Array(
      Type.Object({
        gridArea: Text,
        type: Text,
        settlementMethod: OrNull,
        connectionState: Text,
        hasSupplier: Type.Boolean(),
        points: Count,
      }),
    ),
    charges: Type.Array(
      Type.Object({
        chargeType: Text,
        charges: Count,
        links: Count,
        points: Count,
        pricedSlots: Count,
        slotsMissing: Count,
      }),
    ),
    before: Type.Array(Before),
    firstAreaDays: Type.Integer({ description: 'Days of areas that no type has published yet.' }),
    effects: Type.Array(
      Type.Object({
        gridArea: Text,
        readingDays: Count,
        kinds: Type.Array(Type.Object({ kind: Text, readingDays: Count, differenceKwh: Kwh('what its sums move by') })),
        gridLossKwh: Kwh('what the grid loss moves by, before rounding'),
      }),
    ),
    time: Type.Object({
      expectedSeconds: Count,
      restsOn: Type.Enum(['recorded', 'default']),
      calculations: Count,
      readingDays: Count,
      seconds: Text,
    }),
    findings: Type.Array(Finding),
  },
  { examples: [EXAMPLE] },
)
