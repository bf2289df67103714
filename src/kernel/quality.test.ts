import { describe, expect, test } from 'vitest'
import { fromReadingQualityCode, messagedQuality, toReadingQualityCode } from './quality-codes.ts'
import {
  hasQuality,
  isQuality,
  NO_QUALITY,
  QUALITIES,
  qualitiesIn,
  QUALITY_BIT,
  qualitySet,
  unionOfQualities,
} from './quality.ts'

const everySet = Array.from({ length: 16 }, (_, set) => set)

describe('sets of qualities', () => {
  test('have one bit each in the canonical order', () => {
    expect(QUALITIES.map((quality) => QUALITY_BIT[quality])).toEqual([1, 2, 4, 8])
  })

  test.each(everySet)('%d is the set of its own qualities', (set) => {
    expect(qualitySet(...qualitiesIn(set))).toBe(set)
    expect(qualitySet(...qualitiesIn(set).toReversed())).toBe(set)
    for (const quality of QUALITIES) expect(hasQuality(set, quality)).toBe(qualitiesIn(set).includes(quality))
  })

  test('tell missing alone from missing beside measured', () => {
    expect(qualitySet('missing')).not.toBe(qualitySet('measured', 'missing'))
    expect(qualitiesIn(qualitySet('measured', 'missing'))).toEqual(['missing', 'measured'])
  })

  test('unite', () => {
    expect(unionOfQualities(qualitySet('missing'), qualitySet('calculated', 'missing'))).toBe(9)
    expect(unionOfQualities(NO_QUALITY, NO_QUALITY)).toBe(NO_QUALITY)
  })

  test('only the four words are qualities', () => {
    expect(QUALITIES.every(isQuality)).toBe(true)
    expect(isQuality('Missing')).toBe(false)
    expect(isQuality('constructor')).toBe(false)
  })
})

// The table of settlement 1.6, written out for all sixteen sets: M missing, E estimated, X measured, C calculated.
const table: Record<string, readonly [string, string, string, string?, string?]> = {
  '': ['NotAvailable', 'A02', 'A02'],
  M: ['Missing', 'A05', 'A05'],
  ME: ['Incomplete', 'A05', 'A05', '56', 'D01'],
  MX: ['Incomplete', 'A05', 'A05', '56', 'D01'],
  MC: ['Incomplete', 'A05', 'A05', '56', 'D01'],
  MEX: ['Incomplete', 'A05', 'A05', '56', 'D01'],
  MEC: ['Incomplete', 'A05', 'A05', '56', 'D01'],
  MXC: ['Incomplete', 'A05', 'A05', '56', 'D01'],
  MEXC: ['Incomplete', 'A05', 'A05', '56', 'D01'],
  E: ['Estimated', 'A03', 'A06', '56', 'D01'],
  EX: ['Estimated', 'A03', 'A06', '56', 'D01'],
  EC: ['Estimated', 'A03', 'A06', '56', 'D01'],
  EXC: ['Estimated', 'A03', 'A06', '56', 'D01'],
  X: ['Measured', 'A04', 'A06', 'E01', 'D01'],
  XC: ['Measured', 'A04', 'A06', 'E01', 'D01'],
  C: ['Calculated', 'A06', 'A06', 'E01', 'D01'],
}

describe('messaging a set', () => {
  test.each(everySet)('set %d is translated as the table says', (set) => {
    const letters = ['M', 'E', 'X', 'C'].filter((_, bit) => Math.floor(set / 2 ** bit) % 2 === 1).join('')
    const messaged = messagedQuality(set)
    expect([
      messaged.name,
      messaged.cimEnergy,
      messaged.cimWholesale,
      messaged.ebixEnergy,
      messaged.ebixWholesale,
    ]).toEqual(Object.assign(Array.from({ length: 5 }), table[letters]))
  })

  test('the table has a row for each set', () => {
    expect(Object.keys(table)).toHaveLength(16)
  })
})

describe('codes of RSM-012', () => {
  test('an absent code and A04 are measured', () => {
    expect(fromReadingQualityCode(undefined)).toBe('measured')
    expect(fromReadingQualityCode('A04')).toBe('measured')
  })

  test.each(QUALITIES)('%s is stated by a code and read back', (quality) => {
    expect(fromReadingQualityCode(toReadingQualityCode(quality))).toBe(quality)
  })

  test('A02 is missing, A03 estimated, A06 calculated', () => {
    expect(['A02', 'A03', 'A06'].map(fromReadingQualityCode)).toEqual(['missing', 'estimated', 'calculated'])
  })

  test.each(['A05', 'A01', '', '56', 'measured'])('%j is not allowed', (code) => {
    expect(fromReadingQualityCode(code)).toBeUndefined()
  })
})
