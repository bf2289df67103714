import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { from as copyFrom } from 'pg-copy-streams'
import { appendGridAreas } from '../src/market/index.ts'
import { inTransaction, nextRecordedSeq } from '../src/platform/index.ts'
import { openBenchHub, type Hub } from './bench-hub.ts'
import type { BenchOptions } from './options.ts'
import { COPY_COLUMNS, writePointFiles, type PointFiles } from './point-files.ts'
import { AREAS } from './point-rows.ts'
import { judged, medianOf, ratioOf, type BenchResult } from './result.ts'
import { interleaved, secondsOf } from './rounds.ts'

const AT_MOST_TIMES_COPY = 4
const BELOW_BYTES = 1.5e9
/** Rows for each point of the market that the other benchmarks take: a million of them unless the command says otherwise. */
const ROWS_A_POINT = 10
/** A round takes minutes. */
const MOST_ROUNDS = 2

/**
 * The import of a file of metering points, from the bytes of the file to the last commit, over COPY of the same rows into an
 * empty table of the same columns, checks, indexes and trigger. Each has a fresh database. What the command does after it for
 * searches of today is stated.
 */
export async function measurePointsImport(
  root: string,
  { meteringPoints, rounds: wanted, threads }: BenchOptions,
  say: (text: string) => void,
): Promise<BenchResult[]> {
  const rounds = Math.min(wanted, MOST_ROUNDS)
  const directory = join(root, 'points-import')
  const files = await writePointFiles(directory, ROWS_A_POINT * meteringPoints)
  say(`${files.rows} metering points written`)
  const peaks: number[] = []
  const searches: number[] = []
  const imported = (file: string): Promise<number> =>
    withFreshHub(join(directory, 'hub'), threads, async (hub) => {
      const { seconds, searchSeconds, peakBytes } = await importSeconds(hub, file, files.rows)
      peaks.push(peakBytes)
      searches.push(searchSeconds)
      return seconds
    })
  try {
    const samples = await interleaved(
      rounds,
      {
        csv: () => imported(files.csv),
        parquet: () => imported(files.parquet),
        copy: () => withFreshHub(join(directory, 'hub'), threads, (hub) => copySeconds(hub, files)),
      },
      (text) => say(`import of metering points, ${text}`),
    )
    return [
      timesCopy({ name: 'points-import-csv', seconds: samples.csv, copy: samples.copy, rows: files.rows, searches }),
      timesCopy({
        name: 'points-import-parquet',
        seconds: samples.parquet,
        copy: samples.copy,
        rows: files.rows,
        searches,
      }),
      judged(
        {
          name: 'points-import-memory',
          ratio: Math.max(...peaks) / BELOW_BYTES,
          median: Math.max(...peaks) / 1e9,
          unit: 'GB',
          rounds: peaks.length,
          note: 'peak resident memory of a process that only imports, over 1.5 GB',
        },
        { sense: '<', bound: 1 },
      ),
    ]
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

interface Compared {
  readonly name: string
  readonly seconds: readonly number[]
  readonly copy: readonly number[]
  readonly rows: number
  /** what the table of searches takes after an import */
  readonly searches: readonly number[]
}

function timesCopy({ name, seconds, copy, rows, searches }: Compared): BenchResult {
  const perSecond = Math.trunc(rows / medianOf(seconds))
  return judged(
    {
      name,
      ratio: ratioOf(seconds, copy),
      median: medianOf(seconds),
      unit: 's',
      rounds: seconds.length,
      note: `import of ${rows} metering points of every type, ${perSecond} a second; COPY of the same rows takes ${medianOf(copy).toFixed(1)} s; then the command makes the table of searches, ${medianOf(searches).toFixed(1)} s`,
    },
    { sense: '<=', bound: AT_MOST_TIMES_COPY },
  )
}

async function withFreshHub(dataDir: string, threads: number, work: (hub: Hub) => Promise<number>): Promise<number> {
  await mkdir(dataDir, { recursive: true })
  const hub = await openBenchHub({ dataDir, threads })
  try {
    return await work(hub)
  } finally {
    await hub.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

interface Imported {
  readonly appended: number
  readonly refused: number
  readonly seconds: number
  readonly searchSeconds: number
  readonly peakBytes: number
}

async function importSeconds(hub: Hub, file: string, rows: number): Promise<Imported> {
  await inTransaction(hub.ports.pool, async (trx) => {
    const areas = AREAS.map((code) => ({
      code,
      validFrom: '2000-01-01',
      name: code,
      priceArea: null,
      meteredDataResponsibleId: null,
    }))
    await appendGridAreas(trx, areas, await nextRecordedSeq(trx))
  })
  const program = fileURLToPath(new URL('import-points.ts', import.meta.url))
  // Young objects get the room that the launcher gives them.
  const flags = [
    '--disable-warning=DeprecationWarning',
    '--disable-warning=ExperimentalWarning',
    '--max-semi-space-size=64',
  ]
  const running = promisify(execFile)(process.execPath, [...flags, program, hub.database.url, file, hub.ports.scratch])
  const endWithUs = (): void => void running.child.kill('SIGKILL')
  process.once('exit', endWithUs)
  const { stdout } = await running
  process.off('exit', endWithUs)
  const imported = JSON.parse(stdout) as Imported
  if (imported.appended !== rows || imported.refused !== 0)
    throw new Error(`${imported.appended} of ${rows} rows were recorded`)
  return imported
}

async function copySeconds({ ports: { pool } }: Hub, { copy }: PointFiles): Promise<number> {
  const table = 'bench_points.metering_point_period'
  await pool.query('create schema bench_points')
  await pool.query(`create table ${table} (like metering_points.metering_point_period including all)`)
  await pool.query(`create trigger is_append_only before update or delete or truncate on ${table}
    for each statement execute function platform.refuse_change()`)
  return await secondsOf(async () => {
    await inTransaction(pool, async (trx) => {
      const rows = createReadStream(copy, { highWaterMark: 1 << 20 })
      await pipeline(rows, trx.query(copyFrom(`copy ${table} (${COPY_COLUMNS.join(', ')}) from stdin`)))
    })
  })
}
