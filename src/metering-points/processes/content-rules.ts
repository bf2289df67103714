import type { ErrorCode } from '../../kernel/index.ts'
import { isChildType } from '../../market/index.ts'
import { columnOfField, type PointMasterData } from '../model.ts'
import { inDanish, typeInDanish } from '../rules/danish-words.ts'
import { nameOf } from '../rules/field-names.ts'
import { foreignFields, type Asked } from './asked.ts'
import { processInDanish } from './process-names.ts'
import { EVERY, type ProcessRule } from './process-rule.ts'
import type { ProcessKind } from './process.ts'

/** Rules about what may be stated at all. */
export const CONTENT_RULES: readonly ProcessRule[] = [
  {
    code: 'TYPE_NOT_CREATED',
    field: 'type',
    kinds: ['create'],
    when: 'type is electrical_heating, which another process creates, or not_used',
    broken: ({ request }) => request.stated.type === 'electrical_heating' || request.stated.type === 'not_used',
    value: ({ request }) => request.stated.type,
    english: ({ request }) => `points of type ${request.stated.type} are not created by this process`,
    danish: ({ request }) =>
      `målepunkter af typen ${typeInDanish(String(request.stated.type))} oprettes ikke med denne proces`,
  },
  notChangeable('TYPE_CHANGED', ['type'], 'the type of a metering point'),
  notChangeable('AREA_FIXED', ['gridArea', 'fromGridArea', 'toGridArea'], 'the grid area of a metering point'),
  notChangeable('STATE', ['connectionState'], 'the connection state'),
  notChangeable('SUPPLIER', ['energySupplierId', 'balanceResponsibleId'], 'the energy supplier'),
  {
    code: 'FIELD_NOT_IN_PROCESS',
    field: 'stated',
    kinds: EVERY,
    when: 'another field is stated that the process does not change, and it differs from what is known',
    broken: (asked) => otherFields(asked).length > 0,
    value: (asked) => firstOther(asked),
    english: (asked) => `${asked.request.kind} does not change ${columnsOf(otherFields(asked))}`,
    danish: (asked) => `${processInDanish(asked.request.kind)} ændrer ikke ${danishNamesOf(otherFields(asked))}`,
  },
  {
    code: 'SCHEDULED_FIXED',
    field: 'scheduled_meter_reading_date',
    kinds: ['update_master_data'],
    when: 'a scheduled meter reading that is known would change while the point stays in its net settlement group',
    broken: ({ inForce, wanted }) =>
      inForce !== undefined &&
      wanted !== undefined &&
      inForce.scheduledMeterReadingDate !== null &&
      wanted.netSettlementGroup === inForce.netSettlementGroup &&
      wanted.scheduledMeterReadingDate !== inForce.scheduledMeterReadingDate,
    value: ({ wanted }) => wanted?.scheduledMeterReadingDate,
    english: ({ inForce }) => `the scheduled meter reading stays ${inForce?.scheduledMeterReadingDate}`,
    danish: ({ inForce }) => `årsaflæsningsdatoen er fortsat ${inForce?.scheduledMeterReadingDate}`,
  },
  {
    code: 'SETTLEMENT_METHOD',
    field: 'settlement_method',
    kinds: ['change_settlement_method'],
    when: 'no other settlement method is stated',
    broken: ({ request, inForce }) =>
      inForce !== undefined && (request.stated.settlementMethod ?? null) === inForce.settlementMethod,
    value: ({ request }) => request.stated.settlementMethod ?? null,
    english: ({ inForce }) => `the settlement method is ${inForce?.settlementMethod ?? 'none'} already`,
    danish: ({ inForce }) => `målepunktet er allerede ${inDanish(inForce?.settlementMethod ?? 'uden afregningsform')}`,
  },
  {
    code: 'RESOLUTION',
    field: 'resolution',
    kinds: ['change_resolution'],
    when: 'no other resolution is stated',
    broken: ({ request, inForce }) =>
      inForce !== undefined && (request.stated.resolution ?? inForce.resolution) === inForce.resolution,
    value: ({ request }) => request.stated.resolution ?? null,
    english: ({ inForce }) => `the resolution is ${inForce?.resolution} already`,
    danish: ({ inForce }) => `aflæsningsfrekvensen er allerede ${inForce?.resolution}`,
  },
  {
    code: 'METER_NUMBER',
    field: 'meter_number',
    kinds: ['change_meter'],
    when: 'no meter number and no other metering method is stated',
    broken: ({ request }) => request.stated.meterNumber === undefined && request.stated.meteringMethod === undefined,
    value: () => null,
    english: () => 'the number of the new meter must be stated',
    danish: () => 'den nye målers nummer skal angives',
  },
  {
    code: 'PARENT_TYPE',
    field: 'parent_id',
    kinds: ['change_parent'],
    when: 'the type of the point is coupled to no parent',
    broken: ({ inForce }) => inForce !== undefined && !isChildType(inForce.type),
    value: ({ request }) => request.stated.parentId ?? null,
    english: ({ inForce }) => `${inForce?.type} is coupled to no parent`,
    danish: ({ inForce }) => `${typeInDanish(inForce?.type ?? '')} kan ikke have et parent-målepunkt`,
  },
  subject('PARENT', 'change_parent', 'parentId', ({ inForce }) => inForce === undefined || isChildType(inForce.type)),
  subject('SUPPLIER', 'change_energy_supplier', 'energySupplierId'),
  subject('PRODUCTION_OBLIGATION', 'change_production_obligation', 'productionObligation'),
  subject('LOSS_ROLE', 'assign_loss_role', 'lossRole'),
]

