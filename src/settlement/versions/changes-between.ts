import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  linkChanges,
  priceChanges,
  type ChargeChangeQuery,
  type LinkChange,
  type PriceChange,
} from '../../charges/index.ts'
import { addDays, daysOf, GridbookError, type MarketZone, type Period } from '../../kernel/index.ts'
import { exportSeries, openReadingChanges, type SnapshotPorts } from '../../measurements/index.ts'
import {
  countPointChanges,
  exportPeriods,
  pointChanges,
  type PointChange,
  type PointChangeCounts,
} from '../../metering-points/index.ts'
import { dateLiteral, parquet, valuesRelation, type Engine, type Transaction } from '../../platform/index.ts'
import { changedPointDaySql, readingChangeSummary, type ReadingChangeSummary } from './reading-change-rows.ts'

/** Two numbers, and what of the market is looked at between them. */
export interface ChangesQuery {
  /** What the earlier calculation read: calculation_input.input_seq. */
  readonly fromSeq: bigint
  /** What the later one read, or the newest number. */
  readonly toSeq: bigint
  readonly gridAreas: readonly string[]
  readonly period: Period
  readonly zone: MarketZone
  /** The caller's own, for what is made on the way; the caller removes it. */
  readonly directory: string
  /** How many rows of each list; counts are of everything. */
  readonly limit: number
}

/** What became known between two numbers about the areas and days of a calculation. */
export interface Changes {
  readonly fromSeq: bigint
  readonly toSeq: bigint
  /** Readings of points that are counted at toSeq. */
  readonly readings: ReadingChangeSummary
  /** Master data: how much changed, suppliers that points moved between, and the longest stretches. */
  readonly points: PointChangeCounts & { readonly top: readonly PointChange[] }
  readonly charges: ChargeChanges
}

/** Charges: prices by charge and day, whatever the areas, because a price has none; links of points of the areas. */
export interface ChargeChanges {
  /** Charges with another price, and days of all of them together. */
  readonly pricedCharges: number
  readonly priceDays: number
  readonly linkedPoints: number
  readonly topPrices: readonly PriceChange[]
  readonly topLinks: readonly LinkChange[]
}

/**
 * What changed between two numbers: readings, points, suppliers, charges; counts of everything and the top rows.
 *
 *     changesBetween(trx, { fromSeq, toSeq, gridAreas, period, zone, directory, limit }, { lake, engine, zone })
 *
 * Readings have, by area and kind (flex, non_profiled, production, exchange, or the type of a child), the sum of later less
 * earlier: what the exact sums move by, before rounding and before changes of master data.
 * @param trx a REPEATABLE READ transaction
 * @throws GridbookError CALCULATION_ARGUMENT when fromSeq lies after toSeq
 */
export async function changesBetween(trx: Transaction, query: ChangesQuery, ports: SnapshotPorts): Promise<Changes> {
  const { fromSeq, toSeq, gridAreas, period, zone, directory, limit } = query
  if (fromSeq > toSeq)
    throw new GridbookError('CALCULATION_ARGUMENT', `number ${fromSeq} is later than ${toSeq}; name the earlier first`)
  const days = daysOf(period, zone)
  const [first, last] = [days.at(0)?.day, days.at(-1)?.day]
  if (first === undefined || last === undefined) throw new RangeError('a period without days has no changes')
  const span = { fromSeq, toSeq, from: first.date, to: addDays(last, 1).date }
  const file = (name: string): string => join(directory, `changes_${name}.parquet`)
  await mkdir(directory, { recursive: true })
  await exportPeriods(trx, ports.engine, file('point'), { atSeq: toSeq, gridAreas, from: span.from, to: span.to })
  await exportSeries(trx, ports.engine, file('series'))
  const months = [...new Set(days.map(({ day }) => day.date.slice(0, 7)))]
  const changed = await openReadingChanges(
    trx,
    { months, directory: join(directory, 'changes_reading'), fromSeq, toSeq },
    ports,
  )
  await ports.engine.copyTo(
    changedPointDaySql(withinDays(changed.relation, span), parquet([file('point')]), parquet([file('series')])),
    file('point_day'),
  )
  return {
    fromSeq,
    toSeq,
    readings: await readingChangeSummary(trx, file('point_day'), query, ports),
    points: {
      ...(await countPointChanges(trx, { ...span, gridAreas }, limit)),
      top: await pointChanges(trx, { ...span, gridAreas }, limit),
    },
    charges: await chargeChanges(trx, { ...span, points: parquet([file('point')]) }, query, ports.engine),
  }
}

function withinDays(relation: string, { from, to }: { readonly from: string; readonly to: string }): string {
  return `select * from (${relation}) as every_day where market_day >= ${dateLiteral(from)} and market_day < ${dateLiteral(to)}`
}

async function chargeChanges(
  trx: Transaction,
  { points, ...span }: ChargeChangeQuery & { readonly points: string },
  { zone, limit }: ChangesQuery,
  engine: Engine,
): Promise<ChargeChanges> {
  const prices = await priceChanges(trx, span, zone)
  const links = await ofPoints(await linkChanges(trx, span), points, engine)
  return {
    pricedCharges: new Set(prices.map(({ charge }) => `${charge.ownerId} ${charge.type} ${charge.code}`)).size,
    priceDays: prices.length,
    linkedPoints: new Set(links.map(({ meteringPointId }) => meteringPointId)).size,
    topPrices: prices.toSorted((a, b) => b.quarters - a.quarters).slice(0, limit),
    topLinks: links.slice(0, limit),
  }
}

/** Links know no grid area; their points do. */
async function ofPoints(links: readonly LinkChange[], points: string, engine: Engine): Promise<readonly LinkChange[]> {
  if (links.length === 0) return links
  const linked = valuesRelation(
    [{ name: 'id', type: 'VARCHAR' }],
    [...new Set(links.map(({ meteringPointId }) => meteringPointId))].map((id) => [id]),
  )
  const rows = await engine.rows<{ id: string }>(
    `select id from ${linked} as l where id in (select metering_point_id from ${points} as p)`,
  )
  const within = new Set(rows.map(({ id }) => id))
  return links.filter(({ meteringPointId }) => within.has(meteringPointId))
}
