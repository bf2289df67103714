import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { GridbookError } from '../../kernel/index.ts'

/**
 * As whom the server runs; PostgreSQL refuses to run as root.
 * self: as we do. namespace: root, shown to the server as an unprivileged user, so that files stay root's and a home of
 * mode 0700 is no obstacle. user: root gives up its rights for those of another user, who then owns the files.
 */
export type Identity =
  | { readonly kind: 'self' }
  | { readonly kind: 'namespace'; readonly uid: number; readonly gid: number }
  | { readonly kind: 'user'; readonly uid: number; readonly gid: number }

/** The identity that this machine allows: the first of self (not root), namespace, user. */
export function allowedIdentity(): Identity {
  if (process.getuid?.() !== 0) return { kind: 'self' }
  const ids = unprivilegedUser()
  const namespace: Identity = { kind: 'namespace', ...ids }
  const [probe, ...args] = identityPrefix(namespace)
  const works =
    process.platform === 'linux' &&
    probe !== undefined &&
    spawnSync(probe, [...args, 'true'], { stdio: 'ignore' }).status === 0
  return works ? namespace : { kind: 'user', ...ids }
}

/** The words in front of a command that make it run as the identity; for `user` without setpriv, spawn does it. */
export function identityPrefix(identity: Identity): readonly string[] {
  if (identity.kind !== 'namespace') return []
  return ['unshare', '--user', `--map-user=${identity.uid}`, `--map-group=${identity.gid}`, '--']
}

/** Who owns the server's files, seen from outside; undefined where we need not care. */
export function fileOwner(identity: Identity): { readonly uid: number; readonly gid: number } | undefined {
  if (identity.kind === 'self') return undefined
  return identity.kind === 'user' ? identity : { uid: 0, gid: 0 }
}

// initdb looks the user up by number, so it must exist.
function unprivilegedUser(): { uid: number; gid: number } {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of ['daemon', 'nobody']) {
    const [, , uid, gid] = users.find(([user]) => user === name) ?? []
    if (Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new GridbookError(
    'DATABASE_NOT_STARTED',
    'PostgreSQL does not run as root, and this machine has neither a user daemon nor a user nobody to run it as',
  )
}
