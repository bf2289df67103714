import { glnWithCheckDigit, gsrnWithCheckDigit } from '../src/kernel/index.ts'
import { isChildType, METERING_POINT_TYPES, type MeteringPointType } from '../src/market/index.ts'
import { POINT_COLUMNS } from '../src/metering-points/index.ts'

/** Columns of the generated points: all that an import reads, but for the one that withdraws. */
export const FILE_COLUMNS = ['metering_point_id', 'valid_from', ...POINT_COLUMNS]

/** Grid areas of the generated points. */
export const AREAS = Array.from({ length: 40 }, (_, n) => String(800 + n))

const BLOCK = 100
const CONSUMPTION = 64
const PRODUCTION = 8
const EXCHANGE = 2
const PARENTS = CONSUMPTION + PRODUCTION + EXCHANGE
const OTHERS = METERING_POINT_TYPES.filter((type) => !['consumption', 'production', 'exchange'].includes(type))
const CALCULATED: ReadonlySet<string> = new Set(['surplus_production_group_6', 'net_consumption', 'total_consumption'])
const WITHOUT_PLANT: ReadonlySet<string> = new Set([
  'exchange',
  'analysis',
  'net_loss_correction',
  'electrical_heating',
  'net_consumption',
  'exchange_reactive_energy',
  'internal_use',
])
const STREETS = ['Nørregade', 'Østre Allé', 'Skovvej', 'Havnegade', 'Ved Kæret', 'Kirkebakken', 'Æblehaven']
const CITIES = ['Aalborg', 'Ringkøbing', 'Næstved', 'Odense SØ', 'Helsingør']

/** The n-th of some generated points, as its fields by column; whatever a process would have to state is in it. */
export function pointRow(n: number, points: number): Readonly<Record<string, string>> {
  const [block, slot] = [Math.trunc(n / BLOCK), n % BLOCK]
  const type = typeOf(slot)
  const area = AREAS[block % AREAS.length] ?? ''
  return {
    metering_point_id: gsrnWithCheckDigit(1_000_000_000 + n),
    valid_from: isChildType(type) ? `2024-0${1 + (n % 9)}-01` : `2019-0${1 + (n % 9)}-01`,
    type,
    resolution: type === 'net_consumption' || type.startsWith('exchange') ? 'PT1H' : 'PT15M',
    grid_area: area,
    connection_state: 'connected',
    product: type === 'exchange_reactive_energy' ? 'reactive_energy' : 'active_energy',
    unit: type === 'exchange_reactive_energy' ? 'kVArh' : 'kWh',
    ...metering(type, n),
    ...address(n),
    ...coupling(type, { block, slot, points }),
    ...(WITHOUT_PLANT.has(type) || type === 'consumption' ? {} : { power_plant_id: gsrnWithCheckDigit(block) }),
  }
}

function typeOf(slot: number): MeteringPointType {
  if (slot < CONSUMPTION) return 'consumption'
  if (slot < CONSUMPTION + PRODUCTION) return 'production'
  return slot < PARENTS ? 'exchange' : (OTHERS[slot - PARENTS] ?? 'not_used')
}

function metering(type: MeteringPointType, n: number): Readonly<Record<string, string>> {
  if (CALCULATED.has(type)) return { metering_method: 'calculated' }
  return { metering_method: 'physical', meter_number: `M${n}` }
}

function coupling(
  type: MeteringPointType,
  { block, slot, points }: { readonly block: number; readonly slot: number; readonly points: number },
): Readonly<Record<string, string>> {
  const parties = {
    energy_supplier_id: glnWithCheckDigit(block % 87),
    balance_responsible_id: glnWithCheckDigit(500 + (block % 20)),
  }
  if (type === 'consumption') {
    return {
      ...parties,
      settlement_method: slot % 8 === 0 ? 'non_profiled' : 'flex',
      net_settlement_group: '0',
      disconnection_type: 'remote',
      has_electrical_heating: String(slot % 5 === 0),
      power_limit_kw: '17',
      current_limit_ampere: '25',
    }
  }
  if (type === 'production') {
    return {
      ...parties,
      net_settlement_group: '0',
      disconnection_type: 'manual',
      production_obligation: 'true',
      asset_type: 'photovoltaic_cells',
    }
  }
  if (type === 'exchange') {
    const other = AREAS[(block + 1 + slot) % AREAS.length] ?? ''
    return { from_grid_area: other, to_grid_area: AREAS[block % AREAS.length] ?? '' }
  }
  if (!isChildType(type)) return {}
  // A parent in the same area, in half of the cases further on.
  const blocks = Math.trunc(points / BLOCK)
  const other = (block + AREAS.length * 7 * slot) % Math.max(1, blocks - (blocks % AREAS.length))
  const home = blocks > AREAS.length && other % AREAS.length === block % AREAS.length ? other : block
  const parent = type === 'exchange_reactive_energy' ? CONSUMPTION + PRODUCTION : slot % CONSUMPTION
  return { parent_id: gsrnWithCheckDigit(1_000_000_000 + home * BLOCK + parent) }
}

function address(n: number): Readonly<Record<string, string>> {
  return {
    street_name: STREETS[n % STREETS.length] ?? '',
    street_code: String(1 + (n % 9999)).padStart(4, '0'),
    building_number: `${1 + (n % 240)}${n % 6 === 0 ? 'B' : ''}`,
    ...(n % 3 === 0 ? { floor: String(n % 5), room: n % 2 === 0 ? 'tv' : 'th' } : {}),
    post_code: String(1000 + (n % 8990)),
    city: CITIES[n % CITIES.length] ?? '',
    municipality_code: String(101 + (n % 760)),
    country_code: 'DK',
    is_actual_address: 'true',
    geo_info_reference: `${n.toString(16).padStart(8, '0')}-0a1b-4c2d-8e3f-${(n * 7919).toString(16).padStart(12, '0')}`,
  }
}
