import { finding, parseDecimal } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
import type { JsonTree } from '../json/tree.ts'
import { quoted } from '../quoted.ts'
import type { FindingBudget } from '../rsm012/finding-budget.ts'
import { FieldReader } from './field-reader.ts'
import { readEntries } from './read-entries.ts'

/** Digits of a sum, a price or an amount: what a table keeps (DECIMAL(18,6)). */
const LIMITS = { scale: 6, maxIntegerDigits: 12, maxDecimals: 6 }

/** What reading the points of one series needs. */
export interface PointsContext {
  /** how many the interval has; undefined when that is not known */
  readonly positions: number | undefined
  /** of the series: faults are added to it, as many as the budget allows */
  readonly findings: Finding[]
  readonly budget: FindingBudget
}

/**
 * Reads the points of a series; a faulty one is left out and named.
 * @param readValues what stands at a position; undefined when that cannot be said
 */
export function readPoints<Values extends object>(
  tree: JsonTree,
  path: string,
  { positions, findings, budget }: PointsContext,
  readValues: (read: FieldReader) => Values | undefined,
): ({ readonly position: number } & Values)[] {
  const faults: Finding[] = []
  const stated = new Set<number>()
  const points = readEntries(tree, path, findings).flatMap((entry) => {
    const read = new FieldReader(entry.fields, entry.path)
    const position = readPosition(read, positions, stated)
    const values = readValues(read)
    for (const one of read.findings) faults.push(one)
    return position === undefined || values === undefined ? [] : [{ position, ...values }]
  })
  const listed = budget.take(faults.length)
  for (const one of faults.slice(0, listed)) findings.push(one)
  const more = faults.length - listed
  if (more > 0) findings.push(finding('FIELD_INVALID', `${more} further faults of positions are not listed`, { path }))
  return points
}

function readPosition(read: FieldReader, positions: number | undefined, stated: Set<number>): number | undefined {
  const text = read.required('position')
  if (text === '') return undefined
  const parsed = parseDecimal(text, { scale: 0, maxIntegerDigits: 9, maxDecimals: 0 })
  if (!parsed.ok || parsed.value < 1n) {
    read.report('E87', 'position', `${quoted(text)} is not a whole number from 1`)
    return undefined
  }
  const position = Number(parsed.value)
  if (positions !== undefined && position > positions) {
    read.report('E87', 'position', `${position} lies beyond the interval, which has ${positions} positions`)
  }
  if (stated.has(position)) read.report('E87', 'position', `${position} is stated twice`)
  stated.add(position)
  return position
}

/**
 * The value of a decimal's text at six decimals; undefined, and a finding, when it is none. The sign is not judged: a
 * residual such as a grid loss may be negative (settlement 1.5), and so may an amount (settlement 2.3).
 * @param what the value is, such as `a sum`
 */
export function readMicro(read: FieldReader, key: string, text: string, what: string): bigint | undefined {
  const parsed = parseDecimal(text, LIMITS)
  if (parsed.ok) return parsed.value
  if (parsed.error === 'not-a-number') read.report('FIELD_INVALID', key, `${quoted(text)} is not a number`)
  else read.report('E89', key, `${quoted(text)} has more digits than ${what} can have`)
  return undefined
}
