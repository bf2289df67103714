import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FILE = 'guests'

/**
 * Says where the server of this process listens, for commands that work beside it. The file counts only while the
 * directory is claimed: what a killed process left is removed by the next one that claims it.
 */
export function inviteGuests(directory: string, url: string): void {
  const path = join(directory, FILE)
  writeFileSync(`${path}.new`, url, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

/** From now on no process joins. */
export function refuseGuests(directory: string): void {
  rmSync(join(directory, FILE), { force: true })
}

/** Where the server listens of the process that has claimed the directory; undefined when it accepts no guests. */
export function invitationTo(directory: string): string | undefined {
  try {
    return readFileSync(join(directory, FILE), 'utf8')
  } catch {
    return undefined
  }
}
