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
  checkRequest,
  energyBalance,
  executeCalculation,
  openEnergyRelations,
  runCalculation,
  startCalculation,
} from './run/index.ts'
export type {
  BalanceQuery,
  CalculationPorts,
  CalculationRequest,
  ExecutionPorts,
  EnergyBalance,
  FinishedCalculation,
  PublishedDay,
  StartedCalculation,
} from './run/index.ts'
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
export { calculationStarters, MARKET_ENTRIES, showSchedule, startDue, stateEntry } from './schedule/index.ts'
export type { ScheduleEntry, SchedulePorts, ScheduleRun, ScheduleView } from './schedule/index.ts'
export type { CarryOutPorts } from './operation/index.ts'
