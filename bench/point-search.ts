import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { inTransaction, type Pool } from '../src/platform/index.ts'
import {
  bringPointsToToday,
  pointTimeline,
  searchPoints,
  viewPoint,
  type PointFilter,
} from '../src/metering-points/index.ts'
import { fillManyPoints, manyPointId } from '../test/many-points.ts'
import { openBenchHub } from './bench-hub.ts'
import type { BenchOptions } from './options.ts'
import { judged, medianOf, type BenchResult } from './result.ts'
import { secondsOf } from './rounds.ts'

const TODAY = '2026-03-15'
const PAGE = 100
const AT_MOST_TIMES_LOOKUP = 10
/** Samples of each query in a round. */
const SAMPLES = 20

/** Searches, by what they look for; each has many points or few. */
const SEARCHES: Readonly<Record<string, PointFilter>> = {
  'all points': {},
  'beginning of an id': { id: manyPointId(77_000).slice(0, 14) },
  area: { gridAreas: ['801'] },
  'area whose ids lie together': { gridAreas: ['998'] },
  'two areas': { gridAreas: ['801', '802'] },
  supplier: { energySupplierId: '5790000001003' },
  'balance responsible party': { balanceResponsibleId: '5790000002003' },
  'state of most': { connectionState: 'connected' },
  'state once of all': { connectionState: 'new' },
  'type of some': { type: 'production' },
  'rare type': { type: 'analysis' },
  'rare method': { settlementMethod: 'profiled' },
  parent: { parentId: manyPointId(4) },
  meter: { meterNumber: '10000077' },
  'post code': { postCode: '1500' },
  'rare street': { streetName: 'åkande' },
  'house in a street': { streetName: 'Storegade 99', buildingNumber: '14' },
  city: { city: 'by 17' },
  'supplier in an area': { gridAreas: ['803'], energySupplierId: '5790000001003' },
  'rare state in an area': { gridAreas: ['801'], connectionState: 'new' },
}

/** Pages of searches over many points, over the look-up of as many points by their ids. */
export async function measurePointSearch(
  root: string,
  { searchPoints: points, rounds, threads }: BenchOptions,
  say: (text: string) => void,
): Promise<BenchResult> {
  const dataDir = join(root, 'point-search')
  await mkdir(dataDir, { recursive: true })
  const hub = await openBenchHub({ dataDir, threads })
  const { pool } = hub.ports
  try {
    await fill(pool, points, say)
    const queries = queriesOf(points)
    const samples = new Map<string, number[]>([...queries.keys()].map((name) => [name, []]))
    for (let round = 0; round <= rounds; round += 1) {
      for (const [name, query] of queries) {
        for (let n = 0; n < SAMPLES; n += 1) {
          const ms = 1_000 * (await secondsOf(() => inTransaction(pool, query)))
          if (round > 0) samples.get(name)?.push(ms)
        }
      }
      say(`point search, ${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}`)
    }
    return resultOf(samples, { points, rounds, say })
  } finally {
    await hub.close()
  }
}

async function fill(pool: Pool, points: number, say: (text: string) => void): Promise<void> {
  const { rows } = await pool.query('select from metering_points.metering_point limit 1')
  if (rows.length > 0) return
  const filling = await secondsOf(() => fillManyPoints(pool, points))
  await pool.query('insert into metering_points.point_today_backlog values (1), (2)')
  const bringing = await secondsOf(() => bringPointsToToday(pool, TODAY))
  say(`point search: ${points} points filled in ${filling.toFixed(0)} s, made searchable in ${bringing.toFixed(0)} s`)
}

type Query = (trx: Parameters<typeof searchPoints>[0]) => Promise<unknown>
const LOOKUP = 'look-up by id'

/** What is measured: the floor, each search at its first, a middle and a last page, and what is asked for one point. */
function queriesOf(points: number): Map<string, Query> {
  const ids = Array.from({ length: PAGE }, (_, n) => manyPointId(1 + n * Math.trunc(points / PAGE)))
  const queries = new Map<string, Query>()
  queries.set(LOOKUP, (trx) =>
    trx.query('select * from metering_points.metering_point_period where metering_point_id = any ($1::text[])', [ids]),
  )
  const pages = { first: undefined, middle: manyPointId(points >> 1), last: manyPointId(points - 5_000) }
  for (const [name, filter] of Object.entries(SEARCHES)) {
    for (const [page, after] of Object.entries(pages)) {
      queries.set(`${name}, ${page}`, (trx) => searchPoints(trx, filter, { today: TODAY }, { limit: PAGE, after }))
    }
  }
  queries.set('a past day in an area', (trx) =>
    searchPoints(trx, { gridAreas: ['801'] }, { today: TODAY, asOf: '2021-01-01' }, { limit: PAGE }),
  )
  queries.set('view of a point', (trx) => viewPoint(trx, manyPointId(4), { today: TODAY }))
  queries.set('timeline of a point', (trx) => pointTimeline(trx, manyPointId(4), { limit: PAGE }))
  return queries
}

function resultOf(
  samples: ReadonlyMap<string, readonly number[]>,
  { points, rounds, say }: { readonly points: number; readonly rounds: number; readonly say: (text: string) => void },
): BenchResult {
  const figures = [...samples].map(([name, ms]) => ({ name, median: medianOf(ms), high: percentile95(ms) }))
  for (const { name, median, high } of figures)
    say(`point search: ${name}: median ${median.toFixed(2)} ms, 95th percentile ${high.toFixed(2)} ms`)
  const floor = figures.find(({ name }) => name === LOOKUP)?.median ?? Number.NaN
  const searches = figures.filter(({ name }) => name !== LOOKUP)
  const slowest = searches.toSorted((a, b) => b.median - a.median)[0]
  return judged(
    {
      name: 'point-search',
      ratio: (slowest?.median ?? Number.NaN) / floor,
      median: medianOf(searches.map(({ median }) => median)),
      unit: 'ms',
      rounds,
      note: `the slowest of ${searches.length} queries (${slowest?.name}, median ${slowest?.median.toFixed(2)} ms) over ${points} points; ${PAGE} points by id take ${floor.toFixed(2)} ms; each query by itself is in the progress`,
    },
    { sense: '<=', bound: AT_MOST_TIMES_LOOKUP },
  )
}

function percentile95(ms: readonly number[]): number {
  return ms.toSorted((a, b) => a - b)[Math.ceil(ms.length * 0.95) - 1] ?? Number.NaN
}
