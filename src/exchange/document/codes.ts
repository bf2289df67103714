import type { SettlementMethod } from '../../market/index.ts'
import { wordOf } from './word-of.ts'

// The market's codes (settlement 3.2) for the words of the program.
const METHOD_CODES = { flex: 'D01', non_profiled: 'E02', profiled: 'E01' } as const satisfies Record<
  SettlementMethod,
  string
>
const CHARGE_CODES = { subscription: 'D01', fee: 'D02', tariff: 'D03' } as const

/** The kind of a charge, in words. */
export type ChargeWord = keyof typeof CHARGE_CODES

/** The code of a settlement method. */
export function settlementMethodCode(method: SettlementMethod): 'D01' | 'E02' | 'E01' {
  return METHOD_CODES[method]
}

/** The settlement method that a code names; undefined for a code that the market does not have. */
export function settlementMethodOf(code: string): SettlementMethod | undefined {
  return wordOf(METHOD_CODES, code)
}

/** The code of a kind of charge. */
export function chargeTypeCode(type: ChargeWord): 'D01' | 'D02' | 'D03' {
  return CHARGE_CODES[type]
}

/** The kind of charge that a code names; undefined for a code that the market does not have. */
export function chargeTypeOf(code: string): ChargeWord | undefined {
  return wordOf(CHARGE_CODES, code)
}
