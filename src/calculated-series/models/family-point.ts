import { parquet, textLiteral } from '../../platform/index.ts'
import type { MeteringPointType } from '../../market/index.ts'

/** Which children a calculation writes, and which it reads besides. */
export interface FamilyTypes {
  readonly target: MeteringPointType
  readonly read: readonly MeteringPointType[]
}

const STATED = [
  'type',
  'settlement_method',
  'resolution',
  'grid_area',
  'energy_supplier_id',
  'balance_responsible_id',
  'loss_role',
  'net_settlement_group',
  'scheduled_meter_reading_date',
  'has_electrical_heating',
  'is_move_in',
  'metering_method',
]

/**
 * SELECT of every parent that ever has a child of the target type, and of its children that the calculation needs.
 * Grain: a period of a point within a family; the family is called after its parent. A child that moves to another parent
 * is in two families. parent rows have parent_id NULL. to_day is exclusive, NULL = open.
 * @param points path of the snapshot of periods
 */
export function familyPointSql(points: string, { target, read }: FamilyTypes): string {
  const source = parquet([points])
  const types = [target, ...read].map(textLiteral).join(', ')
  const columns = `p.metering_point_id, p.parent_id, ${STATED.map((name) => `p.${name}`).join(', ')}, p.from_day, p.to_day,
    concat_ws('|', ${STATED.map((name) => `coalesce(p.${name}, '')`).join(', ')}) as stated`
  return `with family as (select distinct parent_id as family_id from ${source} where type = ${textLiteral(target)} and parent_id is not null)
    select f.family_id, ${columns} from family f join ${source} p on p.metering_point_id = f.family_id
    union all
    select f.family_id, ${columns} from family f join ${source} p on p.parent_id = f.family_id and p.type in (${types})
    order by family_id, metering_point_id, from_day`
}
