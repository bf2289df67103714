import type { MarketDay } from '../kernel/index.ts'
import type { ReportType } from './report-arguments.ts'
import type { ReportColumn } from './report-columns.ts'
import type { ReportInput } from './report-input.ts'
import type { Viewer } from './report-role.ts'

/** What the files of a report are written from. */
export interface OpenReport {
  readonly type: ReportType
  readonly viewer: Viewer
  /** in order */
  readonly days: readonly MarketDay[]
  readonly inputs: readonly ReportInput[]
  readonly currency: string
}

/** A kind of CSV file of the report. */
export interface ReportFile {
  /** the first part of its name */
  readonly prefix: string
  readonly columns: (report: OpenReport) => readonly ReportColumn[]
  /** SELECTs of the lines in one column `line`, one after the other: each is ordered, and small enough to be sorted */
  readonly statements: (report: OpenReport) => readonly string[]
}
