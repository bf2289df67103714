export type { ProvenCause, ProvenCauses } from './cause-evidence.ts'
export { changesBetween } from './changes-between.ts'
export type { ChargeChanges, Changes, ChangesQuery } from './changes-between.ts'
export { compareCalculations } from './compare-calculations.ts'
export type {
  CalculationComparison,
  ComparisonOptions,
  ComparisonPorts,
  ExplainedMover,
} from './compare-calculations.ts'
export type { AmountComparison, AmountMover, MonthlyMover } from './compare-amounts.ts'
export type { EnergySummaryRow, SlotDifference } from './compare-energy.ts'
export { latestDays, publications } from './publications.ts'
export type { Publication, PublicationFilter } from './publications.ts'
export type { ReadingChange, ReadingChangeOfKind, ReadingChangeSummary } from './reading-change-rows.ts'
export { dayStretches, latestCorrections, successionOf } from './succession.ts'
export type { DayStretch, PublishedAt, VersionInterval } from './succession.ts'
