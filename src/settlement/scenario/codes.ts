import { meteringPointTypeOf, settlementMethodOf } from '../../exchange/index.ts'
import { isMeteringPointType, isSettlementMethod, isWholesaleType } from '../../market/index.ts'
import type { MeteringPointType, SettlementMethod } from '../../market/index.ts'

/** A metering point type from its code, or from its word; undefined when the calculation knows neither (settlement 3.2). */
export function fromTypeCode(text: string): MeteringPointType | undefined {
  const type = meteringPointTypeOf(text) ?? (isMeteringPointType(text) ? text : undefined)
  return type !== undefined && isWholesaleType(type) ? type : undefined
}

/** A settlement method from its code, or from its word. */
export function fromMethodCode(text: string): SettlementMethod | undefined {
  return settlementMethodOf(text) ?? (isSettlementMethod(text) ? text : undefined)
}
