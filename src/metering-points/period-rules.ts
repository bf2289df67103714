import { finding, findMarketDay } from '../kernel/index.ts'
import type { Finding, Where } from '../kernel/index.ts'
import { isAccountingType, isChildType, isExchangeType, isMeteringPointType } from '../market/index.ts'
import type { MarketProfile } from '../market/index.ts'
import { calculationRules } from './calculation-rules.ts'
import { valuesOf } from './model.ts'
import type { PointStatement, PointValues } from './model.ts'
import type { PeriodRule } from './period-rule.ts'
import { wordFaults } from './statement-words.ts'

/**
 * What is wrong with a statement on its own, without any history: identifiers, words, and which fields its type needs and
 * forbids (settlement 6.1). Every fault at once; none for a sound one.
 * @param row may come from outside: its words are checked, whatever its type says
 */
export function checkStatement(row: PointStatement, profile: MarketProfile, where: Where = {}): Finding[] {
  const at = { ...where, point: row.meteringPointId }
  const place = (field: string): Where => ({ ...at, field })
  const findings: Finding[] = []
  const id = profile.parseMeteringPointId(row.meteringPointId, place('metering_point_id'))
  if (!id.ok) findings.push(id.error)
  if (findMarketDay(row.validFrom, profile.zone) === undefined) {
    findings.push(finding('FIELD_INVALID', `'${row.validFrom}' is not a market day YYYY-MM-DD`, place('valid_from')))
  }
  if (row.tombstone === true) return findings
  const values = valuesOf(row)
  findings.push(...wordFaults(values, profile, place))
  if (!isMeteringPointType(values.type)) return findings // which fields apply depends on the type
  const found = { ...at, day: row.validFrom }
  for (const rule of [...rules, ...calculationRules]) {
    if (rule.broken(values)) findings.push(finding(rule.code, rule.says(values), { ...found, field: rule.field }))
  }
  return findings
}

const hasSupplier = (v: PointValues): boolean => v.energySupplierId !== null
const inUse = (v: PointValues): boolean => v.connectionState === 'connected' || v.connectionState === 'disconnected'
const bothAreas = (v: PointValues): boolean => v.fromGridArea !== null && v.toGridArea !== null
const anyArea = (v: PointValues): boolean => v.fromGridArea !== null || v.toGridArea !== null
const freeUnit = new Set<string>(['ve_production', 'analysis', 'internal_use'])
const monthly = new Set<string>(['ve_production', 'analysis'])

const rules: readonly PeriodRule[] = [
  {
    code: 'SETTLEMENT_METHOD',
    field: 'settlement_method',
    broken: (v) => v.type === 'consumption' && v.settlementMethod !== 'flex' && v.settlementMethod !== 'non_profiled',
    says: (v) => `consumption needs flex or non_profiled, not ${v.settlementMethod ?? 'nothing'}`,
  },
  {
    code: 'SETTLEMENT_METHOD',
    field: 'settlement_method',
    broken: (v) => v.type !== 'consumption' && v.settlementMethod !== null,
    says: (v) => `${v.type} has no settlement method, but ${v.settlementMethod} is stated`,
  },
  {
    code: 'EXCHANGE_AREAS',
    field: 'from_grid_area',
    broken: (v) => isExchangeType(v.type) && !bothAreas(v),
    says: () => 'an exchange point needs the areas from which and to which energy flows',
  },
  {
    code: 'EXCHANGE_AREAS',
    field: 'from_grid_area',
    broken: (v) => !isExchangeType(v.type) && anyArea(v),
    says: (v) => `${v.type} does not lie between two areas, but from or to is stated`,
  },
  {
    code: 'SUPPLIER',
    field: 'energy_supplier_id',
    broken: (v) => isAccountingType(v.type) && inUse(v) && !hasSupplier(v),
    says: (v) => `${v.type} that is ${v.connectionState} needs an energy supplier`,
  },
  {
    code: 'SUPPLIER',
    field: 'energy_supplier_id',
    broken: (v) => !isAccountingType(v.type) && (hasSupplier(v) || v.balanceResponsibleId !== null),
    says: (v) => `${v.type} has no supplier or balance responsible party of its own`,
  },
  {
    code: 'BALANCE_RESPONSIBLE_MISSING',
    field: 'balance_responsible_id',
    broken: (v) => isAccountingType(v.type) && hasSupplier(v) !== (v.balanceResponsibleId !== null),
    says: (v) =>
      hasSupplier(v)
        ? 'the supplier has no balance responsible party'
        : 'a balance responsible party stands without a supplier',
  },
  {
    code: 'PARENT',
    field: 'parent_id',
    broken: (v) => (v.parentId !== null) !== isChildType(v.type),
    says: (v) =>
      isChildType(v.type)
        ? `${v.type} is a child and needs its parent`
        : `${v.type} has no parent, but ${v.parentId} is stated`,
  },
  {
    code: 'LOSS_ROLE',
    field: 'loss_role',
    broken: (v) =>
      (v.lossRole === 'grid_loss' && !(v.type === 'consumption' && v.settlementMethod === 'flex')) ||
      (v.lossRole === 'system_correction' && v.type !== 'production'),
    says: (v) => `${v.type}${v.settlementMethod === null ? '' : ` (${v.settlementMethod})`} cannot be ${v.lossRole}`,
  },
  {
    code: 'FIELD_INVALID',
    field: 'resolution',
    broken: (v) => v.resolution === 'P1M' && !monthly.has(v.type),
    says: (v) => `${v.type} cannot be read once a month`,
  },
  {
    code: 'FIELD_INVALID',
    field: 'unit',
    broken: (v) => !freeUnit.has(v.type) && !unitsOf(v.type).includes(v.unit),
    says: (v) => `${v.type} is read in ${unitsOf(v.type).join(' or ')}, not in ${v.unit}`,
  },
  {
    code: 'FIELD_INVALID',
    field: 'product',
    broken: (v) =>
      v.product !== null &&
      !freeUnit.has(v.type) &&
      (v.product === 'reactive_energy') !== (v.type === 'exchange_reactive_energy'),
    says: (v) => `${v.type} does not measure ${v.product}`,
  },
]

function unitsOf(type: PointValues['type']): readonly string[] {
  if (type === 'exchange_reactive_energy') return ['kVArh']
  return type === 'other_consumption' || type === 'other_production' ? ['kWh', 'MWh'] : ['kWh']
}
