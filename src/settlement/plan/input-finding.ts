import type { ErrorCode } from '../../kernel/index.ts'

/** One of the rows behind a finding; what does not apply is left out. */
export type FindingRow = {
  readonly meteringPointId?: string
  /** YYYY-MM-DD */
  readonly marketDay?: string
  readonly slots?: number
  readonly days?: number
  /** the area, the parent or the charge that it is about */
  readonly detail?: string
}

/** What is wrong with the inputs of a calculation, in one place, with counts and the first rows. */
export type InputFinding = {
  readonly code: ErrorCode
  /** error: the calculation stops before it computes; warning: it computes, and says so */
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly gridArea?: string
  /** type, code and owner */
  readonly charge?: string
  /** the first point and market day concerned */
  readonly point?: string
  readonly day?: string
  readonly points?: number
  readonly days?: number
  readonly slots?: number
  /** the first of them */
  readonly rows: readonly FindingRow[]
}

/** How many rows of a finding are named. */
export const MOST_ROWS = 10

/** Findings in the order in which they are read: errors before warnings, then by code, area, charge and day. */
export function inReadingOrder(findings: readonly InputFinding[]): InputFinding[] {
  const key = ({ severity, code, gridArea = '', charge = '', day = '' }: InputFinding): string =>
    [severity, code, gridArea, charge, day].join('\u0000')
  return findings.toSorted((a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b))))
}

/** A count with its noun: `1 point`, `2 points`. */
export function counted(count: number | bigint, noun: string): string {
  return `${count} ${noun}${BigInt(count) === 1n ? '' : 's'}`
}
