export { appendPointPeriods } from './append-point-periods.ts'
export type { Appended } from './append-point-periods.ts'
export { exportPeriods } from './export-periods.ts'
export type { ExportOptions } from './export-periods.ts'
export { importGridAreas } from './import-grid-areas.ts'
export { importMeteringPoints } from './import-metering-points.ts'
export type { ImportReport } from './import-metering-points.ts'
export type {
  ConnectionState,
  LossRole,
  NewPointPeriod,
  PointPeriod,
  PointResolution,
  PointStatement,
  PointValues,
  PointWithdrawal,
  Product,
  Unit,
} from './model.ts'
export { isInForce, pointHistory } from './point-history.ts'
export type { PointHistory } from './point-history.ts'
export { pointDirectory } from './point-directory.ts'
export type { PointDirectory } from './point-directory.ts'
export { periodsAsKnown } from './periods-as-known.ts'
export type { PeriodFilter } from './periods-as-known.ts'
export { appendPeriods } from './store.ts'
export type { RecordedStatement } from './store.ts'
