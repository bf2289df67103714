import { describe, expect, test } from 'vitest'
import { SETTLEMENT_METHODS } from '../../market/index.ts'
import { chargeTypeCode, chargeTypeOf, settlementMethodCode, settlementMethodOf } from './codes.ts'

describe('codes', () => {
  test('of settlement methods are the market’s, and read back', () => {
    expect(SETTLEMENT_METHODS.map(settlementMethodCode)).toEqual(['D01', 'E02', 'E01'])
    expect(['D01', 'E02', 'E01'].map(settlementMethodOf)).toEqual(SETTLEMENT_METHODS)
  })

  test('of charges are the market’s, and read back', () => {
    const words = ['subscription', 'fee', 'tariff'] as const
    expect(words.map(chargeTypeCode)).toEqual(['D01', 'D02', 'D03'])
    expect(['D01', 'D02', 'D03'].map(chargeTypeOf)).toEqual(words)
  })

  test.each(['', 'D04', 'flex', 'constructor'])('%j is none', (code) => {
    expect([settlementMethodOf(code), chargeTypeOf(code)]).toEqual([undefined, undefined])
  })
})
