import { slots } from '../platform/index.ts'
import type { ReportRole } from './report-role.ts'

/** A column of a CSV file: its name, and its text as SQL of type VARCHAR; NULL is an empty cell. */
export interface ReportColumn {
  readonly name: string
  readonly text: string
  /** the roles that get it; left out: all */
  readonly roles?: readonly ReportRole[]
}

/** The columns that a role gets. */
export function columnsOf(columns: readonly ReportColumn[], role: ReportRole): ReportColumn[] {
  return columns.filter(({ roles }) => roles === undefined || roles.includes(role))
}

/** The first line of a file. */
export function headerOf(columns: readonly ReportColumn[]): string {
  return columns.map(({ name }) => name).join(',')
}

/** SQL of a line of a file, without its end. */
export function csvLine(columns: readonly ReportColumn[]): string {
  return `concat(${columns.map(({ text }) => text).join(", ',', ")})`
}

/** SQL of a text as a cell: in quotes where it holds what would end it (RFC 4180). */
export function quotedCell(text: string): string {
  return `case when regexp_matches(${text}, '[",\\r\\n]') then concat('"', replace(${text}, '"', '""'), '"') else ${text} end`
}

/** SQL of a number, a date or an exact decimal as a cell. */
export function plainCell(expression: string): string {
  return `cast(${expression} as VARCHAR)`
}

/** Numbered columns, from 1. @param cell SQL of the number of slot k, k from 0 */
export function slotColumns(prefix: string, count: number, cell: (k: number) => string): ReportColumn[] {
  return Array.from({ length: count }, (_, k) => ({ name: `${prefix}${k + 1}`, text: plainCell(cell(k)) }))
}

/** SQL that makes a row for each slot of a day row, with `slot` from 0 and one column for each list. */
export function unnested(count: number, lists: Readonly<Record<string, (k: number) => string>>): string {
  const columns = Object.entries(lists).map(([name, column]) => `unnest([${slots(count, column)}]) as ${name}`)
  return [`unnest(range(0, ${count})) as slot`, ...columns].join(', ')
}
