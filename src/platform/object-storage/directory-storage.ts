import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { constants, copyFile, mkdir, open, readFile, readdir, rm, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { GridbookError } from '../../kernel/index.ts'
import { syncPath, writeDurably } from './durable-file.ts'
import { checkedKey } from './object-storage.ts'
import type { ObjectStorage, StoredObject } from './object-storage.ts'
import { isStorageFull } from './storage-full.ts'

/** Where objects grow until they are whole; no key begins with a dot, so none is in the way and no list shows it. */
const UNFINISHED = '.unfinished'

/** Object storage in a directory of this machine: one file for each object, its key is its path. */
export class DirectoryStorage implements ObjectStorage {
  readonly #root: string

  /** @param root absolute path; created when the first object comes */
  constructor(root: string) {
    this.#root = root
  }

  async put(key: string, content: Uint8Array | Readable): Promise<number> {
    return await this.#write(key, async (growing) => await fill(growing, content))
  }

  async copy(fromKey: string, toKey: string): Promise<boolean> {
    const from = this.#path(fromKey)
    if (!(await this.exists(fromKey))) return false
    await this.#write(toKey, async (growing) => await copyFile(from, growing, constants.COPYFILE_FICLONE))
    return true
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    return await unlessAbsent(readFile(this.#path(key)), key)
  }

  async stream(key: string): Promise<Readable | undefined> {
    const path = this.#path(key)
    return (await this.exists(key)) ? createReadStream(path) : undefined
  }

  async exists(key: string): Promise<boolean> {
    const found = await unlessAbsent(stat(this.#path(key)), key)
    return found?.isFile() === true
  }

  async delete(key: string): Promise<void> {
    if (await this.exists(key)) await unlessAbsent(unlink(this.#path(key)), key)
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    const within = prefix.slice(0, prefix.lastIndexOf('/') + 1)
    if (within !== '') checkedKey(within.slice(0, -1))
    for await (const object of this.#below(within)) {
      if (object.key.startsWith(prefix)) yield object
    }
  }

  /**
   * Removes what processes that ended in the middle of a put left behind: unfinished objects older than the grace.
   * @returns how many
   */
  async sweepUnfinished({ graceMs, nowMs }: { graceMs: number; nowMs: number }): Promise<number> {
    const directory = join(this.#root, UNFINISHED)
    let removed = 0
    for (const name of (await unlessAbsent(readdir(directory), UNFINISHED)) ?? []) {
      const found = await unlessAbsent(stat(join(directory, name)), UNFINISHED)
      if (found === undefined || found.mtimeMs > nowMs - graceMs) continue
      await rm(join(directory, name), { force: true })
      removed += 1
    }
    return removed
  }

  async #write(key: string, write: (unfinishedPath: string) => Promise<void>): Promise<number> {
    const path = this.#path(key)
    const unfinished = join(this.#root, UNFINISHED, randomUUID())
    try {
      await makeDirectory(dirname(unfinished))
      await makeDirectory(dirname(path))
      return await writeDurably(path, write, unfinished)
    } catch (cause) {
      throw toStorageError(cause, key)
    }
  }

  // A directory sorts as its name with the slash behind it, so that keys come in their order over all levels.
  async *#below(directory: string): AsyncIterable<StoredObject> {
    const reading = readdir(join(this.#root, directory), { withFileTypes: true })
    const entries = (await unlessAbsent(reading, directory)) ?? []
    const names = entries
      .filter(({ name }) => !name.startsWith('.'))
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    for (const name of names.toSorted(byCodeUnit)) {
      const key = directory + name
      if (name.endsWith('/')) yield* this.#below(key)
      else {
        const found = await unlessAbsent(stat(join(this.#root, key)), key)
        if (found !== undefined) yield { key, bytes: found.size }
      }
    }
  }

  #path(key: string): string {
    return join(this.#root, checkedKey(key))
  }
}

const DENIED = new Set(['EACCES', 'EPERM', 'EROFS'])

function toStorageError(cause: unknown, key: string): unknown {
  if (isStorageFull(cause)) {
    return new GridbookError('STORAGE_FULL', `no space left for object ${key}`, { path: key }, { cause })
  }
  const { code, syscall } = cause instanceof Error ? (cause as NodeJS.ErrnoException) : {}
  // Whatever keeps a directory from being made: on a read-only volume ENOENT may say so, below a file ENOTDIR.
  if (code === undefined || (!DENIED.has(code) && syscall !== 'mkdir')) return cause
  return new GridbookError('STORAGE_DENIED', `object ${key} cannot be accessed: ${code}`, { path: key }, { cause })
}

function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

async function fill(path: string, content: Uint8Array | Readable): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(content)
  } finally {
    await file.close()
  }
}

// A directory that is new is an entry of its parent, which must survive a loss of power too.
async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true })
  if (first === undefined) return
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncPath(dirname(made))
}

async function unlessAbsent<T>(reading: Promise<T>, key: string): Promise<T | undefined> {
  try {
    return await reading
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined
    throw toStorageError(cause, key)
  }
}
