import {
  accepted,
  findMarketDay,
  finding,
  nextDay,
  parseActorIdShape,
  refused,
  type ErrorCode,
  type Finding,
  type MarketDay,
  type MarketZone,
  type Result,
} from '../kernel/index.ts'
import { isCalculationType, isWholesale, type CalculationType } from '../settlement/index.ts'
import { isReportRole, type ReportRole, type Viewer } from './report-role.ts'

/** What is asked for, as it came in. */
export interface ReportRequest {
  /** a calculation type that reports are made of */
  readonly type: string
  /** market days YYYY-MM-DD, half open */
  readonly from: string
  readonly to: string
  /** three digits each */
  readonly gridAreas: readonly string[]
  readonly role: string
  /** GLN or EIC; an administrator names none */
  readonly actorId?: string | undefined
  /** the calculation of each grid area, AREA=ID; none for balance fixing */
  readonly calculations: readonly string[]
  /** files of no more than ROWS_PER_FILE rows each */
  readonly preventLargeFiles: boolean
}

/** A type that reports are made of: what is settled, not what is preliminary (settlement 4: D04, D05, D32). */
export type ReportType = Exclude<CalculationType, 'aggregation'>

/** A request that can be carried out as far as its arguments go. */
export interface ReportArguments {
  readonly type: ReportType
  /** in order; at least one */
  readonly days: readonly MarketDay[]
  readonly gridAreas: readonly string[]
  readonly viewer: Viewer
  /** the id of the calculation of each area; empty for balance fixing, of which the latest counts day by day */
  readonly calculations: ReadonlyMap<string, string>
  readonly preventLargeFiles: boolean
}

/** A market, as far as a report depends on it. */
export interface ReportMarket {
  readonly zone: MarketZone
  /** who operates the hub: the actor that an administrator acts for */
  readonly operatorId: string
  readonly currency: string
}

/** Holds a request against the rules of reports. @returns the arguments, or every fault at once */
export function validateReport(request: ReportRequest, market: ReportMarket): Result<ReportArguments, Finding[]> {
  const type = reportType(request.type)
  const period = reportDays(request, market.zone)
  const viewer = reportViewer(request, market)
  const calculations = calculationsOf(request, type)
  const faults = [
    ...type.faults,
    ...period.faults,
    ...areaFaults(request.gridAreas),
    ...monthFaults(type.value, period.value),
    ...viewer.faults,
    ...calculations.faults,
  ]
  if (faults.length > 0 || type.value === undefined || viewer.value === undefined) return refused(faults)
  return accepted({
    type: type.value,
    days: period.value,
    gridAreas: request.gridAreas.toSorted(),
    viewer: viewer.value,
    calculations: calculations.value,
    preventLargeFiles: request.preventLargeFiles,
  })
}

/** A fault of an argument, by its name. */
export function argumentFault(field: string, message: string, code: ErrorCode = 'REPORT_ARGUMENT'): Finding {
  return finding(code, message, { field })
}

/** A part of a request: its value as far as there is one, and what is wrong with it. */
interface Read<Value> {
  readonly value: Value
  readonly faults: readonly Finding[]
}

function reportType(text: string): Read<ReportType | undefined> {
  if (isCalculationType(text) && text !== 'aggregation') return { value: text, faults: [] }
  const message =
    text === 'aggregation'
      ? 'an aggregation is preliminary, and no report is made of it'
      : `'${text}' is not a calculation type that reports are made of`
  return { value: undefined, faults: [argumentFault('type', message)] }
}

/** The days of a half-open period. */
export function reportDays(
  { from, to }: Pick<ReportRequest, 'from' | 'to'>,
  zone: MarketZone,
): Read<readonly MarketDay[]> {
  const [first, end] = [findMarketDay(from, zone), findMarketDay(to, zone)]
  const faults = [
    ...(first === undefined ? [argumentFault('from', `'${from}' is not a market day YYYY-MM-DD`)] : []),
    ...(end === undefined ? [argumentFault('to', `'${to}' is not a market day YYYY-MM-DD`)] : []),
  ]
  if (first === undefined || end === undefined) return { value: [], faults }
  if (first.dayNumber >= end.dayNumber) {
    return { value: [], faults: [argumentFault('to', `the period ends on ${to}, before it has begun on ${from}`)] }
  }
  if (end.dayNumber - first.dayNumber > MOST_DAYS) {
    return { value: [], faults: [argumentFault('to', `the period is longer than ${MOST_DAYS} days`)] }
  }
  const days: MarketDay[] = []
  for (let day = first; day.dayNumber < end.dayNumber; day = nextDay(day)) days.push(day)
  return { value: days, faults: [] }
}

