import { finding, parseActorId, parseInstant, warning } from '../../kernel/index.ts'
import type { ErrorCode, Finding, Where } from '../../kernel/index.ts'
import { MISFIT } from '../json/scanner.ts'
import { scalarOf, unwrapped } from '../json/tree.ts'
import type { JsonTree } from '../json/tree.ts'
import { quoted } from '../quoted.ts'
import { idFindings } from '../rsm012/id-findings.ts'

/** Reads the fields of one object of a document, and says of each what is wrong with it, with its path. */
export class FieldReader {
  readonly findings: Finding[]
  readonly #fields: ReadonlyMap<string, JsonTree>
  readonly #path: string

  /**
   * @param path of the object, such as `Acknowledgement_MarketDocument.Series[3]`
   * @param findings where they are reported
   */
  constructor(fields: ReadonlyMap<string, JsonTree>, path: string, findings: Finding[] = []) {
    this.#fields = fields
    this.#path = path
    this.findings = findings
  }

  /** A value as it stands there. */
  tree(key: string): JsonTree {
    return this.#fields.get(key)
  }

  /** Whether a key is there, with or without a value. */
  states(key: string): boolean {
    return this.#fields.has(key)
  }

  /** A text as it is stated: empty when it is there without a value, undefined when it is not there. */
  stated(key: string): string | undefined {
    const text = this.optional(key)
    return text === undefined && this.states(key) ? '' : text
  }

  /** The same of true or false, which may be a text as well. */
  statedFlag(key: string): string | undefined {
    const value = unwrapped(this.#fields.get(key))
    return typeof value === 'boolean' ? String(value) : this.stated(key)
  }

  /** A text that may be absent. */
  optional(key: string): string | undefined {
    const value = scalarOf(this.#fields.get(key))
    if (value === MISFIT) {
      this.report('FIELD_INVALID', key, 'is not a text')
      return undefined
    }
    return value === '' ? undefined : value
  }

  /** A text that must be there; empty when it is not. */
  required(key: string): string {
    const before = this.findings.length
    const text = this.optional(key)
    if (text === undefined && this.findings.length === before) this.report('FIELD_MISSING', key, 'is missing')
    return text ?? ''
  }

  /** A code of a list; as it was read when it is another. @param code with which another one is refused */
  oneOf(key: string, allowed: readonly string[], code: ErrorCode): string {
    const read = this.required(key)
    if (read !== '' && !allowed.includes(read)) this.report(code, key, `is ${quoted(read)}, not ${allowed.join(', ')}`)
    return read
  }

  /** A code of a list that may be absent. */
  optionalOneOf(key: string, allowed: readonly string[], code: ErrorCode): string | undefined {
    const read = this.optional(key)
    if (read !== undefined && !allowed.includes(read)) {
      this.report(code, key, `is ${quoted(read)}, not ${allowed.join(', ')}`)
    }
    return read
  }

  /** The id of a message or transaction: 1 to 36 characters. */
  id(key: string, what: string, codes: { readonly empty: ErrorCode; readonly long: ErrorCode }): string {
    const value = scalarOf(this.#fields.get(key))
    const id = typeof value === 'string' ? value : ''
    if (value === MISFIT) this.report('FIELD_INVALID', key, 'is not a text')
    else this.findings.push(...idFindings(id, what, codes, this.pathOf(key)))
    return id
  }

  /** An instant, epoch milliseconds; NaN when there is none. */
  instant(key: string): number {
    const text = this.required(key)
    const instantMs = parseInstant(text)
    if (text !== '' && instantMs === undefined) {
      this.report('FIELD_INVALID', key, `${quoted(text)} is not an instant such as 2026-03-01T07:30:00Z`)
    }
    return instantMs ?? Number.NaN
  }

  /** Warns of a party whose identifier is none: sample files have wrong check digits (datahub 2.13). */
  checkParty(key: string, id: string | undefined): void {
    const parsed = id === undefined || id === '' ? undefined : parseActorId(id)
    if (parsed === undefined || parsed.ok) return
    this.findings.push(warning(parsed.error.code, parsed.error.message, this.where(key)))
  }

  /** Refuses the object because of one of its fields. */
  report(code: ErrorCode, key: string, what: string): void {
    this.findings.push(finding(code, `${key} ${what}`, this.where(key)))
  }

  /** The place of a field. */
  where(key: string): Where {
    return { path: this.pathOf(key), field: key }
  }

  /** The path of a field. */
  pathOf(key: string): string {
    return `${this.#path}.${key}`
  }

  /** A reader of an object within this one, with what is wrong with it reported here. */
  within(fields: ReadonlyMap<string, JsonTree>, key: string): FieldReader {
    return new FieldReader(fields, this.pathOf(key), this.findings)
  }
}
