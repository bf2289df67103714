import { Type } from 'typebox'
import { Changes, Delivery, PointChange } from './change-schemas.ts'

const Text = Type.String()
const Count = Type.Integer({ minimum: 0 })
const TextOrNull = Type.Union([Text, Type.Null()])
const Kwh = Type.String({ description: 'kWh, decimal' })
const KwhOrNull = Type.Union([Kwh, Type.Null()], { description: 'null: the calculation has none' })
const Dkk = Type.String({ description: 'DKK without VAT, decimal' })
const DkkOrNull = Type.Union([Dkk, Type.Null()], { description: 'null: the calculation has none' })
const Day = Type.String({ description: 'market day, YYYY-MM-DD' })
const Seq = Type.String({ description: 'number of a commit' })

const Published = {
  calculationType: Text,
  gridArea: Text,
  marketDay: Day,
  version: Type.String({ description: 'rises over all calculations' }),
  calculationId: Text,
  isInternal: Type.Boolean(),
  publishedSeq: Seq,
  publishedAt: Text,
}
const Moment = Type.Union([Type.Object({ seq: Seq, at: Text }), Type.Null()])

/** Which versions: what is left out does not narrow. */
export const VersionQuery = Type.Object({
  type: Type.Optional(Text),
  from: Type.Optional(Type.String({ description: 'first market day, YYYY-MM-DD' })),
  to: Type.Optional(Type.String({ description: 'last market day' })),
  areas: Type.Optional(Type.String({ description: 'grid areas, such as 801,802' })),
  asKnown: Type.Optional(Type.String({ description: 'number of a commit, or an instant in UTC' })),
})

/** The same, and whether only the last correction of each area and day is asked for. */
export const LatestVersionQuery = Type.Object({
  ...VersionQuery.properties,
  correction: Type.Optional(Type.Boolean({ description: 'third correction, else second, else first' })),
})

const PUBLISHED = {
  calculationType: 'balance_fixing',
  gridArea: '801',
  marketDay: '2026-03-01',
  version: '7',
  calculationId: '0f2c6b1e-6f0e-4a55-9d42-2b7c5f8e9a11',
  isInternal: false,
  publishedSeq: '1204',
  publishedAt: '2026-03-09T08:00:00Z',
}

/** Answer of latest. */
export const LatestVersions = Type.Object(
  { latest: Type.Array(Type.Object(Published)) },
  { examples: [{ latest: [PUBLISHED] }] },
)

/** Answer of history. */
export const VersionHistory = Type.Object(
  { history: Type.Array(Type.Object({ ...Published, latestFrom: Moment, latestTo: Moment })) },
  {
    examples: [
      { history: [{ ...PUBLISHED, latestFrom: { seq: '1204', at: '2026-03-09T08:00:00Z' }, latestTo: null }] },
    ],
  },
)

/** Two calculations, each by id or version. */
export const Compared = Type.Object({ a: Type.String(), b: Type.String() })

/** What of a comparison is shown. */
export const ComparedQuery = Type.Object({
  area: Type.Optional(Text),
  level: Type.Optional(
    Type.Union([
      Type.Literal('grid_area'),
      Type.Literal('neighbour'),
      Type.Literal('supplier'),
      Type.Literal('balance_responsible'),
      Type.Literal('metering_point'),
    ]),
  ),
  limit: Type.Integer({ minimum: 0, maximum: 1000, default: 10, description: 'rows of each list' }),
})

const Calculation = Type.Object({
  calculationId: Text,
  version: Text,
  calculationType: Text,
  isInternal: Type.Boolean(),
  inputSeq: Seq,
})
const Cause = Type.Object({
  meteringPointId: Text,
  readAs: Text,
  contribution: Text,
  aKwh: KwhOrNull,
  bKwh: KwhOrNull,
  readingsKwh: Kwh,
  periodsKwh: Kwh,
  otherQualities: Type.Boolean(),
  deliveries: Type.Array(Delivery),
  periods: Type.Array(PointChange),
})
const Mover = Type.Object({
  timeSeriesType: Text,
  level: Text,
  gridArea: Text,
  neighbourGridArea: TextOrNull,
  energySupplierId: TextOrNull,
  balanceResponsibleId: TextOrNull,
  meteringPointId: TextOrNull,
  resolution: Text,
  marketDay: Day,
  aKwh: KwhOrNull,
  bKwh: KwhOrNull,
  differenceKwh: Kwh,
  absoluteKwh: Kwh,
  valueSlots: Count,
  qualitySlots: Count,
  slots: Type.Array(
    Type.Object({
      time: Text,
      aKwh: KwhOrNull,
      bKwh: KwhOrNull,
      aQualities: Type.Array(Text),
      bQualities: Type.Array(Text),
    }),
  ),
  causes: Type.Object(
    {
      points: Count,
      readingsKwh: Kwh,
      periodsKwh: Kwh,
      allocatedLossKwh: Kwh,
      roundingKwh: Kwh,
      top: Type.Array(Cause),
    },
    { description: 'readings + periods + allocated loss + rounding = difference' },
  ),
})
const Energy = Type.Object({
  summary: Type.Array(
    Type.Object({
      gridArea: Text,
      level: Text,
      timeSeriesType: Text,
      aKwh: KwhOrNull,
      bKwh: KwhOrNull,
      differenceKwh: Kwh,
      absoluteKwh: Kwh,
      rows: Count,
      valueRows: Count,
      qualityRows: Count,
      rowsOnlyA: Count,
      rowsOnlyB: Count,
    }),
  ),
  differingRows: Count,
  movers: Type.Array(Mover),
})

