import { formatDecimal, formatInstant } from '../../kernel/index.ts'
import type { LinkChange, PriceChange } from '../../charges/index.ts'
import type { PointChange } from '../../metering-points/index.ts'
import type { ReadingChange } from '../versions/index.ts'
import { chargeText } from './charge-findings.ts'
import type { ChangedSince, SettlementPlan } from './plan-settlement.ts'

/** A plan as other programs read it: decimals and numbers that may exceed 2^53 as text, absent as null. */
export type PlanDocument = ReturnType<typeof toPlanDocument>

/** The plan for other programs. */
export function toPlanDocument(plan: SettlementPlan) {
  return {
    ...plan,
    recordedSeq: String(plan.recordedSeq),
    charges: plan.charges.map((use) => ({
      chargeType: use.chargeType,
      charges: Number(use.charges),
      links: Number(use.links),
      points: Number(use.points),
      pricedSlots: Number(use.pricedSlots),
      slotsMissing: Number(use.slotsMissing),
    })),
    before: plan.before.map(toBefore),
    time: { ...plan.time, seconds: plan.time.seconds.toFixed(3) },
  }
}

function toBefore({ changes, ...version }: ChangedSince) {
  const { readings, points, charges } = changes
  return {
    calculationType: version.calculationType,
    calculationId: version.calculationId,
    version: String(version.version),
    inputSeq: String(version.inputSeq),
    gridAreas: version.gridAreas,
    fromDay: version.from,
    toDay: version.to,
    readings: {
      readingDays: readings.days,
      points: readings.points,
      firstDays: readings.firstDays,
      changedSlots: readings.changedSlots,
      top: readings.top.map(toReading),
    },
    points: {
      points: points.points,
      pointDays: points.pointDays,
      suppliedPoints: points.suppliedPoints,
      supplierMoves: points.supplierMoves,
      top: points.top.map(toPoint),
    },
    charges: {
      pricedCharges: charges.pricedCharges,
      priceDays: charges.priceDays,
      linkedPoints: charges.linkedPoints,
      topPrices: charges.topPrices.map(toPrice),
      topLinks: charges.topLinks.map(toLink),
    },
  }
}

function toReading(change: ReadingChange) {
  return {
    meteringPointId: change.meteringPointId,
    marketDay: change.marketDay,
    gridArea: change.gridArea,
    kind: change.kind,
    changedSlots: change.changedSlots,
    isFirst: change.isFirst,
    differenceKwh: change.differenceKwh,
    messages: change.deliveries.map(({ messageId, transactionId, registeredAtMs }) => ({
      messageId,
      transactionId,
      registeredAt: formatInstant(registeredAtMs),
    })),
  }
}

function toPoint({ meteringPointId, fromDay, toDay, before, after }: PointChange) {
  const fields = Object.keys({ ...before, ...after }) as (keyof NonNullable<typeof before>)[]
  return {
    meteringPointId,
    fromDay,
    toDay,
    change: before === undefined ? 'appeared' : after === undefined ? 'disappeared' : 'changed',
    fields: fields
      .map((field) => ({ field, before: before?.[field] ?? null, after: after?.[field] ?? null }))
      .filter((value) => value.before !== value.after),
  }
}

function toPrice({ charge, marketDay, quarters, firstQuarter, before, after }: PriceChange) {
  const text = (price: bigint | undefined): string | null => (price === undefined ? null : formatDecimal(price, 6, 6))
  return { charge: nameOf(charge), marketDay, quarters, firstQuarter, before: text(before), after: text(after) }
}

function toLink({ meteringPointId, charge, fromDay, toDay, before, after }: LinkChange) {
  return { meteringPointId, charge: nameOf(charge), fromDay, toDay, before: before ?? null, after: after ?? null }
}

function nameOf({ type, code, ownerId }: LinkChange['charge']): string {
  return chargeText({ chargeType: type, chargeCode: code, ownerId })
}
