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
  /** what to do next, from the catalogue */
  readonly hint: string
}

/** A finding for which the named part is refused. */
export function finding(code: ErrorCode, message: string, where: Where = {}): Finding {
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

type Given = { [K in keyof Where]: Exclude<Where[K], undefined> }

function given(where: Where): Given {
  return Object.fromEntries(Object.entries(where).filter(([, value]) => value !== undefined))
}
