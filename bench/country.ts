import type { NewActor, NewGridArea } from '../src/market/index.ts'
import type { NewPointPeriod } from '../src/metering-points/index.ts'
import {
  generateMarket,
  gsrnOf,
  type ExampleMarket,
  type ExampleTable,
  type MarketTruth,
  type Range,
  type ReadingDays,
} from '../src/sandbox/index.ts'

/** What benchmarks ask of a market; points are numbered from 0 without gap. */
export interface BenchMarket {
  readonly settings: Pick<ExampleMarket['settings'], 'month' | 'meteringPoints'>
  readonly days: number
  /** Ranges of points whose readings can be asked for together. */
  readonly parts: readonly Range[]
  gridAreas(): NewGridArea[]
  actors(): NewActor[]
  pointPeriods(points?: Range): Generator<NewPointPeriod>
  /** Readings of points of one part, as they stand in the end. */
  readingDays(points: Range, days: Range): { readonly hours: ReadingDays; readonly quarters: ReadingDays }
  truth(): MarketTruth
  /** charges.csv, charge-prices.csv and spot-prices.csv of all areas */
  chargeTables(): readonly ExampleTable[]
}

/** The areas of a country: two of their own for each region. */
const REGIONS = 20
/** Points of the smallest example market. */
const FEWEST_POINTS = 224

/**
 * A country of 40 grid areas: regions that are example markets with a seed and codes of their own. A small one has fewer.
 * Points are quarter-hours alone; corrections are the benchmark's own.
 */
export function country(month: string, meteringPoints: number): BenchMarket {
  const count = Math.min(REGIONS, Math.trunc(meteringPoints / FEWEST_POINTS))
  const share = Math.trunc(meteringPoints / count)
  const regions = Array.from({ length: count }, (_, number) =>
    region(month, number, number * share, number === count - 1 ? meteringPoints - number * share : share),
  )
  const regionOf = ({ from, to }: Range): Region => {
    const found = regions.find((each) => each.from <= from && to <= each.to)
    if (found === undefined) throw new RangeError(`points ${from} to ${to} are not of one region`)
    return found
  }
  return {
    settings: { month, meteringPoints },
    days: regions[0]?.market.days ?? 0,
    parts: regions.map(({ from, to }) => ({ from, to })),
    gridAreas: () =>
      regions.flatMap((each) =>
        each.market.gridAreas().map((area) => ({
          ...area,
          code: each.code(area.code),
          neighbours: area.neighbours?.map((neighbour) => each.code(neighbour)),
        })),
      ),
    actors: () => [
      ...new Map(regions.flatMap(({ market }) => market.actors()).map((actor) => [actor.actorId, actor])).values(),
    ],
    *pointPeriods(points = { from: 0, to: meteringPoints }) {
      for (const each of regions) yield* periodsOf(each, points)
    },
    readingDays: (points, days) => {
      const { market, from } = regionOf(points)
      const { hours, quarters } = market.readingDays({ from: points.from - from, to: points.to - from }, days)
      return { hours: moved(hours, from), quarters: moved(quarters, from) }
    },
    truth: () => Object.assign({}, ...regions.map(truthOfRegion)) as MarketTruth,
    chargeTables: () => tablesOf(regions),
  }
}

interface Region extends Range {
  readonly market: ExampleMarket
  /** The code that an area has in the country. */
  readonly code: (area: string) => string
}

function region(month: string, number: number, from: number, meteringPoints: number): Region {
  const market = generateMarket({
    month,
    meteringPoints,
    seed: number + 1,
    hourlyPercent: 0,
    correctedDaysPermille: 0,
  })
  // 801 and 802 become 100, 101, ...; the neighbours 901 and 902 become 300, 301, ...
  const code = (area: string): string => String(Number(area) - (area.startsWith('8') ? 701 : 601) + 2 * number)
  return { market, code, from, to: from + meteringPoints }
}

function* periodsOf({ market, code, from, to }: Region, points: Range): Generator<NewPointPeriod> {
  const coded = (area: string | null | undefined): string | null =>
    area === null || area === undefined ? null : code(area)
  for (let point = Math.max(from, points.from); point < Math.min(to, points.to); point += 1) {
    for (const period of market.pointPeriods({ from: point - from, to: point - from + 1 })) {
      yield {
        ...period,
        meteringPointId: gsrnOf(point),
        gridArea: code(period.gridArea),
        fromGridArea: coded(period.fromGridArea),
        toGridArea: coded(period.toGridArea),
      }
    }
  }
}

function moved({ rows, points }: ReadingDays, by: number): ReadingDays {
  return { rows, points: points.map((point) => point + by) }
}

function truthOfRegion({ market, code }: Region): object {
  return Object.fromEntries(Object.entries(market.truth()).map(([area, truth]) => [code(area), truth]))
}

const TABLES = ['charges.csv', 'charge-prices.csv', 'spot-prices.csv']

/** The tables of all regions: codes of charges end with their grid area, and are renamed with it. */
function tablesOf(regions: readonly Region[]): ExampleTable[] {
  const [first] = regions
  const tables = (first?.market.supplierTables() ?? []).filter(({ name }) => TABLES.includes(name))
  return tables.map((table) => {
    const own = Array.from(table.rows)
    const rows = regions.flatMap(({ code }) =>
      own.map((row) => row.map((cell) => cell?.replace(/(?<=^(?:NT|AB|GB)-)(80[12])/, (area) => code(area)))),
    )
    return { ...table, rows: [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()] }
  })
}
