import { isAccountingType, type MeteringMethod, type MeteringPointType } from '../../market/index.ts'
import type { PointMasterData } from '../model.ts'
import { inDanish, typeInDanish } from './danish-words.ts'
import { forbidden, formed, required, type VersionRule } from './rule.ts'
import { ACCOUNTING, also, EVERY_TYPE, NOT_ACCOUNTING, types, typesBut } from './whom.ts'

const CONSUMPTION = types('consumption')
const PRODUCTION = types('production')
const GROUPS_3_AND_6: ReadonlySet<string | null> = new Set(['3', '6'])
// settlement 6.1: what is set off against production is not what one meter shows.
const SET_OFF: ReadonlySet<string | null> = new Set(['1', '2', '3', '6', '7'])
const isSetOff = (v: PointMasterData): boolean => SET_OFF.has(v.netSettlementGroup)
/** There is an asset behind the point. */
const hasAsset = (v: PointMasterData): boolean => isSetOff(v) || v.netSettlementGroup === '99'

// settlement 6.1: the children that belong to a power plant, those that never do, and those without a capacity.
const PLANT_CHILDREN: readonly MeteringPointType[] = [
  've_production',
  'surplus_production_group_6',
  'net_production',
  'supply_to_grid',
  'consumption_from_grid',
  'wholesale_services_information',
  'own_production',
  'net_from_grid',
  'net_to_grid',
  'total_consumption',
  'other_consumption',
  'other_production',
]
const NO_PLANT: readonly MeteringPointType[] = [
  'exchange',
  'analysis',
  'net_loss_correction',
  'electrical_heating',
  'net_consumption',
  'exchange_reactive_energy',
  'internal_use',
]
const NO_CAPACITY: readonly MeteringPointType[] = [
  ...NO_PLANT,
  'collective_net_production',
  'collective_net_consumption',
  'activated_downregulation',
  'activated_upregulation',
  'actual_consumption',
  'actual_production',
]

/** How the readings of a type may come about, where not every way is allowed (settlement 6.1). */
const METHODS: Partial<Record<MeteringPointType, readonly MeteringMethod[]>> = {
  surplus_production_group_6: ['calculated'],
  net_consumption: ['calculated'],
  total_consumption: ['virtual', 'calculated'],
  other_consumption: ['physical', 'virtual'],
  other_production: ['physical', 'virtual'],
  exchange_reactive_energy: ['physical'],
}
const EVERY_METHOD: readonly MeteringMethod[] = ['physical', 'virtual', 'calculated']

function methodsOf(v: PointMasterData): readonly MeteringMethod[] {
  if (isAccountingType(v.type) && isSetOff(v)) return ['virtual', 'calculated']
  return METHODS[v.type] ?? EVERY_METHOD
}

const PHYSICAL = also(EVERY_TYPE, ['that is physical', 'med arten fysisk'], (v) => v.meteringMethod === 'physical')
const NOT_PHYSICAL = also(
  EVERY_TYPE,
  ['that is virtual or calculated', 'med arten virtuel eller beregnet'],
  (v) => v.meteringMethod === 'virtual' || v.meteringMethod === 'calculated',
)
const GROUP_6 = ['of net settlement group 6', 'i nettoafregningsgruppe 6'] as const
const GROUP_0 = ['of net settlement group 0', 'i nettoafregningsgruppe 0'] as const
const OUTSIDE_0 = ['outside net settlement group 0', 'uden for nettoafregningsgruppe 0'] as const
const OUTSIDE_0_AND_99 = ['outside net settlement groups 0 and 99', 'uden for nettoafregningsgruppe 0 og 99'] as const

