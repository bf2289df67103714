export type { CalculationArguments } from './arguments.ts'
export { CALCULATION_TYPES, isCalculationType } from './calculation-type.ts'
export type { CalculationType } from './calculation-type.ts'
export { calculateEnergy } from './calculate-energy.ts'
export type { EnergyCalculationFiles, EnergyCalculationInput, EnergyRelations } from './calculate-energy.ts'
export type { EnergyRow } from './energy-rows.ts'
export { calculateInputs, runScenario } from './scenario/run-scenario.ts'
export type { ScenarioResult } from './scenario/run-scenario.ts'
export { renderScenario } from './scenario/render-scenario.ts'
export type { PointPeriodInput, ReadingInput, ScenarioInputs } from './scenario/inputs.ts'
export { isTimeSeriesType, resultLines } from './result-kinds.ts'
export { calculationRun, energyBalance, openEnergyRelations, runCalculation } from './run/index.ts'
export type {
  BalanceQuery,
  CalculationPorts,
  EnergyBalance,
  FinishedCalculation,
  PublishedDay,
  StartedCalculation,
} from './run/index.ts'
export {
  changesBetween,
  compareCalculations,
  dayStretches,
  explainSlot,
  lookUpHistory,
  lookUpLatest,
  toComparisonView,
  toIntervalView,
  toPublicationView,
} from './versions/index.ts'
export type {
  AskedSlot,
  CalculationComparison,
  Changes,
  ChangesQuery,
  ComparisonOptions,
  ComparisonPorts,
  ExplainedMover,
  ExplainedSlot,
  LatestQuery,
  Publication,
  PublicationFilter,
  VersionInterval,
} from './versions/index.ts'