const Charge = { chargeCode: Text, chargeType: Text, chargeOwnerId: Text, isTax: Type.Boolean(), resolution: Text }
const Monthly = Type.Object({
  gridArea: Text,
  energySupplierId: Text,
  charge: Type.Union([Type.Object(Charge), Type.Null()], { description: 'null: a total' }),
  ownerId: TextOrNull,
  month: Day,
  aDkk: DkkOrNull,
  bDkk: DkkOrNull,
  differenceDkk: Dkk,
  onlyIn: TextOrNull,
})
const Effects = { differenceDkk: Dkk, quantityDkk: Dkk, priceDkk: Dkk, missingPriceDkk: Dkk }
const Amounts = Type.Object({
  differingRows: Count,
  effects: Type.Object(Effects),
  movers: Type.Array(
    Type.Object({
      gridArea: Text,
      energySupplierId: Text,
      ...Charge,
      meteringPointType: Text,
      settlementMethod: TextOrNull,
      quantityUnit: Text,
      marketDay: Day,
      aQuantity: TextOrNull,
      bQuantity: TextOrNull,
      aDkk: DkkOrNull,
      bDkk: DkkOrNull,
      absoluteDkk: Dkk,
      slots: Count,
      qualitySlots: Count,
      ...Effects,
    }),
  ),
  monthly: Type.Array(Monthly),
  differingMonthly: Count,
  totals: Type.Array(Monthly),
  differingTotals: Count,
})

const CALCULATION = {
  calculationId: '0f2c6b1e-6f0e-4a55-9d42-2b7c5f8e9a11',
  version: '7',
  calculationType: 'balance_fixing',
  isInternal: false,
  inputSeq: '1190',
}

// Two calculations of the same inputs.
const SAME = {
  a: CALCULATION,
  b: { ...CALCULATION, calculationId: '5b9c3a52-1d2f-4b57-8a06-0d9a5f5b7c02', version: '8' },
  gridAreas: ['801'],
  from: '2026-03-01',
  to: '2026-04-01',
  same: true,
  energy: {
    summary: [
      {
        gridArea: '801',
        level: 'grid_area',
        timeSeriesType: 'flex_consumption',
        aKwh: '1928898.153',
        bKwh: '1928898.153',
        differenceKwh: '0.000',
        absoluteKwh: '0.000',
        rows: 31,
        valueRows: 0,
        qualityRows: 0,
        rowsOnlyA: 0,
        rowsOnlyB: 0,
      },
    ],
    differingRows: 0,
    movers: [],
  },
  amounts: null,
  changes: {
    fromSeq: '1190',
    toSeq: '1190',
    readings: { days: 0, points: 0, firstDays: 0, changedSlots: 0, byKind: [], top: [] },
    points: { points: 0, pointDays: 0, suppliedPoints: 0, supplierMoves: [], top: [] },
    charges: { pricedCharges: 0, priceDays: 0, linkedPoints: 0, topPrices: [], topLinks: [] },
  },
}

/** Answer of compare. */
export const Comparison = Type.Object(
  {
    a: Calculation,
    b: Calculation,
    gridAreas: Type.Array(Text),
    from: Day,
    to: Type.String({ description: 'the day after the last one' }),
    same: Type.Boolean({ description: 'nothing differs of what was asked for' }),
    energy: Energy,
    amounts: Type.Union([Amounts, Type.Null()], { description: 'null unless both have wholesale results' }),
    changes: Changes,
  },
  { examples: [SAME] },
)
