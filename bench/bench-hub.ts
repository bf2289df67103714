import { join } from 'node:path'
import { openHub, type Hub } from '../src/cli/open-hub.ts'
import { decodePool, type DecodePool } from '../src/exchange/index.ts'
import { GridbookError } from '../src/kernel/index.ts'
import { dk } from '../src/market/index.ts'
import { loadConfig } from '../src/platform/index.ts'

export type { Hub } from '../src/cli/open-hub.ts'

/** Where a hub of the benchmark lies and what it may use. */
export interface BenchHubOptions {
  readonly dataDir: string
  readonly threads: number
  /** A database that runs already, for a second process on the same hub. */
  readonly databaseUrl?: string
}

const open = new Set<Hub>()

// One for all rounds, as in a hub that runs for months: each thread compiles its code anew. Its threads end with the process.
const pool = decodePool({ profile: dk })
const decoders: DecodePool = { take: (bytes) => pool.take(bytes), ready: () => pool.ready(), close: async () => {} }

/** Opens the hub as the program does, with its own defaults but for the threads; settings of the machine do not enter. */
export async function openBenchHub({ dataDir, threads, databaseUrl }: BenchHubOptions): Promise<Hub> {
  const settings = loadConfig({
    env: {},
    cwd: dataDir,
    flags: { dataDir, lakeDir: join(dataDir, 'lake'), databaseUrl, engineThreads: threads },
  })
  if (!settings.ok) throw new GridbookError('CONFIG_INVALID', settings.error.map((fault) => fault.message).join('; '))
  const hub = await openHub(settings.value.config, { decoders })
  open.add(hub)
  const close = async (): Promise<void> => {
    open.delete(hub)
    await hub.close()
  }
  return { ...hub, close }
}

/** Stops the databases of all open hubs, whatever else is under way; for a process that is told to end. */
export async function stopDatabases(): Promise<void> {
  await Promise.allSettled([...open].map((hub) => hub.database.stop()))
}
