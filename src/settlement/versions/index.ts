export { changesBetween } from './changes-between.ts'
export type { Changes, ChangesQuery } from './changes-between.ts'
export { compareCalculations } from './compare-calculations.ts'
export type {
  CalculationComparison,
  ComparisonOptions,
  ComparisonPorts,
  ExplainedMover,
} from './compare-calculations.ts'
export type { ReadingChange, ReadingChangeOfKind } from './reading-change-rows.ts'
export { toComparisonView, toIntervalView, toPublicationView } from './comparison-view.ts'
export { explainAmount } from './explain-amount.ts'
export type { AskedAmount, ExplainedAmount, ExplainedAmounts } from './explain-amount.ts'
export { explainSlot } from './explain-result.ts'
export type { AskedSlot, ExplainedSlot } from './explain-result.ts'
export { lookUpHistory, lookUpLatest } from './look-up.ts'
export type { LatestQuery } from './look-up.ts'
export type { Publication, PublicationFilter } from './publications.ts'
export { dayStretches } from './succession.ts'
export type { DayStretch, VersionInterval } from './succession.ts'
