import type { MeteringMethod, MeteringPointType } from '../market/index.ts'
import { isAccountingType } from '../market/index.ts'
import type { PointValues } from './model.ts'
import type { PeriodRule } from './period-rule.ts'

/** How the readings of a type may come about, where not every way is allowed (settlement 6.1). */
const METHODS: Partial<Record<MeteringPointType, readonly MeteringMethod[]>> = {
  surplus_production_group_6: ['calculated'],
  net_consumption: ['calculated'],
  total_consumption: ['virtual', 'calculated'],
  other_consumption: ['physical', 'virtual'],
  other_production: ['physical', 'virtual'],
  exchange_reactive_energy: ['physical'],
}

/** Which points may state what the calculated series are made from, and what fits together there (settlement 6.1). */
export const calculationRules: readonly PeriodRule[] = [
  {
    code: 'NET_SETTLEMENT_GROUP',
    field: 'net_settlement_group',
    broken: (v) => v.netSettlementGroup !== null && !isAccountingType(v.type),
    says: (v) => `${v.type} has no net settlement group, but ${v.netSettlementGroup} is stated`,
  },
  {
    code: 'SCHEDULED_READING',
    field: 'scheduled_meter_reading_date',
    broken: (v) => v.scheduledMeterReadingDate !== null && (v.type !== 'consumption' || v.netSettlementGroup !== '6'),
    says: (v) => `${v.type} of group ${v.netSettlementGroup ?? 'none'} has no scheduled meter reading`,
  },
  {
    code: 'FIELD_INVALID',
    field: 'has_electrical_heating',
    broken: (v) => v.hasElectricalHeating !== null && v.type !== 'consumption',
    says: (v) => `${v.type} is not heated; state it at the consumption point`,
  },
  {
    code: 'FIELD_INVALID',
    field: 'is_move_in',
    broken: (v) => v.isMoveIn !== null && !isAccountingType(v.type),
    says: (v) => `nobody moves in at ${v.type}; state it at the consumption or production point`,
  },
  {
    code: 'METERING_METHOD',
    field: 'metering_method',
    broken: (v) => v.meteringMethod !== null && !methodsOf(v).includes(v.meteringMethod),
    says: (v) => `${v.type} is ${methodsOf(v).join(' or ')}, not ${v.meteringMethod}`,
  },
]

const EVERY_METHOD: readonly MeteringMethod[] = ['physical', 'virtual', 'calculated']
const OWN_METER: ReadonlySet<string | null> = new Set([null, '0', '99'])

function methodsOf({ type, netSettlementGroup }: PointValues): readonly MeteringMethod[] {
  // settlement 6.1: what is set off against production is not what one meter shows.
  if (!OWN_METER.has(netSettlementGroup)) return ['virtual', 'calculated']
  return METHODS[type] ?? EVERY_METHOD
}
