import { dk, METERING_METHODS, METERING_POINT_TYPES, SETTLEMENT_METHODS } from '../../market/index.ts'
import type { MeteringPointType } from '../../market/index.ts'
import { pointId, supplierId } from '../example-points.ts'
import { ASSET_TYPES, CONNECTION_TYPES, DISCONNECTION_TYPES } from '../details.ts'
import {
  CONNECTION_STATES,
  fieldOfColumn,
  LOSS_ROLES,
  NET_SETTLEMENT_GROUPS,
  POINT_FIELDS,
  PRODUCTS,
  TRUTH_FIELDS,
  UNITS,
  type PointMasterData,
} from '../model.ts'
import { VERSION_RULES } from '../rules/version-rules.ts'
import { SOUND } from './example-versions.ts'

/** What a type does with a field; it may be another in other circumstances. */
export type Applicability = 'required' | 'optional' | 'forbidden'

type Value = string | boolean | null

const WORDS: Readonly<Record<string, readonly string[]>> = {
  settlement_method: SETTLEMENT_METHODS,
  resolution: ['PT15M', 'PT1H', 'P1M'],
  connection_state: CONNECTION_STATES,
  loss_role: LOSS_ROLES,
  product: PRODUCTS,
  unit: UNITS,
  net_settlement_group: NET_SETTLEMENT_GROUPS,
  metering_method: METERING_METHODS,
  asset_type: ASSET_TYPES,
  connection_type: CONNECTION_TYPES,
  disconnection_type: DISCONNECTION_TYPES,
  energy_supplier_id: [supplierId(1)],
  balance_responsible_id: [supplierId(2)],
  parent_id: [pointId(1)],
  grid_area: ['801'],
  from_grid_area: ['802'],
  to_grid_area: ['801'],
}

// What the other fields are asked about in: all that a version of the type may be, as far as rules look at it.
const CIRCUMSTANCES = [
  'settlement_method',
  'net_settlement_group',
  'metering_method',
  'connection_state',
  'energy_supplier_id',
  'geo_info_reference',
]

/** What the rules say of each field and type, asked one by one: an answer for every circumstance in which they differ. */
export function applicabilities(): Map<MeteringPointType, Map<string, ReadonlySet<Applicability>>> {
  return new Map(METERING_POINT_TYPES.map((type) => [type, fieldsOf(type)]))
}

function fieldsOf(type: MeteringPointType): Map<string, ReadonlySet<Applicability>> {
  const versions = versionsOf(type)
  return new Map(
    POINT_FIELDS.filter(([column]) => column !== 'type').map(([column, field]) => {
      const answers = new Set<Applicability>()
      for (const version of versions) {
        const mayBe = (value: Value): boolean => keeps({ ...version, [field]: value }, column)
        const [absent, present] = [mayBe(null), valuesFor(column).some(mayBe)]
        if (present) answers.add(absent ? 'optional' : 'required')
        else if (absent) answers.add('forbidden')
      }
      return [column, answers]
    }),
  )
}

/** Every version of the type that differs in the circumstances and keeps the rules about them. */
function versionsOf(type: MeteringPointType): PointMasterData[] {
  const areas = type === 'exchange' ? { fromGridArea: '802', toGridArea: '801' } : {}
  let versions: PointMasterData[] = [{ ...SOUND.group6, ...areas, type }]
  for (const column of CIRCUMSTANCES) {
    const field = fieldOfColumn(column)
    if (field === undefined) throw new Error(`no field is kept in ${column}`)
    const values = column === 'connection_state' ? valuesFor(column) : [null, ...valuesFor(column)]
    versions = versions.flatMap((version) => values.map((value) => ({ ...version, [field]: value })))
  }
  return versions.filter((version) => CIRCUMSTANCES.every((column) => keeps(version, column)))
}

function valuesFor(column: string): readonly Value[] {
  const field = fieldOfColumn(column)
  if (field !== undefined && TRUTH_FIELDS.has(field)) return [true, false]
  return WORDS[column] ?? [FORMED.get(column) ?? null]
}

// A value of its form for each of the other columns.
const FORMED = new Map<string, Value>(
  POINT_FIELDS.map(([column, field]) => [column, SOUND.group6[field] ?? SOUND.consumption[field] ?? '1']),
)

const RULES_OF = Map.groupBy(VERSION_RULES, ({ field }) => field)

function keeps(version: PointMasterData, column: string): boolean {
  return (RULES_OF.get(column) ?? []).every((rule) => !rule.broken(version, dk))
}
