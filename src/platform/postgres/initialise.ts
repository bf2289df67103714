import { existsSync, mkdirSync, openSync, closeSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { GridbookError } from '../../kernel/index.ts'
import type { PostgresBinaries } from './binaries.ts'
import { startBound } from './bound-process.ts'
import type { Identity } from './identity.ts'
import { handOver, ownName } from './reachable.ts'
import { lastLines } from './server-log.ts'

/** Name of the database user that owns everything. */
export const DATABASE_USER = 'gridbook'

/** What a first start needs to make a data directory. */
export interface Initialisation {
  readonly dataDirectory: string
  readonly binaries: PostgresBinaries
  readonly identity: Identity
  readonly logFile: string
  /** false: do not wait for the disk, for tests */
  readonly durable: boolean
}

/**
 * Makes the data directory if there is none. It is made beside its place and renamed when complete, so a kill at any
 * moment leaves either all of it or none; what earlier attempts left is removed.
 */
export async function initialise(plan: Initialisation): Promise<void> {
  removeUnfinished(plan.dataDirectory)
  if (existsSync(join(plan.dataDirectory, 'PG_VERSION'))) return
  const unfinished = `${plan.dataDirectory}.new-${process.pid}`
  mkdirSync(unfinished, { mode: 0o700 })
  handOver(unfinished, plan.identity)
  await runInitdb(plan, unfinished)
  renameSync(unfinished, plan.dataDirectory)
}

async function runInitdb(plan: Initialisation, directory: string): Promise<void> {
  const logFd = openSync(plan.logFile, 'a', 0o600)
  try {
    const initdb = await startBound({
      file: plan.binaries.initdb,
      args: [
        '-D',
        ownName(directory, plan.identity),
        '-U',
        DATABASE_USER,
        '--auth=trust',
        '-E',
        'UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
        ...(plan.durable ? [] : ['--no-sync']),
      ],
      identity: plan.identity,
      cwd: directory,
      logFd,
      deathSignal: 'KILL',
    })
    const end = await whileKeptAlive(initdb.ended)
    if (end !== 'exit 0') {
      throw new GridbookError('DATABASE_NOT_STARTED', `initdb ended with ${end}: ${lastLines(plan.logFile)}`, {
        path: plan.logFile,
      })
    }
  } finally {
    closeSync(logFd)
  }
}

// A bound process does not keep the event loop going by itself.
async function whileKeptAlive<T>(promise: Promise<T>): Promise<T> {
  const timer = setInterval(() => {}, 1_000)
  try {
    return await promise
  } finally {
    clearInterval(timer)
  }
}

function removeUnfinished(dataDirectory: string): void {
  const parent = dirname(dataDirectory)
  for (const name of readdirSync(parent)) {
    if (name.startsWith(`${basename(dataDirectory)}.new-`)) {
      rmSync(join(parent, name), { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
    }
  }
}
