import type { MeteringPointType } from '../../market/index.ts'

// The market's codes (settlement 3.2) for the words of the program.
const TYPES: Readonly<Record<string, MeteringPointType>> = {
  E17: 'consumption',
  E18: 'production',
  E20: 'exchange',
  D01: 've_production',
  D02: 'analysis',
  D03: 'not_used',
  D04: 'surplus_production_group_6',
  D05: 'net_production',
  D06: 'supply_to_grid',
  D07: 'consumption_from_grid',
  D08: 'wholesale_services_information',
  D09: 'own_production',
  D10: 'net_from_grid',
  D11: 'net_to_grid',
  D12: 'total_consumption',
  D13: 'net_loss_correction',
  D14: 'electrical_heating',
  D15: 'net_consumption',
  D17: 'other_consumption',
  D18: 'other_production',
  D19: 'capacity_settlement',
  D20: 'exchange_reactive_energy',
  D21: 'collective_net_production',
  D22: 'collective_net_consumption',
  D23: 'activated_downregulation',
  D24: 'activated_upregulation',
  D25: 'actual_consumption',
  D26: 'actual_production',
  D99: 'internal_use',
}
const TYPE_CODES = new Map(Object.entries(TYPES).map(([code, type]) => [type, code]))

/** The type of a metering point that a code of a document names; undefined for a code that the market does not have. */
export function meteringPointTypeOf(code: string): MeteringPointType | undefined {
  return Object.hasOwn(TYPES, code) ? TYPES[code] : undefined
}

/** The code of a type of metering point. */
export function meteringPointTypeCode(type: MeteringPointType): string {
  return TYPE_CODES.get(type) ?? ''
}

/** A unit in which the energy of a point is kept. */
export type EnergyUnit = 'kWh' | 'kVArh'

/** The unit in which values are after reading: MWH is read as kWh; undefined for a code that measured data do not have. */
export function unitOf(code: string): EnergyUnit | undefined {
  if (code === 'KWH' || code === 'MWH') return 'kWh'
  return code === 'K3' ? 'kVArh' : undefined
}

/** The code of a unit. */
export function unitCode(unit: EnergyUnit): 'KWH' | 'K3' {
  return unit === 'kWh' ? 'KWH' : 'K3'
}
