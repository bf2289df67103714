import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MEMORY = '/dev/shm'

/** A directory for one test file: in memory where the machine has such a place, since these tests write the same again and again. */
export function makeProofDirectory(): string {
  return realpathSync(mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'gridbook-proof-')))
}

/** Removes a directory and all in it. */
export function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
}

/** Copies a data directory that no process uses, with the owners and modes that PostgreSQL insists on. */
export function copyDirectory(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to])
}

/** Ids of the processes that work in a directory or below it: the server of a data directory and its children. */
export function processesIn(directory: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => isWithin(directory, workingDirectory(pid)))
    .map(Number)
}

function isWithin(directory: string, path: string): boolean {
  return path === directory || path.startsWith(`${directory}/`)
}

function workingDirectory(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return '' // it has ended
  }
}
