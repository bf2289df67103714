import type { MeteringPointType } from '../market/index.ts'
import type { Engine } from '../platform/index.ts'
import { parquet, textLiteral } from '../platform/index.ts'
import type { ParentStatement } from './parent-periods.ts'
import { mergedSpans, type DaySpan } from './rules/day-span.ts'

/** A child point of a family, and when it was coupled to the parent. */
export interface FamilyChild {
  readonly meteringPointId: string
  readonly type: MeteringPointType
  /** every period of it is read by the hour, as calculated series are */
  readonly isHourly: boolean
  readonly coupled: readonly DaySpan[]
}

/** A parent with the children that a calculation needs. */
export interface Family {
  readonly parentId: string
  readonly statements: readonly ParentStatement[]
  readonly children: readonly FamilyChild[]
}

type FamilyRow = {
  readonly family_id: string
  readonly metering_point_id: string
  readonly parent_id: string | null
  readonly type: MeteringPointType
  readonly resolution: string
  readonly energy_supplier_id: string | null
  readonly net_settlement_group: string | null
  readonly scheduled_meter_reading_date: string | null
  readonly has_electrical_heating: string | null
  readonly is_move_in: string | null
  readonly stated: string
  readonly from_number: number
  readonly to_number: number | null
}

/** The families of a file of familyPointSql, by name. */
export async function familyIds(engine: Engine, path: string): Promise<string[]> {
  const rows = await engine.rows<{ family_id: string }>(
    `select distinct family_id from ${parquet([path])} order by family_id`,
  )
  return rows.map((row) => row.family_id)
}

/** The families from one name to another, both included. */
export async function readFamilies(engine: Engine, path: string, first: string, last: string): Promise<Family[]> {
  const rows = await engine.rows<FamilyRow>(
    `select *, cast(from_day - DATE '1970-01-01' as INTEGER) as from_number,
       cast(to_day - DATE '1970-01-01' as INTEGER) as to_number
     from (select * from ${parquet([path])})
     where family_id between ${textLiteral(first)} and ${textLiteral(last)} order by family_id, metering_point_id, from_day`,
  )
  return [...Map.groupBy(rows, (row) => row.family_id)].map(([parentId, ofFamily]) => ({
    parentId,
    statements: ofFamily.filter((row) => row.parent_id === null).map(toStatement),
    children: [...Map.groupBy(ofFamily, (row) => row.metering_point_id)].flatMap(([, ofPoint]) => toChild(ofPoint)),
  }))
}

function spanOf(row: FamilyRow): DaySpan {
  return { fromDay: row.from_number, toDay: row.to_number ?? Infinity }
}

function toStatement(row: FamilyRow): ParentStatement {
  return {
    ...spanOf(row),
    energySupplierId: row.energy_supplier_id ?? '',
    netSettlementGroup: row.net_settlement_group,
    scheduledMeterReadingDate: row.scheduled_meter_reading_date,
    hasElectricalHeating: row.has_electrical_heating === 'true',
    isMoveIn: row.is_move_in === 'true',
    values: row.stated,
  }
}

function toChild(rows: readonly FamilyRow[]): FamilyChild[] {
  const [first] = rows
  if (first === undefined || first.parent_id === null) return []
  const isHourly = rows.every((row) => row.resolution === 'PT1H')
  const { metering_point_id: meteringPointId, type } = first
  return [{ meteringPointId, type, isHourly, coupled: mergedSpans(rows.map(spanOf)) }]
}
