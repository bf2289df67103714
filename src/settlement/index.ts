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
export { resultLines } from './result-kinds.ts'
export {
  calculationRun,
  dayRuns,
  energyBalance,
  openEnergyRelations,
  publishedSums,
  publishedVersions,
  resultFiles,
  runCalculation,
} from './run/index.ts'
export type {
  BalanceQuery,
  CalculationPorts,
  DayRun,
  EnergyBalance,
  FinishedCalculation,
  PublishedDay,
  PublishedSum,
  PublishedSumsQuery,
  PublishedVersion,
  StartedCalculation,
} from './run/index.ts'
