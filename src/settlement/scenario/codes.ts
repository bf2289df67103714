import { meteringPointTypeOf } from '../../exchange/index.ts'
import { isMeteringPointType, isSettlementMethod, isWholesaleType } from '../../market/index.ts'
import type { MeteringPointType, SettlementMethod } from '../../market/index.ts'

const METHODS: Readonly<Record<string, SettlementMethod>> = { D01: 'flex', E02: 'non_profiled', E01: 'profiled' }

/** A metering point type from its code, or from its word; undefined when the calculation knows neither (settlement 3.2). */
export function fromTypeCode(text: string): MeteringPointType | undefined {
  const type = meteringPointTypeOf(text) ?? (isMeteringPointType(text) ? text : undefined)
  return type !== undefined && isWholesaleType(type) ? type : undefined
}

/** A settlement method from its code, or from its word. */
export function fromMethodCode(text: string): SettlementMethod | undefined {
  return METHODS[text] ?? (isSettlementMethod(text) ? text : undefined)
}

/** The code of a settlement method. */
export function toMethodCode(method: SettlementMethod): string {
  return Object.keys(METHODS).find((code) => METHODS[code] === method) ?? method
}
