import { chownSync, cpSync, lstatSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { PostgresBinaries } from './binaries.ts'
import type { Identity } from './identity.ts'
import { fileOwner } from './identity.ts'
import { makeTemporaryDirectory } from './temporary-directory.ts'

/**
 * The programs at a place where the identity may run them. Another user does not get below a home of mode 0700, so for it
 * they are copied next to other temporary files (60 MB, a tenth of a second), and removed when the server stops.
 */
export function reachableBinaries(
  binaries: PostgresBinaries,
  identity: Identity,
  serverDirectory: string,
): PostgresBinaries {
  if (identity.kind !== 'user' || isOpenToOthers(binaries.postgres)) return binaries
  const installed = dirname(dirname(binaries.postgres))
  const copy = makeTemporaryDirectory(serverDirectory, 0o755)
  cpSync(installed, copy, { recursive: true, verbatimSymlinks: true })
  return {
    postgres: join(copy, relative(installed, binaries.postgres)),
    initdb: join(copy, relative(installed, binaries.initdb)),
  }
}

/**
 * How a server in its data directory is told of it. Another user may stand in a directory below one of mode 0700, having
 * been put there, but not walk to it; the kernel's own link needs no walk.
 */
export function ownName(dataDirectory: string, identity: Identity): string {
  return identity.kind === 'user' && process.platform === 'linux' ? '/proc/self/cwd' : dataDirectory
}

/** Gives the files of a data directory to the identity, when another one has used it before. */
export function handOver(dataDirectory: string, identity: Identity): void {
  const owner = fileOwner(identity)
  if (owner === undefined || statSync(dataDirectory).uid === owner.uid) return
  chownSync(dataDirectory, owner.uid, owner.gid)
  for (const entry of readdirSync(dataDirectory, { recursive: true, encoding: 'utf8' })) {
    const path = join(dataDirectory, entry)
    if (!lstatSync(path).isSymbolicLink()) chownSync(path, owner.uid, owner.gid)
  }
}

const OTHERS_MAY_PASS = 0o001

function isOpenToOthers(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & OTHERS_MAY_PASS) === 0) return false
    if (at === dirname(at)) return true
  }
}
