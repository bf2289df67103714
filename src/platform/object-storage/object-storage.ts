import type { Readable } from 'node:stream'

/** One stored object, as a list shows it. */
export interface StoredObject {
  readonly key: string
  readonly bytes: number
}

/**
 * Keeps objects under keys: raw documents, exports. An object is there as a whole or not at all: every put is atomic and
 * durable, and replaces what had the key. A storage that refuses access answers every call with GridbookError
 * STORAGE_DENIED, one that is far away and does not answer with STORAGE_UNAVAILABLE. Keys are parts of letters, digits and `._=-` with `/` between
 * them; no key continues another one with a `/`.
 */
export interface ObjectStorage {
  /** Stores bytes under a key. @returns how many. @throws GridbookError STORAGE_FULL, and nothing is left of it */
  put(key: string, content: Uint8Array | Readable): Promise<number>
  /** All bytes of an object; undefined when there is none. */
  get(key: string): Promise<Uint8Array | undefined>
  /** The bytes as they come, for objects that need not fit in memory; undefined when there is none. */
  stream(key: string): Promise<Readable | undefined>
  /** Whether there is an object. */
  exists(key: string): Promise<boolean>
  /** Stores the bytes of an object under another key as well. @returns false when there is none, and nothing was done */
  copy(fromKey: string, toKey: string): Promise<boolean>
  /** Removes an object; nothing happens when there is none. */
  delete(key: string): Promise<void>
  /** The objects whose keys begin with the prefix, in the order of their keys' code units. */
  list(prefix: string): AsyncIterable<StoredObject>
}

/** The same key, checked. @throws RangeError for one that some storage could not hold, or that would leave the root */
export function checkedKey(key: string): string {
  const parts = key.split('/')
  const fine = key.length <= 900 && parts.every((part) => /^[A-Za-z0-9_=-][A-Za-z0-9._=-]{0,199}$/.test(part))
  if (!fine) throw new RangeError(`not a key of an object: ${JSON.stringify(key)}`)
  return key
}