// More than the years for which results may be asked for (settlement 5.2), so nothing that can be answered is refused.
const MOST_DAYS = 4 * 366

/** Faults of a list of grid areas. */
export function areaFaults(gridAreas: readonly string[]): Finding[] {
  if (gridAreas.length === 0) return [argumentFault('areas', 'no grid area is given')]
  return gridAreas.flatMap((area, at) => [
    ...(/^\d{3}$/.test(area) ? [] : [argumentFault('areas', `'${area}' is not a grid area code of three digits`)]),
    ...(gridAreas.indexOf(area) === at ? [] : [argumentFault('areas', `grid area ${area} is given twice`)]),
  ])
}

// settlement 4: a wholesale calculation is of one month, so a report on it lies in one.
function monthFaults(type: ReportType | undefined, days: readonly MarketDay[]): Finding[] {
  if (type === undefined || !isWholesale(type)) return []
  const months = new Set(days.map(({ date }) => date.slice(0, 7)))
  return months.size > 1
    ? [
        argumentFault(
          'to',
          `a report on a ${type} lies within one month, and this one touches ${[...months].join(', ')}`,
        ),
      ]
    : []
}

/** Who reads the report. */
export function reportViewer(
  { role, actorId }: Pick<ReportRequest, 'role' | 'actorId'>,
  { operatorId }: Pick<ReportMarket, 'operatorId'>,
): Read<Viewer | undefined> {
  if (!isReportRole(role)) {
    return { value: undefined, faults: [argumentFault('role', `'${role}' is not a role that reports are made for`)] }
  }
  const [value, fault] =
    role === 'datahub_administrator' ? administrator(role, actorId, operatorId) : actor(role, actorId)
  return { value, faults: fault === undefined ? [] : [argumentFault('actor', fault)] }
}

type ReadViewer = readonly [Viewer | undefined, string | undefined]

function administrator(role: ReportRole, actorId: string | undefined, operatorId: string): ReadViewer {
  if (actorId === undefined || actorId === operatorId) return [{ role, actorId: operatorId }, undefined]
  return [undefined, 'an administrator sees all actors, so none is named']
}

function actor(role: ReportRole, actorId: string | undefined): ReadViewer {
  if (actorId === undefined) return [undefined, `a report for role ${role} needs its actor`]
  const parsed = parseActorIdShape(actorId)
  return parsed.ok ? [{ role, actorId }, undefined] : [undefined, `'${actorId}' is no GLN and no EIC`]
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function calculationsOf(
  { calculations, gridAreas }: Pick<ReportRequest, 'calculations' | 'gridAreas'>,
  { value: type }: Read<ReportType | undefined>,
): Read<ReadonlyMap<string, string>> {
  const value = new Map<string, string>()
  const faults: Finding[] = []
  const fault = (message: string): unknown => faults.push(argumentFault('calculation', message))
  if (type === 'balance_fixing' && calculations.length > 0) {
    fault('a report on a balance fixing takes the latest calculation of each day and area, so none is named')
    return { value, faults }
  }
  for (const text of calculations) {
    const [area = '', id = ''] = text.split('=')
    if (!UUID.test(id)) fault(`'${text}' is not a grid area and the uuid of a calculation, AREA=ID`)
    else if (!gridAreas.includes(area)) fault(`a calculation is named for grid area ${area}, which is not asked for`)
    else if (value.has(area)) fault(`two calculations are named for grid area ${area}`)
    else value.set(area, id)
  }
  if (type === undefined || type === 'balance_fixing') return { value, faults }
  const named = new Set(calculations.map((text) => text.split('=')[0]))
  for (const area of new Set(gridAreas)) if (!named.has(area)) fault(`no calculation is named for grid area ${area}`)
  return { value, faults }
}
