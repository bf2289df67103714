import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { exportJWK, generateKeyPair, importJWK } from 'jose'
import type { JWK } from 'jose'
import { GridbookError } from '../../kernel/index.ts'

/** How tokens are signed: ECDSA on P-256. */
export const SIGNING_ALGORITHM = 'ES256'

/**
 * The private key that tokens are signed with. With a file it outlives the process: tokens that were handed out before a
 * restart stay valid. Two processes that start at once end up with the same key.
 * @param file where the key is kept as a JSON Web Key, readable for its owner alone; left out: a key for this process
 * @throws FILE_UNREADABLE when the file holds no such key; it is never replaced
 */
export async function signingKey(file?: string): Promise<JWK> {
  if (file === undefined) return await newKey()
  const kept = await readKey(file)
  if (kept !== undefined) return kept
  await keep(file, await newKey())
  return (await readKey(file)) ?? unreadable(file, 'it is gone again')
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true })
  return { ...(await exportJWK(privateKey)), alg: SIGNING_ALGORITHM, use: 'sig', kid: randomBytes(8).toString('hex') }
}

async function readKey(file: string): Promise<JWK | undefined> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    return unreadable(file, 'it cannot be read', cause)
  })
  if (text === undefined) return undefined
  try {
    const key = JSON.parse(text) as JWK
    await importJWK(key, SIGNING_ALGORITHM)
    if (typeof key.d !== 'string' || typeof key.kid !== 'string') throw new Error('no private key with a name')
    return key
  } catch (cause) {
    return unreadable(file, 'it is no private key of a token issuer', cause)
  }
}

// A link is made only where nothing is, so the first key to arrive stays, whole.
async function keep(file: string, key: JWK): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(JSON.stringify(key))
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    await link(draft, file)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
  } finally {
    await rm(draft, { force: true })
  }
}

function unreadable(file: string, why: string, cause?: unknown): never {
  throw new GridbookError('FILE_UNREADABLE', `key file ${file}: ${why}`, { path: file }, { cause })
}
