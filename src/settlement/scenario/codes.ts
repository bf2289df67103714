import { isMeteringPointType, isSettlementMethod } from '../../market/index.ts'
import type { MeteringPointType, SettlementMethod } from '../../market/index.ts'

/** The market's codes of metering point types in scenario folders (settlement 3.2). */
const TYPES: Readonly<Record<string, MeteringPointType>> = {
  E17: 'consumption',
  E18: 'production',
  E20: 'exchange',
  D01: 've_production',
  D05: 'net_production',
  D06: 'supply_to_grid',
  D07: 'consumption_from_grid',
  D08: 'wholesale_services_information',
  D09: 'own_production',
  D10: 'net_from_grid',
  D11: 'net_to_grid',
  D12: 'total_consumption',
  D14: 'electrical_heating',
  D15: 'net_consumption',
  D19: 'capacity_settlement',
}

const METHODS: Readonly<Record<string, SettlementMethod>> = { D01: 'flex', E02: 'non_profiled', E01: 'profiled' }

/** A metering point type from its code, or from its word; undefined when the calculation knows neither. */
export function fromTypeCode(text: string): MeteringPointType | undefined {
  return TYPES[text] ?? (isMeteringPointType(text) ? text : undefined)
}

/** A settlement method from its code, or from its word. */
export function fromMethodCode(text: string): SettlementMethod | undefined {
  return METHODS[text] ?? (isSettlementMethod(text) ? text : undefined)
}
