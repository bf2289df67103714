import type { PointFilter } from './point-filter.ts'

/** A query with the values of its parameters. */
export type BoundQuery = { readonly text: string; readonly values: unknown[] }

/** Adds a value to the parameters of a query. @returns how the query names it */
export type Bind = (value: unknown) => string

/** The parameters of a query that is being written. */
export function parameters(): { readonly values: unknown[]; readonly bind: Bind } {
  const values: unknown[] = []
  return { values, bind: (value) => `$${values.push(value)}` }
}

// Behind every text that begins with what stands before it, in the order of code points.
const LAST_CHARACTER = String.raw`U&'\+10FFFF'`

const EQUAL = [
  ['energySupplierId', 'energy_supplier_id'],
  ['balanceResponsibleId', 'balance_responsible_id'],
  ['connectionState', 'connection_state'],
  ['type', 'type'],
  ['settlementMethod', 'settlement_method'],
  ['resolution', 'resolution'],
  ['parentId', 'parent_id'],
  ['meterNumber', 'meter_number'],
  ['powerPlantId', 'power_plant_id'],
  ['postCode', 'post_code'],
  ['buildingNumber', 'building_number'],
] as const satisfies readonly (readonly [field: keyof PointFilter, column: string])[]

/** The filter as conditions on the columns of a row, but for id and areas. @param row its alias, in point_today or in the log */
export function valueConditions(filter: PointFilter, row: string, bind: Bind): string[] {
  const conditions = EQUAL.flatMap(([field, column]) => {
    const value = filter[field]
    return value === undefined ? [] : [`${row}.${column} = ${bind(value)}`]
  })
  const { streetName, city } = filter
  if (city !== undefined) conditions.push(`${folded(`${row}.city`)} = ${folded(`${bind(city)}::text`)}`)
  if (streetName !== undefined) {
    const from = folded(`${bind(streetName)}::text`)
    const street = `${folded(`${row}.street_name`)} collate "C"`
    conditions.push(`${street} >= ${from}`, `${street} < ${from} || ${LAST_CHARACTER}`)
  }
  return conditions
}

/** That a row lies in one of the areas; one area as an equation, so that an index gives its points in order. */
export function areaConditions({ gridAreas }: PointFilter, row: string, bind: Bind): string[] {
  if (gridAreas === undefined) return []
  const [only] = gridAreas
  if (gridAreas.length === 1) return [`${row}.grid_area = ${bind(only)}`]
  return [`${row}.grid_area = any (${bind(gridAreas)}::text[])`]
}

/** The ids that a page may have, as conditions on a column. */
export function idConditions({ id }: PointFilter, after: string | undefined, column: string, bind: Bind): string[] {
  // Not as a value that the planner can see: where ids of an area lie together it would think that hardly any are left
  // behind the last pages, and sort them all instead of taking the first.
  const conditions = after === undefined ? [] : [`${column} > (select ${bind(after)}::text)`]
  if (id === undefined) return conditions
  if (isWholeId(id)) return [...conditions, `${column} = ${bind(id)}`]
  return [...conditions, `${column} >= ${bind(id)}`, `${column} <= ${bind(id.padEnd(ID_LENGTH, '9'))}`]
}

/** Whether a filter's id names one point. */
export function isWholeId(id: string | undefined): boolean {
  return id?.length === ID_LENGTH
}

const ID_LENGTH = 18

function folded(text: string): string {
  return `metering_points.folded(${text})`
}