/** How a point is metered, set off and connected, and what produces behind it (settlement 6.1). */
export const INSTALLATION_RULES: readonly VersionRule[] = [
  required('NET_SETTLEMENT_GROUP', 'net_settlement_group', ACCOUNTING),
  forbidden('NET_SETTLEMENT_GROUP', 'net_settlement_group', NOT_ACCOUNTING),
  formed(
    'SCHEDULED_READING',
    'scheduled_meter_reading_date',
    ['the first of a month, MM01', 'den første i en måned, MM01'],
    (text) => /^(0[1-9]|1[0-2])01$/.test(text),
  ),
  {
    code: 'SCHEDULED_READING',
    field: 'scheduled_meter_reading_date',
    holds: 'always',
    when: 'scheduled meter reading date is stated: anything but consumption of net settlement group 6',
    broken: (v) => v.scheduledMeterReadingDate !== null && (v.type !== 'consumption' || v.netSettlementGroup !== '6'),
    english: (v) => `${v.type} of group ${v.netSettlementGroup ?? 'none'} has no scheduled meter reading`,
    danish: (v) => `${typeInDanish(v.type)} i gruppe ${v.netSettlementGroup ?? 'ingen'} har ingen årsaflæsningsdato`,
  },
  required(
    'SCHEDULED_READING',
    'scheduled_meter_reading_date',
    also(CONSUMPTION, GROUP_6, (v) => v.netSettlementGroup === '6'),
  ),
  forbidden('FIELD_NOT_OF_TYPE', 'has_electrical_heating', typesBut('consumption')),
  forbidden('FIELD_NOT_OF_TYPE', 'is_move_in', NOT_ACCOUNTING),
  required('METHOD_MISSING', 'metering_method', EVERY_TYPE),
  {
    code: 'METERING_METHOD',
    field: 'metering_method',
    holds: 'always',
    when: 'metering method is not one that the type and the net settlement group allow',
    broken: (v) => v.meteringMethod !== null && !methodsOf(v).includes(v.meteringMethod),
    english: (v) => `${v.type} is ${methodsOf(v).join(' or ')}, not ${v.meteringMethod}`,
    danish: (v) =>
      `målepunktets art skal være ${methodsOf(v).map(inDanish).join(' eller ')} for ${typeInDanish(v.type)}, ikke ${inDanish(v.meteringMethod ?? '')}`,
  },
  required('METER_NUMBER', 'meter_number', PHYSICAL),
  forbidden('METER_NUMBER', 'meter_number', NOT_PHYSICAL),
  required('PRODUCTION_OBLIGATION', 'production_obligation', PRODUCTION),
  forbidden('PRODUCTION_OBLIGATION', 'production_obligation', typesBut('production')),
  required('DISCONNECTION_TYPE', 'disconnection_type', ACCOUNTING),
  forbidden('DISCONNECTION_TYPE', 'disconnection_type', NOT_ACCOUNTING),
  required('ASSET_TYPE', 'asset_type', also(CONSUMPTION, OUTSIDE_0, hasAsset)),
  required('ASSET_TYPE', 'asset_type', PRODUCTION),
  forbidden('ASSET_TYPE_FORBIDDEN', 'asset_type', NOT_ACCOUNTING),
  required('POWER_PLANT', 'power_plant_id', also(CONSUMPTION, OUTSIDE_0_AND_99, isSetOff)),
  required('POWER_PLANT', 'power_plant_id', PRODUCTION),
  required('POWER_PLANT', 'power_plant_id', types(...PLANT_CHILDREN)),
  forbidden('POWER_PLANT', 'power_plant_id', types(...NO_PLANT)),
  required('CAPACITY', 'capacity_kw', also(ACCOUNTING, OUTSIDE_0, hasAsset)),
  forbidden('CAPACITY', 'capacity_kw', types(...NO_CAPACITY)),
  required('CONNECTION_TYPE', 'connection_type', also(ACCOUNTING, OUTSIDE_0, hasAsset)),
  forbidden(
    'CONNECTION_TYPE',
    'connection_type',
    also(ACCOUNTING, GROUP_0, (v) => v.netSettlementGroup === '0'),
  ),
  forbidden('CONNECTION_TYPE', 'connection_type', NOT_ACCOUNTING),
  {
    code: 'CONNECTION_GROUP',
    field: 'connection_type',
    holds: 'always',
    when: 'connection type is not installation: net settlement groups 3 and 6',
    broken: (v) =>
      isAccountingType(v.type) && v.connectionType === 'direct' && GROUPS_3_AND_6.has(v.netSettlementGroup),
    english: (v) =>
      `a point of net settlement group ${v.netSettlementGroup} is connected in an installation, not direct`,
    danish: (v) => `et målepunkt i nettoafregningsgruppe ${v.netSettlementGroup} skal være installationstilsluttet`,
  },
]
