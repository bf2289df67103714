import { warning } from '../../kernel/index.ts'
import type { FieldReader } from '../document/field-reader.ts'
import { readMicro } from '../document/read-points.ts'
import { quoted } from '../quoted.ts'
import type { WholesalePoint, WholesaleQuality } from './document.ts'

/** Reads what stands at a position of a series; undefined when that cannot be said. @param inDays by the hour or day, where there are prices */
export function readWholesaleValues(read: FieldReader, inDays: boolean): Omit<WholesalePoint, 'position'> | undefined {
  const before = read.findings.length
  const quantity = readNumber(read, 'energy_Quantity.quantity', 'a quantity')
  const price = readNumber(read, 'price.amount', 'a price')
  const amount = readNumber(read, 'energySum_Quantity.quantity', 'an amount')
  const quality = readQuality(read)
  if (read.findings.length > before) return undefined
  if (amount === undefined) {
    const key = 'energySum_Quantity.quantity'
    read.findings.push(warning('FIELD_MISSING', `${key} is missing; the amount is taken as unknown`, read.where(key)))
  }
  // Without a price the amount is not known, and 0 stands for that (datahub 2.4); absent is never zero.
  const isUnknown = inDays && price === undefined && amount === 0n
  return { quantity, price, amount: isUnknown ? undefined : amount, quality }
}

function readNumber(read: FieldReader, key: string, what: string): bigint | undefined {
  const text = read.optional(key)
  return text === undefined ? undefined : readMicro(read, key, text, what)
}

function readQuality(read: FieldReader): WholesaleQuality | undefined {
  const code = read.optional('quality')
  if (code === undefined) return undefined
  const quality = QUALITIES.get(code)
  if (quality === undefined) read.report('D12', 'quality', `${quoted(code)} is none of A02, A05, A06`)
  return quality
}

const QUALITIES: ReadonlyMap<string, WholesaleQuality> = new Map([
  ['A02', 'not_available'],
  ['A05', 'incomplete'],
  ['A06', 'calculated'],
])
