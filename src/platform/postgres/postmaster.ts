import { spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { GridbookError } from '../../kernel/index.ts'

const PID_LINE = 0
const STATUS_LINE = 7
const POLL_MS = 10
const FAST_SHUTDOWN_MS = 15_000
const IMMEDIATE_SHUTDOWN_MS = 5_000

/** The id of the PostgreSQL process that runs on a data directory; undefined when none does, whatever postmaster.pid says. */
export function runningPostmaster(dataDirectory: string): number | undefined {
  const pid = Number(postmasterLines(dataDirectory)[PID_LINE])
  return Number.isSafeInteger(pid) && pid > 0 && isAlive(pid) && servesDirectory(pid, dataDirectory) ? pid : undefined
}

/** Whether this server process has said that it accepts connections. */
export function acceptsConnections(dataDirectory: string, pid: number): boolean {
  const lines = postmasterLines(dataDirectory)
  return Number(lines[PID_LINE]) === pid && lines[STATUS_LINE]?.trim() === 'ready'
}

/** Asks a server to close its connections and end in order; if it does not, it ends at once and recovers at its next start. */
export async function stopPostmaster(pid: number): Promise<void> {
  if (await endsAfter(pid, 'SIGINT', FAST_SHUTDOWN_MS)) return
  if (await endsAfter(pid, 'SIGQUIT', IMMEDIATE_SHUTDOWN_MS)) return
  throw new GridbookError('DATABASE_NOT_STARTED', `PostgreSQL process ${pid} does not end`)
}

async function endsAfter(pid: number, signal: 'SIGINT' | 'SIGQUIT', patienceMs: number): Promise<boolean> {
  try {
    process.kill(pid, signal)
  } catch {
    return !isAlive(pid)
  }
  const deadlineMs = Date.now() + patienceMs
  while (isAlive(pid)) {
    if (Date.now() > deadlineMs) return false
    await sleep(POLL_MS)
  }
  return true
}

/** Whether a process of this id exists and has not ended; one that waits to be collected by its parent has ended. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM'
  }
  return !/^\d+ \(.*\) Z/s.test(textOf(`/proc/${pid}/stat`))
}

// A process id is used again by other programs, so the name of the program and its directory must fit too.
function servesDirectory(pid: number, dataDirectory: string): boolean {
  if (process.platform === 'linux') {
    return textOf(`/proc/${pid}/stat`).includes('(postgres)') && workingDirectory(pid) === realpathSync(dataDirectory)
  }
  const command = spawnSync('ps', ['-o', 'command=', '-p', `${pid}`], { encoding: 'utf8' }).stdout
  return command.includes('postgres') && command.includes(dataDirectory)
}

function workingDirectory(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

function postmasterLines(dataDirectory: string): string[] {
  return textOf(join(dataDirectory, 'postmaster.pid')).split('\n')
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
