import { finding } from '../kernel/index.ts'
import type { Finding, Where } from '../kernel/index.ts'
import { canBeChildOf, isExchangeType } from '../market/index.ts'
import type { NewPointPeriod, PointStatement, PointValues } from './model.ts'
import { valuesOf } from './model.ts'

/** What would be known of a point: its statements by market day; null where a day's statement is withdrawn. */
export type PointHistory = ReadonlyMap<string, PointValues | null>

/** What the rules look into: the histories as they would become, and the grid areas. */
export type Surroundings = {
  /** undefined: nothing is, or would be, known of the point */
  readonly historyOf: (pointId: string) => PointHistory | undefined
  /** whether anything was known of the point and day before: a statement or its withdrawal */
  readonly wasKnown: (pointId: string, day: string) => boolean
  /** whether the point's statement of that day is among those that are checked now */
  readonly isNew: (pointId: string, day: string) => boolean
  readonly areaExistsOn: (code: string, day: string) => boolean
}

/** What is wrong with a statement in its surroundings: the point's other periods, its parent, its grid areas (settlement 6.1). */
export function checkInHistory(row: PointStatement, around: Surroundings, where: Where = {}): Finding[] {
  const at = { ...where, point: row.meteringPointId, day: row.validFrom }
  const history = around.historyOf(row.meteringPointId) ?? new Map<string, PointValues | null>()
  if (row.tombstone === true) {
    if (around.wasKnown(row.meteringPointId, row.validFrom)) return []
    return [finding('PERIOD_UNKNOWN', `no period starts on ${row.validFrom}`, { ...at, field: 'valid_from' })]
  }
  const values = valuesOf(row)
  return [
    ...typeFaults(row, values, history, around, at),
    ...closingFaults(row.validFrom, values, history, at),
    ...parentFaults(row, values, around, at),
    ...areaFaults(row.validFrom, values, around, at),
  ]
}

function typeFaults(
  row: NewPointPeriod,
  values: PointValues,
  history: PointHistory,
  around: Surroundings,
  at: Where,
): Finding[] {
  // What was known decides; where nothing was, the earliest day, so that of two contradicting statements one is accepted.
  let since: string | undefined
  let type = values.type
  let decidedByNew = true
  for (const [day, other] of history) {
    if (other === null) continue
    const isNew = around.isNew(row.meteringPointId, day)
    if (since !== undefined && (decidedByNew === isNew ? day > since : isNew)) continue
    since = day
    type = other.type
    decidedByNew = isNew
  }
  if (type === values.type) return []
  return [finding('TYPE_CHANGED', `the point is ${type} (${since}), not ${values.type}`, { ...at, field: 'type' })]
}

function closingFaults(day: string, values: PointValues, history: PointHistory, at: Where): Finding[] {
  const place = { ...at, field: 'connection_state' }
  for (const [other, known] of history) {
    if (known === null) continue
    if (other < day && known.connectionState === 'closed_down') {
      return [finding('POINT_CLOSED', `the point is closed down since ${other}`, place)]
    }
    if (other > day && values.connectionState === 'closed_down') {
      return [
        finding('POINT_CLOSED', `a period from ${other} on stands after the closing day; withdraw it first`, place),
      ]
    }
  }
  return []
}

function parentFaults(row: NewPointPeriod, values: PointValues, around: Surroundings, at: Where): Finding[] {
  if (values.parentId === null || values.connectionState === 'closed_down') return []
  const place = { ...at, field: 'parent_id' }
  const parent = inForce(around.historyOf(values.parentId), row.validFrom)
  if (parent === undefined)
    return [finding('PARENT', `the parent ${values.parentId} is unknown on ${row.validFrom}`, place)]
  const findings: Finding[] = []
  if (!canBeChildOf(values.type, parent.type)) {
    findings.push(finding('PARENT', `${values.type} cannot be the child of ${parent.type}`, place))
  }
  if (parent.gridArea !== values.gridArea) {
    findings.push(
      finding('PARENT', `the parent lies in grid area ${parent.gridArea}, not in ${values.gridArea}`, place),
    )
  }
  if (parent.connectionState === 'closed_down') findings.push(finding('PARENT', 'the parent is closed down', place))
  return findings
}

function areaFaults(day: string, values: PointValues, around: Surroundings, at: Where): Finding[] {
  const stated: (readonly [string, string | null])[] = [['grid_area', values.gridArea]]
  if (isExchangeType(values.type))
    stated.push(['from_grid_area', values.fromGridArea], ['to_grid_area', values.toGridArea])
  return stated
    .filter(([, code]) => code !== null && !around.areaExistsOn(code, day))
    .map(([field, code]) => finding('GRID_AREA_UNKNOWN', `grid area ${code} is unknown on ${day}`, { ...at, field }))
}

/** The values that hold on a market day: those of the latest statement up to it that is not withdrawn. */
function inForce(history: PointHistory | undefined, day: string): PointValues | undefined {
  let since = ''
  let found: PointValues | undefined
  for (const [from, values] of history ?? []) {
    if (values === null || from > day || from < since) continue
    since = from
    found = values
  }
  return found
}
