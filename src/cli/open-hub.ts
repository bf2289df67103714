import { join } from 'node:path'
import type { Command } from 'commander'
import { decodePool, type DecodePool } from '../exchange/index.ts'
import { dk, gridAreasAsKnown } from '../market/index.ts'
import { SeriesDirectory, type ImportPorts } from '../measurements/index.ts'
import { pointDirectory } from '../metering-points/index.ts'
import {
  DirectoryStorage,
  openDatabase,
  openEngine,
  openLake,
  openRuns,
  createLog,
  systemClock,
  type Config,
  type Database,
  type Engine,
  type RunDefinition,
  type Runs,
  type RunsOptions,
  type Transaction,
} from '../platform/index.ts'
import { calculationRun, type CalculationPorts } from '../settlement/index.ts'
import { readConfig } from './read-config.ts'

/** A hub that is open: its stores, what it computes with, and how to close it. */
export interface Hub {
  readonly database: Database
  readonly engine: Engine
  readonly intake: ImportPorts
  readonly calculation: CalculationPorts
  readonly calculationRun: RunDefinition
  /** Executes runs; opened when first asked for, because not every command needs it. */
  readonly runs: () => Promise<Runs>
  readonly close: () => Promise<void>
}

/** Opens the stores of a deployment and puts the rooms together. The pool of decoders is closed with the hub. */
export async function openHub(config: Config, decoders: DecodePool = decodePool({ profile: dk })): Promise<Hub> {
  const database = await openDatabase({ dataDir: config.dataDir, databaseUrl: config.databaseUrl })
  const engine = await openEngine({
    threads: config.engineThreads,
    memoryLimit: config.engineMemoryLimit,
    tempDir: join(config.dataDir, 'scratch', 'engine'),
  })
  const lake = openLake({ root: config.lakeDir, database: database.pool, clock: systemClock })
  const { pool } = database
  const intake: ImportPorts = {
    pool,
    lake,
    engine,
    zone: dk.zone,
    series: new SeriesDirectory(),
    points: pointDirectory(),
    responsibleFor,
    objects: new DirectoryStorage(join(config.dataDir, 'objects')),
    clock: systemClock,
    take: (bytes) => decoders.take(bytes),
  }
  const calculation: CalculationPorts = { pool, lake, engine, zone: dk.zone, scratch: join(config.dataDir, 'scratch') }
  const definition = calculationRun(calculation)
  let runs: Promise<Runs> | undefined
  const log = createLog(config.logLevel)
  const onStep: RunsOptions['onStep'] = (run, runId, step) => {
    log.debug({ run, runId, ...step }, 'a step is done')
  }
  return {
    database,
    engine,
    intake,
    calculation,
    calculationRun: definition,
    runs: () => (runs ??= openRuns({ pool, databaseUrl: database.url, definitions: [definition], onStep })),
    close: async () => {
      await (await runs)?.close()
      await decoders.close()
      await engine.close()
      await database.stop()
    },
  }
}

async function responsibleFor(trx: Transaction): Promise<(gridArea: string) => string | undefined> {
  const areas = await gridAreasAsKnown(trx, { asOf: systemClock.today(dk.zone) })
  const responsible = new Map(areas.map((area) => [area.code, area.meteredDataResponsibleId ?? undefined]))
  return (gridArea) => responsible.get(gridArea)
}

/** Opens the hub that the settings name, does the work, and closes it whatever happens. */
export async function withHub(command: Command, work: (hub: Hub, config: Config) => Promise<void>): Promise<void> {
  const config = readConfig(command)
  const hub = await openHub(config)
  try {
    await work(hub, config)
  } finally {
    await hub.close()
  }
}
