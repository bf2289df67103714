import { catalogue } from './errors.ts'
import type { ErrorCode } from './errors.ts'

/** Where a fault was found; only the parts that apply are given. */
export type Where = {
  /** JSON path into a document, such as `$.Series[3].Period` */
  readonly path?: string | undefined
  /** line of a text file, counted from 1 */
  readonly line?: number | undefined
  /** the field, column, setting or argument */
  readonly field?: string | undefined
  /** the metering point */
  readonly point?: string | undefined
  /** the market day, `YYYY-MM-DD` */
  readonly day?: string | undefined
}

/** A fault in something handed in: its code, what is wrong with this input, where, and what to do next. */
export type Finding = {
  readonly code: ErrorCode
  /** error: the part it names was refused; warning: it was accepted all the same */
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly path?: string
  readonly line?: number
  readonly field?: string
  readonly point?: string
  readonly day?: string
  /** the value that is refused, as it was stated; absent where there is none, or where no one value is at fault */
  readonly value?: string
  /** the message in Danish, where the market answers in both languages */
  readonly danish?: string
  /** what to do next, from the catalogue */
  readonly hint: string
}

/** What a finding may say besides where it was found. */
export type FindingDetail = { readonly value?: string | undefined; readonly danish?: string | undefined }

/** A finding for which the named part is refused. */
export function finding(code: ErrorCode, message: string, where: Where & FindingDetail = {}): Finding {
  return { code, severity: 'error', message, ...given(where), hint: catalogue[code].next }
}

/** A finding that is reported although the named part is accepted. */
export function warning(code: ErrorCode, message: string, where: Where = {}): Finding {
  return { ...finding(code, message, where), severity: 'warning' }
}

/** A failure that stops what is being done: thrown where no caller could go on with a result. */
export class GridbookError extends Error {
  override readonly name = 'GridbookError'
  readonly code: ErrorCode
  /** what to do next, from the catalogue */
  readonly hint: string
  readonly where: Where

  constructor(code: ErrorCode, message: string, where: Where = {}, options: ErrorOptions = {}) {
    super(message, options)
    this.code = code
    this.hint = catalogue[code].next
    this.where = given(where)
  }
}

type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> }

function given<T extends Where & FindingDetail>(where: T): Given<T> {
  return Object.fromEntries(Object.entries(where).filter(([, value]) => value !== undefined)) as Given<T>
}
