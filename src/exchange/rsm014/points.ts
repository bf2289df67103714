import { finding, parseDecimal, warning } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
import { FieldReader } from '../document/field-reader.ts'
import { readEntries } from '../document/read-entries.ts'
import type { JsonTree } from '../json/tree.ts'
import { quoted } from '../quoted.ts'
import type { FindingBudget } from '../rsm012/finding-budget.ts'
import type { AggregatePoint, AggregateQuality } from './document.ts'

/** Digits of a sum: what a table keeps (DECIMAL(18,6)). */
const LIMITS = { scale: 6, maxIntegerDigits: 12, maxDecimals: 6 }

/**
 * Reads the points of a series; a faulty one is left out and named.
 * @param positions how many the interval has; undefined when that is not known
 */
export function readAggregatePoints(
  tree: JsonTree,
  path: string,
  positions: number | undefined,
  findings: Finding[],
  budget: FindingBudget,
): AggregatePoint[] {
  const faults: Finding[] = []
  const stated = new Set<number>()
  const points = readEntries(tree, path, findings).flatMap((entry) => {
    const read = new FieldReader(entry.fields, entry.path)
    const point = readPoint(read, positions, stated)
    for (const one of read.findings) faults.push(one)
    return point === undefined ? [] : [point]
  })
  const listed = budget.take(faults.length)
  for (const one of faults.slice(0, listed)) findings.push(one)
  const more = faults.length - listed
  if (more > 0) findings.push(finding('FIELD_INVALID', `${more} further faults of positions are not listed`, { path }))
  return points
}

function readPoint(read: FieldReader, positions: number | undefined, stated: Set<number>): AggregatePoint | undefined {
  const position = readPosition(read, positions, stated)
  const quality = readQuality(read)
  const quantity = readQuantity(read, quality)
  if (position === undefined || quality === undefined) return undefined
  return quantity === undefined ? { position, quantity, quality: 'missing' } : { position, quantity, quality }
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

// Measured is said by leaving the quality out (datahub 2.3); A04 says the same.
function readQuality(read: FieldReader): AggregateQuality | undefined {
  const before = read.findings.length
  const code = read.optional('quality')
  if (read.findings.length > before) return undefined
  const quality = code === undefined ? 'measured' : QUALITIES.get(code)
  if (quality === undefined) read.report('D12', 'quality', `${quoted(code ?? '')} is none of A02 to A06`)
  return quality
}

const QUALITIES: ReadonlyMap<string, AggregateQuality> = new Map([
  ['A02', 'missing'],
  ['A03', 'estimated'],
  ['A04', 'measured'],
  ['A05', 'incomplete'],
  ['A06', 'calculated'],
])

function readQuantity(read: FieldReader, quality: AggregateQuality | undefined): bigint | undefined {
  const before = read.findings.length
  const text = read.optional('quantity')
  if (read.findings.length > before) return undefined
  const where = read.where('quantity')
  if (quality === 'missing') {
    if (text !== undefined) {
      read.findings.push(warning('FIELD_INVALID', 'a quantity stands beside quality A02 and is ignored', where))
    }
    return undefined
  }
  if (text === undefined) {
    const message = 'a position has neither a quantity nor quality A02; it is taken as not available'
    read.findings.push(warning('FIELD_MISSING', message, where))
    return undefined
  }
  // A residual such as a grid loss may be negative (settlement 1.5), so the sign is not judged here.
  const parsed = parseDecimal(text, LIMITS)
  if (parsed.ok) return parsed.value
  if (parsed.error === 'not-a-number') read.report('FIELD_INVALID', 'quantity', `${quoted(text)} is not a number`)
  else read.report('E89', 'quantity', `${quoted(text)} has more digits than a sum can have`)
  return undefined
}
