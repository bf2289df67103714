export { deploymentClock, systemClock } from './clock.ts'

export { loadConfig } from './config/load.ts'
export type { ConfigRequest } from './config/load.ts'
export { configWithOrigin } from './config/origin.ts'
export type { SettingWithOrigin } from './config/origin.ts'
export { resolveConfig } from './config/resolve.ts'
export type { ConfigSources, ResolvedConfig } from './config/resolve.ts'
export type { Config, SettingName } from './config/schema.ts'

export { lineFields } from './csv/line-fields.ts'
export type { LineFields } from './csv/line-fields.ts'
export { csvBatches, readCsvTable } from './csv/csv-table.ts'
export type { CsvBatch, CsvLine, CsvTable } from './csv/csv-table.ts'
export { headerFaults } from './csv/csv-header.ts'
export type { CsvColumns } from './csv/csv-header.ts'
export { csvField, splitCsvLine } from './csv/csv-line.ts'
export { lineBlocks } from './csv/line-blocks.ts'
export { csvTexts, fieldsOfText } from './csv/csv-lines.ts'
export type { CsvForm, CsvText } from './csv/csv-lines.ts'
export { readCsvRows } from './csv/read-rows.ts'
export type { ReadLine } from './csv/read-rows.ts'
export { importTally } from './csv/import-report.ts'
export type { ImportReport, ImportTally } from './csv/import-report.ts'

export {
  bitOr,
  dateLiteral,
  decimal,
  delimitedText,
  divide,
  emptyRelation,
  greatest0,
  instantLiteral,
  instantText,
  multiply,
  parquet,
  quotedName,
  roundHalfAway,
  sum,
  textLiteral,
  valuesRelation,
} from './engine/dialect.ts'
export type { LiteralValue } from './engine/dialect.ts'
export { openEngine } from './engine/open-engine.ts'
export { EngineError } from './engine/engine-error.ts'
export type { Column, ColumnSet, ColumnSpec, ColumnType, Engine, EngineOptions, WrittenFile } from './engine/engine.ts'
export { inMask, maskColumn, maskColumns, quantity, slots } from './engine/slots.ts'
export type { MaskName } from './engine/slots.ts'

export { faultPoint } from './fault/fault-point.ts'

export { BatchConflict } from './lake/lake.ts'
export type { BatchDraft, BatchEntry, BatchFile, BatchOrigin, Lake, LakeBatch, LakeFile } from './lake/lake.ts'
export { openLake } from './lake/open-lake.ts'
export type { LakeOptions } from './lake/open-lake.ts'
export { dayTable, lakeTable } from './lake/table.ts'
export type { DayTableKind, LakeTable } from './lake/table.ts'
export { newUlid } from './lake/ulid.ts'

export { createLog } from './log/log.ts'
export type { Log, LogLevel } from './log/log.ts'

export { nameBasedUuid } from './name-based-uuid.ts'

export { DirectoryStorage } from './object-storage/directory-storage.ts'
export { writeDurably } from './object-storage/durable-file.ts'
export type { ObjectStorage, StoredObject } from './object-storage/object-storage.ts'
export { s3Storage } from './object-storage/s3-storage.ts'
export type { S3Settings } from './object-storage/s3-storage.ts'

export { copyLinesToFile, copyRows, copyRowsToFile } from './postgres/copy-rows.ts'
export { claimDirectory } from './postgres/directory-claim.ts'
export type { DirectoryClaim } from './postgres/directory-claim.ts'
export { openDatabase } from './postgres/database.ts'
export type { Database, DatabaseConfig } from './postgres/database.ts'
export { migrate } from './postgres/migrate.ts'
export { openPool } from './postgres/pool.ts'
export type { Pool, PoolOptions } from './postgres/pool.ts'
export { currentSeq, nextRecordedSeq } from './postgres/recorded-seq.ts'
export { startPostgres } from './postgres/server.ts'
export type { PostgresServer } from './postgres/server.ts'
export { storable, storableJson } from './postgres/storable.ts'
export { inTransaction } from './postgres/transaction.ts'
export type { Transaction, TransactionOptions } from './postgres/transaction.ts'

export { changedStretches } from './period-log/changed-stretches.ts'
export { exportPeriodLog } from './period-log/export-period-log.ts'
export type { PeriodExport } from './period-log/export-period-log.ts'
export { derivedPeriods, NEWEST_SEQ } from './period-log/period-log.ts'
export type { PeriodLog } from './period-log/period-log.ts'
export { lockKeys } from './period-log/lock-keys.ts'
export { periodFields } from './period-log/period-fields.ts'
export type { StatedPeriod } from './period-log/period-fields.ts'
export { stagedFindings } from './period-log/staged-findings.ts'
export { stagePeriods } from './period-log/stage-periods.ts'
export type { DecidedPeriods, StagedFault, StagedPeriod, StagedPeriods } from './period-log/stage-periods.ts'

export { recordedSteps } from './runs/execute-step.ts'
export type { RecordedStep, RunDefinition, RunStep, StepResult } from './runs/run-definition.ts'
export { openRuns } from './runs/open-runs.ts'
export type { Whereabouts } from './runs/run-attempt.ts'
export type { Runs, RunsOptions } from './runs/runs.ts'
