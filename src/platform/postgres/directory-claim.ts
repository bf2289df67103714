import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { GridbookError } from '../../kernel/index.ts'

/** The right of one process to use a data directory. */
export interface DirectoryClaim {
  readonly release: () => void
}

const PATIENCE_MS = 400 // long enough for a predecessor that is just ending, short enough to be refused at once
const PAUSE_MS = 20

/**
 * Claims a directory for this process. The claim is a lock of the operating system on a file of SQLite's, the one lock
 * that Node offers which ends with its process, however that ends; so there is never a stale one to judge.
 * @throws GridbookError DATABASE_IN_USE that names the process which has the claim
 */
export async function claimDirectory(directory: string): Promise<DirectoryClaim> {
  const deadlineMs = Date.now() + PATIENCE_MS
  const ownerFile = join(directory, 'owner')
  for (;;) {
    const lock = tryLock(join(directory, 'owner.lock'))
    if (lock !== undefined) {
      writeFileSync(ownerFile, `${process.pid}\n`)
      return { release: () => lock.close() }
    }
    if (Date.now() >= deadlineMs) throw inUse(directory, ownerFile)
    await sleep(PAUSE_MS)
  }
}

function tryLock(file: string): DatabaseSync | undefined {
  const database = new DatabaseSync(file)
  try {
    database.exec('pragma journal_mode = memory; pragma locking_mode = exclusive; begin exclusive')
    return database
  } catch (cause) {
    database.close()
    if (isBusy(cause)) return undefined
    throw cause
  }
}

const SQLITE_BUSY = 5

function isBusy(cause: unknown): boolean {
  return cause instanceof Error && 'errcode' in cause && Number(cause.errcode) % 256 === SQLITE_BUSY
}

function inUse(directory: string, ownerFile: string): GridbookError {
  const owner = textOf(ownerFile).trim() || 'unknown'
  return new GridbookError('DATABASE_IN_USE', `the data directory ${directory} is in use by process ${owner}`, {
    path: directory,
  })
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
