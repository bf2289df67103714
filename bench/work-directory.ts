import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** A directory of this run. */
export interface WorkDirectory {
  readonly path: string
  /** Removes it, unless it is to be kept. */
  readonly remove: () => void
}

/** Makes the directory in which everything lies; it is gone when the process ends, however it is asked to end. */
export function workDirectory(keep: string | undefined): WorkDirectory {
  if (keep !== undefined) {
    mkdirSync(keep, { recursive: true })
    return { path: resolve(keep), remove: () => {} }
  }
  const path = mkdtempSync(join(tmpdir(), 'gridbook-bench-'))
  const remove = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  process.once('exit', remove)
  return { path, remove }
}
