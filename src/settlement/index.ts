export type { CalculationArguments } from './arguments.ts'
export { CALCULATION_TYPES, isCalculationType, isWholesale } from './calculation-type.ts'
export type { CalculationType } from './calculation-type.ts'
export { calculateEnergy } from './calculate-energy.ts'
export type { EnergyCalculationFiles, EnergyCalculationInput, EnergyRelations } from './calculate-energy.ts'
export type { EnergyRow } from './energy-rows.ts'
export { calculateAmounts, calculateInputs, runScenario } from './scenario/run-scenario.ts'
export type { ScenarioResult } from './scenario/run-scenario.ts'
export { recordScenario } from './scenario/record-scenario.ts'
export type { RecordedScenario, RecordPorts, RecordRequest } from './scenario/record-scenario.ts'
export { renderScenario } from './scenario/render-scenario.ts'
export { NO_CHARGES } from './scenario/inputs.ts'
export type {
  ChargeInformationInput,
  ChargeInputs,
  ChargeLinkInput,
  ChargePriceInput,
  PointPeriodInput,
  ReadingInput,
  ScenarioInputs,
} from './scenario/inputs.ts'
export { isTimeSeriesType, resultLines } from './result-kinds.ts'
export {
  calculationRun,
  checkRequest,
  dayRuns,
  energyBalance,
  executeCalculation,
  monthAmounts,
  openEnergyRelations,
  publishedCalculations,
  publishedDays,
  publishedSums,
  publishedVersions,
  resultFiles,
  runCalculation,
  startCalculation,
} from './run/index.ts'
export { findingsOf, planFaults, planSettlement, renderFindings, toPlanDocument } from './plan/index.ts'
export type { FindingRow, InputFinding, PlanDocument, PlanPorts, PlanRequest, SettlementPlan } from './plan/index.ts'
export type {
  AmountsQuery,
  BalanceQuery,
  ChargeAmount,
  CalculationPorts,
  CalculationRequest,
  ExecutionPorts,
  DayRun,
  EnergyBalance,
  FinishedCalculation,
  MonthAmounts,
  PublishedCalculation,
  PublishedDay,
  ResultTableName,
  PublishedSum,
  PublishedSumsQuery,
  PublishedVersion,
  StartedCalculation,
  TotalAmount,
} from './run/index.ts'
export {
  compareCalculations,
  dayStretches,
  explainAmount,
  explainSlot,
  lookUpHistory,
  lookUpLatest,
  toComparisonView,
  toIntervalView,
  toPublicationView,
} from './versions/index.ts'
export type {
  AskedAmount,
  AskedSlot,
  CalculationComparison,
  Changes,
  ChangesQuery,
  ComparisonOptions,
  ComparisonPorts,
  ExplainedAmount,
  ExplainedAmounts,
  ExplainedMover,
  ExplainedSlot,
  LatestQuery,
  Publication,
  PublicationFilter,
  VersionInterval,
} from './versions/index.ts'
export type { AmountTable } from './wholesale/amount-tables.ts'
export type { AmountRow, AmountRows, MonthlyAmountRow, TotalAmountRow } from './wholesale/amount-rows.ts'
export {
  calculationStatus,
  calculationStatuses,
  cancelCalculation,
  carryOutOpen,
  decideCalculation,
  rerunRequest,
  watchCalculation,
} from './operation/index.ts'
export type { CalculationState, CalculationStatus, Decision, StatusPorts } from './operation/index.ts'
export {
  calculationStarters,
  MARKET_ENTRIES,
  SCHEDULE_PERSON,
  showSchedule,
  startDue,
  stateEntry,
} from './schedule/index.ts'
export type {
  DueStart,
  ScheduleEntry,
  SchedulePorts,
  ScheduleRun,
  ScheduleStarter,
  ScheduleView,
} from './schedule/index.ts'
export type { CarryOutPorts } from './operation/index.ts'
