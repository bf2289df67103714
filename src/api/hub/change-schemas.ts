import { Type } from 'typebox'

const Text = Type.String()
const Count = Type.Integer({ minimum: 0 })
const TextOrNull = Type.Union([Text, Type.Null()])
const Kwh = Type.String({ description: 'kWh, decimal' })
const Day = Type.String({ description: 'market day, YYYY-MM-DD' })
const Seq = Type.String({ description: 'number of a commit' })

/** A delivery that changed readings. */
export const Delivery = Type.Object({
  documentId: Text,
  messageId: TextOrNull,
  transactionId: Text,
  recordedSeq: Seq,
  registeredAt: Text,
})
const Values = Type.Union([
  Type.Object({
    type: Text,
    settlementMethod: TextOrNull,
    resolution: Text,
    gridArea: Text,
    fromGridArea: TextOrNull,
    toGridArea: TextOrNull,
    parentId: TextOrNull,
    energySupplierId: TextOrNull,
    balanceResponsibleId: TextOrNull,
    connectionState: Text,
    lossRole: TextOrNull,
    product: TextOrNull,
    unit: Text,
  }),
  Type.Null(),
])
/** A stretch of days for which a point is known as something else. */
export const PointChange = Type.Object({
  meteringPointId: Text,
  fromDay: Day,
  toDay: Day,
  before: Values,
  after: Values,
})
const ChargeKey = Type.Object({ ownerId: Text, code: Text, type: Text })
/** What became known between two numbers. */
export const Changes = Type.Object({
  fromSeq: Seq,
  toSeq: Seq,
  readings: Type.Object({
    days: Count,
    points: Count,
    firstDays: Count,
    changedSlots: Count,
    byKind: Type.Array(Type.Object({ gridArea: Text, kind: Text, days: Count, points: Count, differenceKwh: Kwh })),
    top: Type.Array(
      Type.Object({
        meteringPointId: Text,
        marketDay: Day,
        gridArea: Text,
        kind: Text,
        changedSlots: Count,
        isFirst: Type.Boolean(),
        differenceKwh: Kwh,
        absoluteKwh: Kwh,
        deliveries: Type.Array(Delivery),
      }),
    ),
  }),
  points: Type.Object({
    points: Count,
    pointDays: Count,
    suppliedPoints: Count,
    supplierMoves: Type.Array(
      Type.Object({
        gridArea: Text,
        beforeSupplierId: TextOrNull,
        afterSupplierId: TextOrNull,
        points: Count,
        pointDays: Count,
      }),
    ),
    top: Type.Array(PointChange),
  }),
  charges: Type.Object({
    pricedCharges: Count,
    priceDays: Count,
    linkedPoints: Count,
    topPrices: Type.Array(
      Type.Object({
        charge: ChargeKey,
        marketDay: Day,
        quarters: Count,
        firstQuarter: Count,
        before: TextOrNull,
        after: TextOrNull,
      }),
    ),
    topLinks: Type.Array(
      Type.Object({
        meteringPointId: Text,
        charge: ChargeKey,
        fromDay: Day,
        toDay: Day,
        before: Type.Union([Count, Type.Null()]),
        after: Type.Union([Count, Type.Null()]),
      }),
    ),
  }),
})
