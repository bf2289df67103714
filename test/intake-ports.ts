import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { takeDocument } from '../src/exchange/index.ts'
import { clockFrom, type MarketZone } from '../src/kernel/index.ts'
import { auNem, dk, gridAreasAsKnown } from '../src/market/index.ts'
import {
  openReadingSnapshot,
  SeriesDirectory,
  type ImportPorts,
  type ReadingSnapshot,
} from '../src/measurements/index.ts'
import { pointDirectory } from '../src/metering-points/index.ts'
import {
  DirectoryStorage,
  inTransaction,
  openEngine,
  openLake,
  type Engine,
  type Lake,
  type Pool,
  type Transaction,
} from '../src/platform/index.ts'
import { freshDatabase } from './database.ts'

/** Everything that intake needs, on a database and a lake of its own. */
export interface TestIntake {
  readonly ports: ImportPorts
  readonly pool: Pool
  readonly lake: Lake
  readonly engine: Engine
  /** Connection string of the database. */
  readonly url: string
  /** A directory of the test's own; the lake and the object storage lie in it. */
  readonly directory: string
  /** Ports as another process would have them: the same stores, empty caches. */
  readonly otherProcess: () => ImportPorts
  /** The time is this from now on, epoch milliseconds. */
  readonly setNow: (nowMs: number) => void
  /** Opens a snapshot of the months, asks it, closes it. */
  readonly atSnapshot: <T>(
    months: readonly string[],
    atSeq: bigint | undefined,
    ask: (snapshot: ReadingSnapshot, trx: Transaction) => Promise<T>,
  ) => Promise<T>
  /** Closes everything, removes the directory and drops the database. */
  readonly close: () => Promise<void>
}

/** Opens intake for a market zone; the clock stands at the first of May 2026 until it is set. */
export async function openTestIntake({
  zone = dk.zone,
  threads = 1,
}: { readonly zone?: MarketZone; readonly threads?: number } = {}): Promise<TestIntake> {
  const database = await freshDatabase({ max: 8 })
  const directory = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'gridbook-intake-'))
  const engine = await openEngine({ threads, tempDir: join(directory, 'spill') })
  let nowMs = Date.UTC(2026, 4, 1)
  const clock = clockFrom(() => nowMs)
  const lake = openLake({ root: join(directory, 'lake'), database: database.pool, clock })
  const profile = zone === auNem.zone ? auNem : dk
  const portsOf = (): ImportPorts => ({
    pool: database.pool,
    lake,
    engine,
    zone,
    series: new SeriesDirectory(),
    points: pointDirectory(),
    responsibleFor: (trx) => responsibleFor(trx, clock.today(zone)),
    objects: new DirectoryStorage(join(directory, 'objects')),
    clock,
    take: async (bytes) => takeDocument(bytes, { profile }),
  })
  const ports = portsOf()
  let snapshots = 0
  return {
    ports,
    pool: database.pool,
    lake,
    engine,
    url: database.url,
    directory,
    otherProcess: portsOf,
    setNow: (ms) => {
      nowMs = ms
    },
    atSnapshot: async (months, atSeq, ask) => {
      const own = join(directory, `snapshot-${(snapshots += 1)}`)
      return await inTransaction(
        database.pool,
        async (trx) => {
          const snapshot = await openReadingSnapshot(
            trx,
            { months, directory: own, ...(atSeq === undefined ? {} : { atSeq }) },
            ports,
          )
          try {
            return await ask(snapshot, trx)
          } finally {
            await snapshot.close()
          }
        },
        { isolation: 'repeatable read' },
      )
    },
    close: async () => {
      await engine.close()
      await database.drop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function responsibleFor(trx: Transaction, asOf: string): Promise<(gridArea: string) => string | undefined> {
  const areas = await gridAreasAsKnown(trx, { asOf })
  return (gridArea) => areas.find((area) => area.code === gridArea)?.meteredDataResponsibleId ?? undefined
}

/** SHA-256 of some bytes, as documents are identified. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** A directory below the test's own that exists. */
export async function subdirectory({ directory }: TestIntake, name: string): Promise<string> {
  const path = join(directory, name)
  await mkdir(path, { recursive: true })
  return path
}
