import { isAccountingType, isExchangeType } from '../../market/index.ts'
import type { PointMasterData } from '../model.ts'
import { inDanish, typeInDanish } from './danish-words.ts'
import { forbidden, required, type VersionRule } from './rule.ts'
import { NO_CHILD, NOT_ACCOUNTING, NOT_EXCHANGE, types, typesBut } from './whom.ts'

const hasSupplier = (v: PointMasterData): boolean => v.energySupplierId !== null
const isFree = (v: PointMasterData): boolean => FREE.some((type) => type === v.type)
const inUse = (v: PointMasterData): boolean => v.connectionState === 'connected' || v.connectionState === 'disconnected'

/** Types whose product and unit are free, and those that may be read once a month (settlement 6.1). */
const FREE = ['ve_production', 'analysis', 'internal_use'] as const
const MONTHLY: ReadonlySet<string> = new Set(['ve_production', 'analysis'])

const CONSUMPTION = types('consumption')
const NOT_CONSUMPTION = typesBut('consumption')
const EXCHANGE = types('exchange')

/** What settlement reads of a point: method, resolution, areas, parties, product and unit (settlement 1.2, 6.1). */
export const SETTLEMENT_RULES: readonly VersionRule[] = [
  required('SETTLEMENT_METHOD', 'settlement_method', CONSUMPTION, 'always'),
  {
    code: 'SETTLEMENT_METHOD',
    field: 'settlement_method',
    holds: 'always',
    when: 'settlement method is profiled, which is no longer in use: consumption',
    broken: (v) => v.type === 'consumption' && v.settlementMethod === 'profiled',
    english: () => 'consumption is settled as flex or non_profiled; profiled is no longer in use',
    danish: () => 'forbrug er flexafregnet eller timeafregnet; skabelonafregning anvendes ikke længere',
  },
  forbidden('SETTLEMENT_METHOD', 'settlement_method', NOT_CONSUMPTION),
  required('EXCHANGE_AREAS', 'from_grid_area', EXCHANGE, 'always'),
  required('EXCHANGE_AREAS', 'to_grid_area', EXCHANGE, 'always'),
  {
    code: 'EXCHANGE_AREAS',
    field: 'to_grid_area',
    holds: 'processes',
    when: 'from and to grid area are the same: exchange',
    broken: (v) => isExchangeType(v.type) && v.fromGridArea !== null && v.fromGridArea === v.toGridArea,
    english: (v) => `energy cannot be exchanged from grid area ${v.fromGridArea} to itself`,
    danish: (v) => `netområde ${v.fromGridArea} kan ikke udveksle med sig selv`,
  },
  forbidden('EXCHANGE_AREAS', 'from_grid_area', NOT_EXCHANGE),
  forbidden('EXCHANGE_AREAS', 'to_grid_area', NOT_EXCHANGE),
  {
    code: 'SUPPLIER',
    field: 'energy_supplier_id',
    holds: 'always',
    when: 'energy supplier is absent: consumption and production that is connected or disconnected',
    broken: (v) => isAccountingType(v.type) && inUse(v) && !hasSupplier(v),
    english: (v) => `${v.type} that is ${v.connectionState} needs an energy supplier from that day on`,
    danish: (v) =>
      `${typeInDanish(v.type)} skal have en elleverandør fra skæringsdatoen for at være ${inDanish(v.connectionState)}`,
  },
  forbidden('SUPPLIER', 'energy_supplier_id', NOT_ACCOUNTING),
  forbidden('SUPPLIER', 'balance_responsible_id', NOT_ACCOUNTING),
  {
    code: 'BALANCE_RESPONSIBLE_MISSING',
    field: 'balance_responsible_id',
    holds: 'always',
    when: 'only one of energy supplier and balance responsible party is stated: consumption and production',
    broken: (v) => isAccountingType(v.type) && hasSupplier(v) !== (v.balanceResponsibleId !== null),
    english: (v) =>
      hasSupplier(v)
        ? 'the supplier has no balance responsible party'
        : 'a balance responsible party stands without a supplier',
    danish: (v) =>
      hasSupplier(v) ? 'elleverandøren mangler en balanceansvarlig' : 'der er en balanceansvarlig uden elleverandør',
  },
  forbidden('PARENT_TYPE', 'parent_id', NO_CHILD),
  {
    code: 'LOSS_ROLE',
    field: 'loss_role',
    holds: 'always',
    when: 'grid_loss is stated for anything but flex consumption, system_correction for anything but production',
    broken: (v) =>
      (v.lossRole === 'grid_loss' && !(v.type === 'consumption' && v.settlementMethod === 'flex')) ||
      (v.lossRole === 'system_correction' && v.type !== 'production'),
    english: (v) => `${v.type}${v.settlementMethod === null ? '' : ` (${v.settlementMethod})`} cannot be ${v.lossRole}`,
    danish: (v) => `${typeInDanish(v.type)} kan ikke have nettabsrollen ${inDanish(v.lossRole ?? '')}`,
  },
  {
    code: 'RESOLUTION',
    field: 'resolution',
    holds: 'always',
    when: 'resolution is P1M: every type but ve_production and analysis',
    broken: (v) => v.resolution === 'P1M' && !MONTHLY.has(v.type),
    english: (v) => `${v.type} cannot be read once a month`,
    danish: (v) => `${typeInDanish(v.type)} kan ikke aflæses månedligt`,
  },
  {
    code: 'RESOLUTION',
    field: 'resolution',
    holds: 'processes',
    when: 'resolution is not PT1H: net_consumption',
    broken: (v) => v.type === 'net_consumption' && v.resolution !== 'PT1H',
    english: (v) => `net_consumption is read by the hour, not ${v.resolution}`,
    danish: (v) => `nettoforbrug aflæses på timeniveau, ikke ${v.resolution}`,
  },
  {
    code: 'UNIT',
    field: 'unit',
    holds: 'always',
    when: 'unit is not kWh (reactive energy kVArh; other consumption and production also MWh); free: ve_production, analysis, internal_use',
    broken: (v) => !isFree(v) && !unitsOf(v.type).includes(v.unit),
    english: (v) => `${v.type} is read in ${unitsOf(v.type).join(' or ')}, not in ${v.unit}`,
    danish: (v) => `${typeInDanish(v.type)} måles i ${unitsOf(v.type).join(' eller ')}, ikke i ${v.unit}`,
  },
  {
    code: 'PRODUCT',
    field: 'product',
    holds: 'always',
    when: 'product is not active energy (reactive energy for exchange_reactive_energy); free: ve_production, analysis, internal_use',
    broken: (v) => v.product !== null && !isFree(v) && v.product !== productOf(v.type),
    english: (v) => `${v.type} does not measure ${v.product}`,
    danish: (v) => `${typeInDanish(v.type)} måler ikke ${inDanish(v.product ?? '')}`,
  },
  required('PRODUCT', 'product', typesBut(...FREE)),
]

function productOf(type: string): PointMasterData['product'] {
  return type === 'exchange_reactive_energy' ? 'reactive_energy' : 'active_energy'
}

function unitsOf(type: string): readonly string[] {
  if (type === 'exchange_reactive_energy') return ['kVArh']
  return type === 'other_consumption' || type === 'other_production' ? ['kWh', 'MWh'] : ['kWh']
}
