/**
 * How a type may be coupled to others (settlement 6.1): an accounting point has a supplier of its own; an exchange point
 * lies between two grid areas; the others are children of the one or the other, or stand alone.
 */
export type Coupling = 'accounting' | 'exchange' | 'child of accounting' | 'child of exchange' | 'none'

// The words in the order of the market's code list (settlement 3.2); the codes themselves belong to the exchange room.
const couplings = {
  consumption: 'accounting',
  production: 'accounting',
  exchange: 'exchange',
  ve_production: 'child of accounting',
  analysis: 'child of accounting',
  not_used: 'none',
  surplus_production_group_6: 'child of accounting',
  net_production: 'child of accounting',
  supply_to_grid: 'child of accounting',
  consumption_from_grid: 'child of accounting',
  wholesale_services_information: 'child of accounting',
  own_production: 'child of accounting',
  net_from_grid: 'child of accounting',
  net_to_grid: 'child of accounting',
  total_consumption: 'child of accounting',
  net_loss_correction: 'child of accounting',
  electrical_heating: 'child of accounting',
  net_consumption: 'child of accounting',
  other_consumption: 'child of accounting',
  other_production: 'child of accounting',
  capacity_settlement: 'child of accounting',
  exchange_reactive_energy: 'child of exchange',
  // No rule says what these may be coupled to, so they stand alone and carry no charges.
  collective_net_production: 'none',
  collective_net_consumption: 'none',
  activated_downregulation: 'none',
  activated_upregulation: 'none',
  actual_consumption: 'none',
  actual_production: 'none',
  internal_use: 'child of accounting',
} as const satisfies Record<string, Coupling>

/** What a metering point measures, in words. */
export type MeteringPointType = keyof typeof couplings

/** Every type, in the order of the market's code list. */
export const METERING_POINT_TYPES = Object.keys(couplings) as readonly MeteringPointType[]

// settlement 3.2: what the wholesale calculations accept besides the parents.
const WHOLESALE_CHILDREN: ReadonlySet<MeteringPointType> = new Set<MeteringPointType>([
  've_production',
  'net_production',
  'supply_to_grid',
  'consumption_from_grid',
  'wholesale_services_information',
  'own_production',
  'net_from_grid',
  'net_to_grid',
  'total_consumption',
  'electrical_heating',
  'net_consumption',
  'capacity_settlement',
])

/** Whether a text is one of the words. */
export function isMeteringPointType(text: string): text is MeteringPointType {
  return Object.hasOwn(couplings, text)
}

/** How the type may be coupled. */
export function couplingOf(type: MeteringPointType): Coupling {
  return couplings[type]
}

/** Consumption, production and exchange: what balance settlement reads (settlement 1.2) and what children are coupled to. */
export function isParentType(type: MeteringPointType): boolean {
  return couplings[type] === 'accounting' || isExchangeType(type)
}

/** Types that are coupled to a parent and inherit its supplier. */
export function isChildType(type: MeteringPointType): boolean {
  return couplings[type] === 'child of accounting' || couplings[type] === 'child of exchange'
}

/** The type whose energy flows from one grid area to another. */
export function isExchangeType(type: MeteringPointType): boolean {
  return couplings[type] === 'exchange'
}

/** Types that have a supplier and a balance responsible party of their own: consumption and production. */
export function isAccountingType(type: MeteringPointType): boolean {
  return couplings[type] === 'accounting'
}

/** Types that tariffs, fees and subscriptions may be linked to: consumption, production and all children (settlement 2.1). */
export function canCarryCharges(type: MeteringPointType): boolean {
  return isAccountingType(type) || isChildType(type)
}

/** Types that the wholesale calculations accept (settlement 3.2). */
export function isWholesaleType(type: MeteringPointType): boolean {
  return isParentType(type) || WHOLESALE_CHILDREN.has(type)
}

/** Whether a child of one type may be coupled to a parent of another: reactive energy to exchange, all others to accounting points. */
export function canBeChildOf(child: MeteringPointType, parent: MeteringPointType): boolean {
  return couplings[child] === `child of ${couplings[parent]}`
}
