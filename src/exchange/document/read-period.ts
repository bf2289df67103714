import { finding, isResolution, marketDayOf, minutesOf } from '../../kernel/index.ts'
import type { MarketZone } from '../../kernel/index.ts'
import { isObject, scalarOf } from '../json/tree.ts'
import type { FindingBudget } from '../rsm012/finding-budget.ts'
import { readInterval } from '../rsm012/interval.ts'
import type { Interval } from '../rsm012/interval.ts'
import { isPeriodResolution, periodSteps } from '../rsm012/period-steps.ts'
import { FieldReader } from './field-reader.ts'
import { readPoints } from './read-points.ts'

/** How the periods of a document are read. */
export interface PeriodRules<Values extends object> {
  readonly resolutions: readonly string[]
  readonly zone: MarketZone
  readonly budget: FindingBudget
  /** reads what stands at a position; undefined when that cannot be said */
  readonly readValues: (read: FieldReader) => Values | undefined
}

/** A period as it was read: the interval has NaN, and the points lack, what could not be. */
export interface ReadPeriod<Values extends object> extends Interval {
  readonly resolution: string
  readonly points: ({ readonly position: number } & Values)[]
}

/** Reads the `Period` of a series: its resolution, its interval and what is stated for its positions. @param path of the series */
export function readPeriod<Values extends object>(
  series: FieldReader,
  path: string,
  rules: PeriodRules<Values>,
): ReadPeriod<Values> {
  const period = series.tree('Period')
  if (!isObject(period)) {
    series.report(period === undefined ? 'FIELD_MISSING' : 'FIELD_INVALID', 'Period', 'is not there as an object')
  }
  const read = new FieldReader(isObject(period) ? period : new Map(), `${path}.Period`)
  const result = readFields(read, `${path}.Period`, rules)
  if (isObject(period)) for (const one of read.findings) series.findings.push(one)
  return result
}

function readFields<Values extends object>(
  read: FieldReader,
  path: string,
  { resolutions, zone, budget, readValues }: PeriodRules<Values>,
): ReadPeriod<Values> {
  const resolution = read.oneOf('resolution', resolutions, 'D23')
  const ends = read.tree('timeInterval')
  const start = isObject(ends) ? scalarOf(ends.get('start')) : undefined
  const end = isObject(ends) ? scalarOf(ends.get('end')) : undefined
  const { interval, findings } = readInterval({ start, end }, zone, () => read.where('timeInterval'))
  read.findings.push(...findings)
  const isReadable = findings.length === 0 && resolutions.includes(resolution)
  const positions = isReadable ? positionsOf(interval, resolution, zone) : undefined
  if (isReadable && positions === undefined) {
    const message = `the interval does not start and end on a whole step of ${resolution}`
    read.findings.push(finding('D66', message, read.where('timeInterval')))
  }
  const context = { positions, findings: read.findings, budget }
  const points = readPoints(read.tree('Point'), `${path}.Point`, context, readValues)
  return { resolution, ...interval, points }
}

function positionsOf(interval: Interval, resolution: string, zone: MarketZone): number | undefined {
  if (isPeriodResolution(resolution)) return wholePeriods(interval, resolution, zone)
  if (!isResolution(resolution)) return undefined
  const { fromMs, toMs } = interval
  const stepMs = minutesOf(resolution) * 60_000
  return fromMs % stepMs === 0 && toMs % stepMs === 0 ? (toMs - fromMs) / stepMs : undefined
}

// A reading's first month may begin within it (settlement 5.3); what is settled by the month is of whole ones.
function wholePeriods(interval: Interval, resolution: 'P1D' | 'P1M' | 'P1Y', zone: MarketZone): number | undefined {
  if (resolution !== 'P1D' && !marketDayOf(interval.fromMs, zone).date.endsWith('-01')) return undefined
  return periodSteps(resolution, interval, zone)?.count
}
