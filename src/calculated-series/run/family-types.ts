import type { FamilyTypes } from '../models/family-point.ts'
import { SERIES_KINDS, type SeriesKind } from '../model.ts'

/** The child that each kind writes (settlement 4), and the children it reads. */
export const FAMILY_TYPES: Readonly<Record<SeriesKind, FamilyTypes>> = {
  'capacity-settlement': { target: 'capacity_settlement', read: [] },
  'electrical-heating': {
    target: 'electrical_heating',
    read: ['net_consumption', 'supply_to_grid', 'consumption_from_grid'],
  },
  'net-consumption-estimate': { target: 'net_consumption', read: ['supply_to_grid', 'consumption_from_grid'] },
  'net-consumption-final': { target: 'net_consumption', read: ['supply_to_grid', 'consumption_from_grid'] },
}

/** The kinds that write the same child as this one: the estimate and the final net consumption are one series. */
export function kindsOfSameSeries(kind: SeriesKind): SeriesKind[] {
  return SERIES_KINDS.filter((other) => FAMILY_TYPES[other].target === FAMILY_TYPES[kind].target)
}
