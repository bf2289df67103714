import { warning } from '../../kernel/index.ts'
import type { FieldReader } from '../document/field-reader.ts'
import { readMicro } from '../document/read-points.ts'
import { quoted } from '../quoted.ts'
import type { AggregatePoint, AggregateQuality } from './document.ts'

/** Reads what stands at a position of a series; undefined when that cannot be said. */
export function readAggregateValues(read: FieldReader): Omit<AggregatePoint, 'position'> | undefined {
  const quality = readQuality(read)
  const quantity = readQuantity(read, quality)
  if (quality === undefined) return undefined
  return quantity === undefined ? { quantity, quality: 'missing' } : { quantity, quality }
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
  return readMicro(read, 'quantity', text, 'a sum')
}
