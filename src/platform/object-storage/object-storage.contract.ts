import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { beforeEach, expect, test } from 'vitest'
import type { ObjectStorage } from './object-storage.ts'

/** What every object storage must do, as tests; `open` gives an empty one. */
export function objectStorageContract(open: () => Promise<ObjectStorage>): void {
  let storage: ObjectStorage
  beforeEach(async () => {
    storage = await open()
  })
  const keys = async (prefix: string): Promise<string[]> =>
    (await Array.fromAsync(storage.list(prefix))).map(({ key }) => key)

  test.each([0, 1, 70_000, 3_000_000])('%d bytes come back, from bytes and from a stream', async (size) => {
    const bytes = randomBytes(size)
    expect(await storage.put('raw/a.json', bytes)).toBe(size)
    expect(Buffer.from((await storage.get('raw/a.json')) ?? 'none').equals(bytes)).toBe(true)
    expect(await storage.put('raw/b.json', Readable.from(chunksOf(bytes)))).toBe(size)
    expect((await buffer((await storage.stream('raw/b.json')) ?? Readable.from('none'))).equals(bytes)).toBe(true)
  })

  test('what is not there is undefined, not an error', async () => {
    await storage.put('a/b/c', Buffer.from('x'))
    for (const key of ['a/b/d', 'a/b', 'a', 'a/b/c/d', 'none']) {
      expect(await storage.get(key)).toBeUndefined()
      expect(await storage.stream(key)).toBeUndefined()
      expect(await storage.exists(key)).toBe(false)
      await storage.delete(key)
    }
    expect(await keys('')).toEqual(['a/b/c'])
  })

  test('a put replaces what had the key', async () => {
    await storage.put('a', Buffer.from('a long first text'))
    await storage.put('a', Buffer.from('second'))
    expect(String(Buffer.from((await storage.get('a')) ?? ''))).toBe('second')
    expect(await Array.fromAsync(storage.list(''))).toEqual([{ key: 'a', bytes: 6 }])
  })

  test('a deleted object is gone', async () => {
    await storage.put('a/b', Buffer.from('x'))
    await storage.delete('a/b')
    expect(await storage.exists('a/b')).toBe(false)
    expect(await keys('')).toEqual([])
  })

  test('a copy has the same bytes under another key, and replaces what had it', async () => {
    const bytes = randomBytes(70_000)
    await storage.put('_staging/run_date=2026-03-31/a', bytes)
    await storage.put('v=1/a', Buffer.from('before'))
    expect(await storage.copy('_staging/run_date=2026-03-31/a', 'v=1/a')).toBe(true)
    expect(Buffer.from((await storage.get('v=1/a')) ?? '').equals(bytes)).toBe(true)
    expect(await keys('')).toEqual(['_staging/run_date=2026-03-31/a', 'v=1/a'])
    expect(await storage.copy('none', 'v=1/a')).toBe(false)
    expect((await storage.get('v=1/a'))?.length).toBe(70_000)
    await expect(storage.copy('v=1/a', '../a')).rejects.toThrow(RangeError)
  })

  test('a stream that breaks leaves nothing, not even of what it would have replaced', async () => {
    await storage.put('a', Buffer.from('before'))
    await expect(storage.put('a', Readable.from(broken()))).rejects.toThrow('the sender went away')
    expect(await Array.fromAsync(storage.list(''))).toEqual([{ key: 'a', bytes: 6 }])
  })

  test('a list has the keys of its prefix in their order', async () => {
    const all = ['a-b', 'a.b', 'a/b', 'a/b-c', 'a/b.c/d', 'a/bc', 'a=b', 'aa', 'b/a', 'b/a=1/c', 'A']
    await Promise.all(all.toReversed().map(async (key) => await storage.put(key, Buffer.from(key))))
    expect(await keys('')).toEqual(all.toSorted())
    expect(await keys('a')).toEqual(all.filter((key) => key.startsWith('a')).toSorted())
    expect(await keys('a/b')).toEqual(['a/b', 'a/b-c', 'a/b.c/d', 'a/bc'].toSorted())
    expect(await keys('b/')).toEqual(['b/a', 'b/a=1/c'])
    expect(await keys('none/')).toEqual([])
  })

  test('writers of one key at the same time: the last one whole', async () => {
    const texts = Array.from({ length: 12 }, (_, i) => String(i).repeat(50_000 + i))
    await Promise.all(texts.map(async (text) => await storage.put('same', Buffer.from(text))))
    expect(texts).toContain(String(Buffer.from((await storage.get('same')) ?? '')))
  })

  test.each([
    '',
    '/',
    'a/',
    '/a',
    'a//b',
    '..',
    'a/../b',
    '.a',
    'a b',
    'a\\b',
    'æ',
    'a\0',
    'x'.repeat(201),
    'a/'.repeat(500),
  ])('%j is no key', async (key) => {
    await expect(storage.put(key, Buffer.from('x'))).rejects.toThrow(RangeError)
    await expect(storage.get(key)).rejects.toThrow(RangeError)
    expect(await keys('')).toEqual([])
  })
}

async function* broken(): AsyncIterable<Buffer> {
  yield Buffer.alloc(100_000)
  throw new Error('the sender went away')
}

function* chunksOf(bytes: Buffer): Iterable<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}
