import { appendFileSync, chmodSync, chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const NAME = 'gridbook-'
const LIST = 'temporary-directories'

/** Makes a directory outside of the server's own, and notes it there, so that a later start removes what a killed one left. */
export function makeTemporaryDirectory(
  serverDirectory: string,
  mode: 0o700 | 0o755,
  owner?: { readonly uid: number; readonly gid: number },
): string {
  const made = mkdtempSync(join(tmpdir(), NAME))
  appendFileSync(join(serverDirectory, LIST), `${made}\n`)
  chmodSync(made, mode)
  if (owner !== undefined) chownSync(made, owner.uid, owner.gid)
  return made
}

/** Removes every temporary directory that the server's directory has noted. */
export function removeTemporaryDirectories(serverDirectory: string): void {
  const list = join(serverDirectory, LIST)
  for (const path of linesOf(list)) {
    // Only what has the form that we give: the list may have been written by hand.
    if (path.startsWith(join(tmpdir(), NAME)) && !path.includes('..')) rmSync(path, { recursive: true, force: true })
  }
  rmSync(list, { force: true })
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}
