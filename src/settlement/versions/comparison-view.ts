import { formatDecimal, formatInstant } from '../../kernel/index.ts'
import type { PriceChange } from '../../charges/index.ts'
import type { PointChange } from '../../metering-points/index.ts'
import type { ProvenCause } from './cause-evidence.ts'
import type { Changes } from './changes-between.ts'
import type { CalculationComparison, ExplainedMover } from './compare-calculations.ts'
import type { ComparedCalculation } from './compared-calculations.ts'
import type { Publication } from './publications.ts'
import type { ReadingChange } from './reading-change-rows.ts'
import type { PublishedAt, VersionInterval } from './succession.ts'

// What the command line prints as JSON and the API answers: decimals, versions and numbers as text, instants in UTC, null
// for what is absent.

/** A published version of a day, as it is told. */
export function toPublicationView(one: Publication) {
  return {
    calculationType: one.calculationType,
    gridArea: one.gridArea,
    marketDay: one.marketDay,
    version: one.version.toString(),
    calculationId: one.calculationId,
    isInternal: one.isInternal,
    publishedSeq: one.publishedSeq.toString(),
    publishedAt: formatInstant(one.publishedAtMs),
  }
}

/** A version and when it was the latest, as it is told; latestFrom null: never. */
export function toIntervalView({ latestFrom, latestTo, ...one }: VersionInterval) {
  const moment = (at: PublishedAt | undefined) =>
    at === undefined ? null : { seq: at.seq.toString(), at: formatInstant(at.atMs) }
  return { ...toPublicationView(one), latestFrom: moment(latestFrom), latestTo: moment(latestTo) }
}

/** A comparison, as it is told. */
export function toComparisonView({ a, b, energy, amounts, changes, ...rest }: CalculationComparison) {
  return {
    a: toCalculationView(a),
    b: toCalculationView(b),
    ...rest,
    energy: { ...energy, movers: energy.movers.map(toMoverView) },
    amounts:
      amounts === undefined
        ? null
        : { ...amounts, monthly: amounts.monthly.map(toMonthlyView), totals: amounts.totals.map(toMonthlyView) },
    changes: toChangesView(changes),
  }
}

function toCalculationView(one: ComparedCalculation) {
  return {
    calculationId: one.calculationId,
    version: one.version.toString(),
    calculationType: one.type,
    isInternal: one.isInternal,
    inputSeq: one.inputSeq.toString(),
  }
}

function toMoverView({ causes, ...mover }: ExplainedMover) {
  return { ...mover, causes: { ...causes, top: causes.top.map(toCauseView) } }
}

function toCauseView({ deliveries, periods, ...cause }: ProvenCause) {
  return { ...cause, deliveries: deliveries.map(toDeliveryView), periods: periods.map(toPointChangeView) }
}

function toDeliveryView(delivery: ReadingChange['deliveries'][number]) {
  return {
    documentId: delivery.documentId,
    messageId: delivery.messageId ?? null,
    transactionId: delivery.transactionId,
    recordedSeq: delivery.recordedSeq.toString(),
    registeredAt: formatInstant(delivery.registeredAtMs),
  }
}

function toPointChangeView({ before, after, ...change }: PointChange) {
  return { ...change, before: before ?? null, after: after ?? null }
}

function toMonthlyView({ charge, onlyIn, ...row }: NonNullable<CalculationComparison['amounts']>['monthly'][number]) {
  return { ...row, charge: charge ?? null, onlyIn: onlyIn ?? null }
}

/** What changed between two numbers, as it is told. */
function toChangesView({ fromSeq, toSeq, readings, points, charges }: Changes) {
  return {
    fromSeq: fromSeq.toString(),
    toSeq: toSeq.toString(),
    readings: {
      ...readings,
      top: readings.top.map(({ deliveries, ...row }) => ({ ...row, deliveries: deliveries.map(toDeliveryView) })),
    },
    points: { ...points, top: points.top.map(toPointChangeView) },
    charges: {
      ...charges,
      topPrices: charges.topPrices.map(toPriceView),
      topLinks: charges.topLinks.map(({ before, after, ...link }) => ({
        ...link,
        before: before ?? null,
        after: after ?? null,
      })),
    },
  }
}

// DKK with six decimals, as prices are stated.
function toPriceView({ before, after, ...change }: PriceChange) {
  const text = (price: bigint | undefined): string | null => (price === undefined ? null : formatDecimal(price, 6, 6))
  return { ...change, before: text(before), after: text(after) }
}
