import { closeSync, mkdirSync, openSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { GridbookError } from '../../kernel/index.ts'
import { embeddedBinaries } from './binaries.ts'
import type { PostgresBinaries } from './binaries.ts'
import { startBound } from './bound-process.ts'
import type { BoundProcess } from './bound-process.ts'
import { claimDirectory } from './directory-claim.ts'
import { allowedIdentity, fileOwner } from './identity.ts'
import type { Identity } from './identity.ts'
import { DATABASE_USER, initialise } from './initialise.ts'
import { acceptsConnections, runningPostmaster, stopPostmaster } from './postmaster.ts'
import { handOver, ownName, reachableBinaries } from './reachable.ts'
import { lastLines, rotateLog } from './server-log.ts'
import { makeTemporaryDirectory, removeTemporaryDirectories } from './temporary-directory.ts'

/** A PostgreSQL server that is ours: it ends when we do. */
export interface PostgresServer {
  readonly pid: number
  /** connection string of one of its databases */
  readonly url: (database: string) => string
  /** Ends the server in order and gives the directory free; a second call does nothing. */
  readonly stop: () => Promise<void>
}

/** Where and how to run a server. */
export interface ServerOptions {
  /** directory of the server alone; made when missing */
  readonly directory: string
  /** false gives up safety against a loss of power for speed; for tests */
  readonly durable?: boolean
  /** as whom to run; the machine decides when absent */
  readonly identity?: Identity
  /** whether the kernel ties the server to us; the machine decides when absent */
  readonly boundByKernel?: boolean
}

const PORT = 5432 // names the socket only: TCP is off
const MAX_SOCKET_PATH_BYTES = 107
const START_MS = 60_000
const POLL_MS = 5

/**
 * Starts the embedded PostgreSQL on a directory. No server outlives this process; one that a killed machine or a killed
 * watchdog left is stopped first. It listens on a Unix socket only.
 * @throws GridbookError DATABASE_IN_USE naming the process that uses the directory (within half a second), or DATABASE_NOT_STARTED
 */
export async function startPostgres(options: ServerOptions): Promise<PostgresServer> {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 })
  const directory = realpathSync(options.directory)
  const claim = await claimDirectory(directory)
  const close = (): void => {
    removeTemporaryDirectories(directory)
    claim.release()
  }
  try {
    return await startClaimed(directory, options, close)
  } catch (cause) {
    close()
    throw cause
  }
}

async function startClaimed(directory: string, options: ServerOptions, close: () => void): Promise<PostgresServer> {
  const dataDirectory = join(directory, 'data')
  const logFile = join(directory, 'server.log')
  const identity = options.identity ?? allowedIdentity()
  const durable = options.durable ?? true
  const leftover = runningPostmaster(dataDirectory)
  if (leftover !== undefined) await stopPostmaster(leftover)
  removeTemporaryDirectories(directory)
  rotateLog(logFile)
  const binaries = reachableBinaries(await embeddedBinaries(), identity, directory)
  await initialise({ dataDirectory, binaries, identity, logFile, durable })
  handOver(dataDirectory, identity)
  const socketDirectory = socketDirectoryFor(directory, dataDirectory, identity)
  const server = await startAndWait(
    { dataDirectory, socketDirectory, logFile, binaries, identity, durable },
    options.boundByKernel,
  )
  return {
    pid: server.pid,
    url: (database) =>
      `postgres://${DATABASE_USER}@localhost/${database}?host=${encodeURIComponent(socketDirectory)}&port=${PORT}`,
    stop: once(async () => {
      await stopPostmaster(server.pid)
      close()
    }),
  }
}

function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return async () => await (done ??= act())
}

/** The data directory itself, unless the path of a socket in it would be longer than the operating system takes. */
function socketDirectoryFor(directory: string, dataDirectory: string, identity: Identity): string {
  const path = join(dataDirectory, `.s.PGSQL.${PORT}`)
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES) return dataDirectory
  return makeTemporaryDirectory(directory, 0o700, fileOwner(identity))
}

interface Place {
  readonly dataDirectory: string
  readonly socketDirectory: string
  readonly logFile: string
  readonly binaries: PostgresBinaries
  readonly identity: Identity
  readonly durable: boolean
}

async function startAndWait(place: Place, boundByKernel: boolean | undefined): Promise<BoundProcess> {
  const deadlineMs = Date.now() + START_MS
  for (;;) {
    const server = await startProcess(place, boundByKernel)
    const end = await readyOrEnded(server, place.dataDirectory, deadlineMs)
    if (end === undefined) return server
    const log = lastLines(place.logFile)
    // Children of a server that was killed hold its memory until they notice, some milliseconds later.
    if (!log.includes('shared memory block') || Date.now() > deadlineMs) {
      throw new GridbookError('DATABASE_NOT_STARTED', `PostgreSQL ended with ${end}: ${log}`, { path: place.logFile })
    }
    await sleep(100)
  }
}

async function startProcess(place: Place, boundByKernel: boolean | undefined): Promise<BoundProcess> {
  const logFd = openSync(place.logFile, 'a', 0o600)
  try {
    return await startBound(
      {
        file: place.binaries.postgres,
        args: [
          '-D',
          ownName(place.dataDirectory, place.identity),
          '-p',
          `${PORT}`,
          ...settings(place).flatMap((setting) => ['-c', setting]),
        ],
        identity: place.identity,
        cwd: place.dataDirectory,
        logFd,
        deathSignal: 'INT',
      },
      boundByKernel,
    )
  } finally {
    closeSync(logFd)
  }
}

function settings(place: Place): string[] {
  const inside = place.socketDirectory === place.dataDirectory
  return [
    'listen_addresses=',
    `unix_socket_directories=${inside ? ownName(place.dataDirectory, place.identity) : place.socketDirectory}`,
    'timezone=UTC',
    'log_timezone=UTC',
    'max_wal_size=4GB', // fewer checkpoints while much is imported
    ...(place.durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ]
}

/** undefined when the server accepts connections; else how it ended. */
async function readyOrEnded(
  server: BoundProcess,
  dataDirectory: string,
  deadlineMs: number,
): Promise<string | undefined> {
  let end: string | undefined
  void server.ended.then((how) => {
    end = how
  })
  while (end === undefined && Date.now() < deadlineMs) {
    if (acceptsConnections(dataDirectory, server.pid)) return undefined
    await sleep(POLL_MS)
  }
  if (end === undefined) await stopPostmaster(server.pid)
  return end ?? `no answer after ${START_MS / 1_000} s`
}
