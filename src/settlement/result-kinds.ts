import { isWholesale } from './calculation-type.ts'
import type { CalculationType } from './calculation-type.ts'

const TIME_SERIES_TYPES = [
  'net_exchange_per_neighboring_ga',
  'net_exchange_per_ga',
  'temp_production',
  'temp_flex_consumption',
  'non_profiled_consumption',
  'grid_loss',
  'positive_grid_loss',
  'negative_grid_loss',
  'production',
  'flex_consumption',
  'total_consumption',
] as const

/** The series that an energy calculation makes (settlement 1.5, in its order). */
export type TimeSeriesType = (typeof TIME_SERIES_TYPES)[number]

/** Whether a text names a series of energy results. */
export function isTimeSeriesType(text: string): text is TimeSeriesType {
  return TIME_SERIES_TYPES.some((type) => type === text)
}

/** What a result row is summed to. */
export type AggregationLevel = 'grid_area' | 'neighbour' | 'supplier' | 'balance_responsible' | 'metering_point'

/**
 * What flows into results: the sums by supplier after the carry rounding, the netted exchange by neighbour after it, the
 * grid loss, and the part of it that a loss point is given.
 */
type Contribution =
  | 'exchange'
  | 'production'
  | 'flex'
  | 'non_profiled'
  | 'grid_loss'
  | 'positive_grid_loss'
  | 'negative_grid_loss'

/** One result is the sum of all contributions that a line of this table names, by the keys of its level. */
export type ResultLine = {
  readonly contribution: Contribution
  readonly timeSeriesType: TimeSeriesType
  readonly level: AggregationLevel
}

/**
 * Which sums make which results (settlement 1.5) of a calculation type (settlement 1.7). Total consumption is not among
 * them: it needs both production and exchange, so it is a join and not a sum.
 */
export function resultLines(type: CalculationType): ResultLine[] {
  const wholesale = isWholesale(type)
  return LINES.filter(({ level }) => !(wholesale && (level === 'neighbour' || level === 'balance_responsible')))
}

const ACTOR_LEVELS: readonly AggregationLevel[] = ['supplier', 'balance_responsible', 'grid_area']

const LINES: readonly ResultLine[] = [
  line('exchange', 'net_exchange_per_neighboring_ga', 'neighbour'),
  line('exchange', 'net_exchange_per_ga', 'grid_area'),
  line('production', 'temp_production', 'grid_area'),
  line('flex', 'temp_flex_consumption', 'grid_area'),
  line('grid_loss', 'grid_loss', 'grid_area'),
  line('positive_grid_loss', 'positive_grid_loss', 'metering_point'),
  line('negative_grid_loss', 'negative_grid_loss', 'metering_point'),
  ...ACTOR_LEVELS.flatMap((level) => [
    line('non_profiled', 'non_profiled_consumption', level),
    line('production', 'production', level),
    line('negative_grid_loss', 'production', level),
    line('flex', 'flex_consumption', level),
    line('positive_grid_loss', 'flex_consumption', level),
  ]),
]

function line(contribution: Contribution, timeSeriesType: TimeSeriesType, level: AggregationLevel): ResultLine {
  return { contribution, timeSeriesType, level }
}
