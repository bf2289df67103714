import { join } from 'node:path'
import { decodePool, type DecodePool } from '../exchange/index.ts'
import { dk } from '../market/index.ts'
import { SeriesDirectory, type ImportPorts } from '../measurements/index.ts'
import { pointDirectory } from '../metering-points/index.ts'
import {
  createLog,
  DirectoryStorage,
  openDatabase,
  openEngine,
  openLake,
  openRuns,
  deploymentClock,
  systemClock,
  type Config,
  type Database,
  type Engine,
  type Lake,
  type Log,
  type Pool,
  type RunDefinition,
  type Runs,
  type RunsOptions,
} from '../platform/index.ts'
import type { Clock, MarketZone } from '../kernel/index.ts'

/** What every run works with. */
export interface RunPorts {
  readonly pool: Pool
  readonly lake: Lake
  readonly engine: Engine
  readonly zone: MarketZone
  readonly clock: Clock
  /** A directory for what lives as long as a step. */
  readonly scratch: string
}

/** A deployment that is open, whatever its role: its stores, and how to close them. */
export interface Deployment {
  readonly config: Config
  readonly log: Log
  readonly database: Database
  readonly engine: Engine
  readonly decoders: DecodePool
  readonly ports: RunPorts
  /** Intake without what depends on the role: who may deliver, and what follows a delivery. */
  readonly intake: Omit<ImportPorts, 'responsibleFor' | 'alongside'>
  /** Executes the runs that are given; opened when first asked for, because not every command needs it. */
  readonly runsOf: (definitions: readonly RunDefinition[]) => Promise<Runs>
  readonly close: () => Promise<void>
}

/** How a deployment is opened. */
export interface OpenOptions {
  /** closed with the deployment; one of the usual size when left out */
  readonly decoders?: DecodePool
  /** lets other processes work on the embedded database meanwhile: for a process that serves */
  readonly acceptsGuests?: boolean
}

/** Opens the stores that the settings name. */
export async function openDeployment(
  config: Config,
  { decoders = decodePool({ profile: dk }), acceptsGuests = false }: OpenOptions = {},
): Promise<Deployment> {
  const { dataDir, databaseUrl } = config
  const database = await openDatabase({ dataDir, databaseUrl, acceptsGuests })
  const { pool } = database
  const clock = deploymentClock(config.today, dk.zone)
  const scratch = join(dataDir, 'scratch')
  const engine = await openEngine({
    threads: config.engineThreads,
    memoryLimit: config.engineMemoryLimit,
    tempDir: join(scratch, 'engine'),
  })
  const lake = openLake({ root: config.lakeDir, database: pool, clock: systemClock })
  const log = createLog(config.logLevel)
  const onStep: RunsOptions['onStep'] = (run, runId, step) => {
    log.debug({ run, runId, ...step }, 'a step is done')
  }
  let runs: Promise<Runs> | undefined
  return {
    config,
    log,
    database,
    engine,
    decoders,
    ports: { pool, lake, engine, zone: dk.zone, clock, scratch },
    intake: {
      pool,
      lake,
      engine,
      zone: dk.zone,
      series: new SeriesDirectory(),
      points: pointDirectory(),
      objects: new DirectoryStorage(join(dataDir, 'objects')),
      clock,
      take: (bytes) => decoders.take(bytes),
    },
    runsOf: (definitions) => (runs ??= openRuns({ pool, databaseUrl: database.url, definitions, onStep })),
    close: async () => {
      await (await runs)?.close()
      await decoders.close()
      await engine.close()
      await database.stop()
    },
  }
}
