import { finding, findMarketDay, formatDecimal, parseDecimal } from '../../kernel/index.ts'
import type { DecimalLimits, ErrorCode, Finding, MarketZone, Result, Where } from '../../kernel/index.ts'
import type { CsvLine } from './csv-table.ts'

/** Reads the fields of one line; what is wrong is collected, and the value then means nothing. */
export type LineFields = {
  /** every fault found so far, each with line and field */
  readonly faults: readonly Finding[]
  /** Adds a fault that concerns several fields. */
  readonly fault: (code: ErrorCode, message: string, field: string) => void
  /** The text; undefined when the field is empty. */
  readonly optional: (field: string, longest?: number) => string | undefined
  /** The text, at most so many characters long; a fault when the field is empty. */
  readonly required: (field: string, longest?: number) => string
  /** One of the words. */
  readonly word: <Word extends string>(field: string, words: readonly Word[]) => Word | undefined
  /** `true` or `false`; what is given when the field is empty, a fault when nothing is given. */
  readonly truth: (field: string, whenEmpty?: boolean) => boolean
  /** A market day `YYYY-MM-DD`; undefined when the field is empty. */
  readonly day: (field: string, zone: MarketZone) => string | undefined
  /** A whole number from `least` to `most`; undefined when the field is empty. */
  readonly whole: (field: string, least: number, most: number) => number | undefined
  /** A decimal with its point, exactly, as the shortest text of its value; undefined when the field is empty. */
  readonly decimal: (field: string, limits: DecimalLimits) => string | undefined
  /** An identifier as its parser reads it; a fault when the field is empty. */
  readonly id: (field: string, parse: (text: string, where: Where) => Result<string, Finding>) => string
}

/** The fields of a line, to be read by name. */
export function lineFields({ line, fields }: CsvLine): LineFields {
  const faults: Finding[] = []
  const fault = (code: ErrorCode, message: string, field: string): void => {
    faults.push(finding(code, message, { line, field }))
  }
  const invalid = (field: string, message: string): undefined => {
    fault('FIELD_INVALID', message, field)
  }
  const optional: LineFields['optional'] = (field, longest) => {
    const text = fields.get(field)
    if (text === undefined || longest === undefined || text.length <= longest) return text
    return invalid(field, `${text.length} characters are more than ${longest}`)
  }
  const required: LineFields['required'] = (field, longest) => {
    if (!fields.has(field)) fault('FIELD_MISSING', `${field} is empty`, field)
    return optional(field, longest) ?? ''
  }
  return {
    faults,
    fault,
    optional,
    required,
    word: (field, words) => {
      const text = required(field)
      const found = words.find((word) => word === text)
      return found ?? (text === '' ? undefined : invalid(field, `${shown(text)} is not one of ${words.join(', ')}`))
    },
    truth: (field, whenEmpty) => {
      const text = whenEmpty === undefined ? required(field) : (optional(field) ?? String(whenEmpty))
      if (text !== 'true' && text !== 'false' && text !== '') invalid(field, `${shown(text)} is neither true nor false`)
      return text === 'true'
    },
    day: (field, zone) => {
      const text = optional(field)
      if (text === undefined || findMarketDay(text, zone) !== undefined) return text
      return invalid(field, `${shown(text)} is not a market day YYYY-MM-DD`)
    },
    whole: (field, least, most) => {
      const text = optional(field)
      if (text === undefined) return undefined
      const value = /^\d{1,9}$/.test(text) ? Number(text) : -1
      if (value >= least && value <= most) return value
      return invalid(field, `${shown(text)} is not a whole number from ${least} to ${most}`)
    },
    decimal: (field, limits) => {
      const text = optional(field)
      if (text === undefined) return undefined
      const parsed = parseDecimal(text, limits)
      return parsed.ok ? formatDecimal(parsed.value, limits.scale) : invalid(field, `${shown(text)} ${whyNot(limits)}`)
    },
    id: (field, parse) => {
      const text = required(field)
      if (text === '') return text
      const parsed = parse(text, { line, field })
      if (!parsed.ok) faults.push(parsed.error)
      return text
    },
  }
}

function whyNot({ maxIntegerDigits, maxDecimals }: DecimalLimits): string {
  return `is not a decimal with a point, of at most ${maxIntegerDigits} digits before it and ${maxDecimals} after it`
}

function shown(text: string): string {
  return text.length <= 40 ? `'${text}'` : `'${text.slice(0, 40)}...' (${text.length} characters)`
}
