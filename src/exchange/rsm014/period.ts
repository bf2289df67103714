import { finding, isResolution, minutesOf } from '../../kernel/index.ts'
import type { MarketZone } from '../../kernel/index.ts'
import type { FieldReader } from '../document/field-reader.ts'
import { isObject, scalarOf } from '../json/tree.ts'
import type { FindingBudget } from '../rsm012/finding-budget.ts'
import { readInterval } from '../rsm012/interval.ts'
import type { Interval } from '../rsm012/interval.ts'
import type { Rsm014Series } from './document.ts'
import { readAggregatePoints } from './points.ts'

/** Reads the interval of a series and what is stated for its positions. @param path of the period */
export function readAggregatePeriod(
  read: FieldReader,
  path: string,
  zone: MarketZone,
  budget: FindingBudget,
): Pick<Rsm014Series, 'resolution' | 'fromMs' | 'toMs' | 'points'> {
  // All results have been quarter-hourly since May 2023, hourly before (datahub 2.3).
  const resolution = read.oneOf('resolution', ['PT15M', 'PT1H'], 'D23')
  const ends = read.tree('timeInterval')
  const start = isObject(ends) ? scalarOf(ends.get('start')) : undefined
  const end = isObject(ends) ? scalarOf(ends.get('end')) : undefined
  const { interval, findings } = readInterval({ start, end }, zone, () => read.where('timeInterval'))
  read.findings.push(...findings)
  const positions = findings.length === 0 ? positionsOf(interval, resolution) : undefined
  if (findings.length === 0 && positions === undefined && isResolution(resolution)) {
    const message = `the interval does not start and end on a whole step of ${resolution}`
    read.findings.push(finding('D66', message, read.where('timeInterval')))
  }
  const points = readAggregatePoints(read.tree('Point'), `${path}.Point`, positions, read.findings, budget)
  return { resolution, ...interval, points }
}

function positionsOf({ fromMs, toMs }: Interval, resolution: string): number | undefined {
  if (!isResolution(resolution)) return undefined
  const stepMs = minutesOf(resolution) * 60_000
  return fromMs % stepMs === 0 && toMs % stepMs === 0 ? (toMs - fromMs) / stepMs : undefined
}
