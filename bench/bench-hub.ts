import { join } from 'node:path'
import { openHub, type Hub } from '../src/cli/open-hub.ts'
import { openSupplier, type Supplier } from '../src/cli/open-supplier.ts'
import { decodePool, type DecodePool } from '../src/exchange/index.ts'
import { GridbookError } from '../src/kernel/index.ts'
import { dk } from '../src/market/index.ts'
import { loadConfig, type Config } from '../src/platform/index.ts'

export type { Hub } from '../src/cli/open-hub.ts'

/** Where a hub of the benchmark lies and what it may use. */
export interface BenchHubOptions {
  readonly dataDir: string
  readonly threads: number
  /** A database that runs already, for a second process on the same hub. */
  readonly databaseUrl?: string
  /** Settings that the program takes from its configuration. */
  readonly settings?: Partial<Config>
}

const open = new Set<Pick<Hub, 'database'>>()

// One for all rounds, as in a hub that runs for months: each thread compiles its code anew. Its threads end with the process.
const decoders = lasting(decodePool({ profile: dk }))
const supplierDecoders = lasting(decodePool({ profile: dk, allowCalculated: true }))

function lasting(pool: DecodePool): DecodePool {
  return { take: (bytes) => pool.take(bytes), ready: () => pool.ready(), close: async () => {} }
}

/** Opens the hub as the program does, with its own defaults but for the threads; settings of the machine do not enter. */
export async function openBenchHub(options: BenchHubOptions): Promise<Hub> {
  const hub = await openHub(configOf(options), { decoders })
  return { ...hub, close: closing(hub) }
}

/** Opens a supplier in the same way. */
export async function openBenchSupplier(options: BenchHubOptions): Promise<Supplier> {
  const supplier = await openSupplier(configOf({ ...options, settings: { ...options.settings, role: 'supplier' } }), {
    decoders: supplierDecoders,
  })
  return { ...supplier, close: closing(supplier) }
}

function configOf({ dataDir, threads, databaseUrl, settings = {} }: BenchHubOptions): Config {
  const loaded = loadConfig({
    env: {},
    cwd: dataDir,
    flags: { ...settings, dataDir, lakeDir: join(dataDir, 'lake'), databaseUrl, engineThreads: threads },
  })
  if (!loaded.ok) throw new GridbookError('CONFIG_INVALID', loaded.error.map((fault) => fault.message).join('; '))
  return loaded.value.config
}

function closing(deployment: Pick<Hub, 'database' | 'close'>): () => Promise<void> {
  open.add(deployment)
  return async () => {
    open.delete(deployment)
    await deployment.close()
  }
}

/** Stops all open databases, whatever else is under way; for a process that is told to end. */
export async function stopDatabases(): Promise<void> {
  await Promise.allSettled([...open].map(({ database }) => database.stop()))
}