// Fields whose change has a rule of its own.
const NAMED: ReadonlySet<keyof PointMasterData> = new Set<keyof PointMasterData>([
  'type',
  'gridArea',
  'fromGridArea',
  'toGridArea',
  'connectionState',
  'energySupplierId',
  'balanceResponsibleId',
])

function otherFields(asked: Asked): (keyof PointMasterData)[] {
  return foreignFields(asked).filter((field) => !NAMED.has(field))
}

function firstOther(asked: Asked): string | boolean | null | undefined {
  const [field] = otherFields(asked)
  return field === undefined ? undefined : asked.request.stated[field]
}

/** A process must state what it is about: a value, or that there is none any more. @param applies for which points */
function subject(
  code: ErrorCode,
  kind: ProcessKind,
  field: keyof PointMasterData,
  applies: (asked: Asked) => boolean = () => true,
): ProcessRule {
  const column = columnOfField(field)
  const [english, danish] = nameOf(column)
  return {
    code,
    field: column,
    kinds: [kind],
    when: `${english} is neither stated nor taken away`,
    broken: (asked) => asked.request.stated[field] === undefined && applies(asked),
    value: () => null,
    english: () => `${english} must be stated, or that there is none any more`,
    danish: () => `${danish} skal angives, eller at værdien bortfalder`,
  }
}

function danishNamesOf(fields: readonly (keyof PointMasterData)[]): string {
  return fields.map((field) => nameOf(columnOfField(field))[1]).join(', ')
}

function columnsOf(fields: readonly (keyof PointMasterData)[]): string {
  return fields.map(columnOfField).join(', ')
}

function notChangeable(code: ErrorCode, fields: readonly (keyof PointMasterData)[], what: string): ProcessRule {
  const found = (asked: Asked): keyof PointMasterData | undefined =>
    foreignFields(asked).find((f) => fields.includes(f))
  const value = (asked: Asked): string | boolean | null | undefined => {
    const field = found(asked)
    return field === undefined ? undefined : asked.request.stated[field]
  }
  return {
    code,
    field: columnsOf(fields.slice(0, 1)),
    kinds: EVERY,
    when: `${what} is stated otherwise than it is known, by a process that does not change it`,
    broken: (asked) => found(asked) !== undefined,
    value,
    english: (asked) => `${what} cannot become ${String(value(asked))} by ${asked.request.kind}`,
    danish: (asked) =>
      `${nameOf(columnsOf(fields.slice(0, 1)))[1]} kan ikke ændres til ${inDanish(typeInDanish(String(value(asked))))} ved ${processInDanish(asked.request.kind)}`,
  }
}
