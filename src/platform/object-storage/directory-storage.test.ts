import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, describe, expect, test } from 'vitest'
import { GridbookError } from '../../kernel/index.ts'
import { DirectoryStorage } from './directory-storage.ts'
import { objectStorageContract } from './object-storage.contract.ts'

const directory = mkdtempSync(join(tmpdir(), 'objects-'))
afterAll(() => rmSync(directory, { recursive: true }))
let opened = 0
const emptyRoot = (): string => join(directory, `root-${(opened += 1)}`)

describe('the contract of object storage, in a directory', () => {
  objectStorageContract(() => Promise.resolve(new DirectoryStorage(emptyRoot())))
})

test('a full volume is said so, with the key, and nothing is left', async () => {
  const root = emptyRoot()
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  const content = new Readable({
    read() {
      this.destroy(full)
    },
  })
  const refused = new DirectoryStorage(root).put('raw/x', content)
  await expect(refused).rejects.toBeInstanceOf(GridbookError)
  await expect(refused).rejects.toMatchObject({ code: 'STORAGE_FULL', where: { path: 'raw/x' } })
  expect(readdirSync(join(root, 'raw'))).toEqual([])
  expect(readdirSync(join(root, '.unfinished'))).toEqual([])
})

test('a failure that is no full volume stays what it is', async () => {
  const broken = new Readable({
    read() {
      this.destroy(new Error('the source broke'))
    },
  })
  await expect(new DirectoryStorage(emptyRoot()).put('a/b', broken)).rejects.not.toBeInstanceOf(GridbookError)
})

test.each([
  ['a file where a directory is needed', 'a/b'],
  ['a root that is a file', 'file/b'],
])('%s is access that is denied', async (_, key) => {
  const root = emptyRoot()
  mkdirSync(root)
  writeFileSync(join(root, 'a'), '')
  writeFileSync(join(root, 'file'), '')
  const storage = key === 'a/b' ? new DirectoryStorage(root) : new DirectoryStorage(join(root, 'file'))
  const refused = storage.put(key, Buffer.from('x'))
  await expect(refused).rejects.toMatchObject({ code: 'STORAGE_DENIED', where: { path: key } })
})

test('a directory that may not be written to is said so, with the key', async () => {
  const root = emptyRoot()
  const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })
  const content = new Readable({
    read() {
      this.destroy(denied)
    },
  })
  const refused = new DirectoryStorage(root).put('raw/x', content)
  await expect(refused).rejects.toMatchObject({ code: 'STORAGE_DENIED', where: { path: 'raw/x' } })
})

test('what an ended process left unfinished is swept after the grace, and never listed', async () => {
  const root = emptyRoot()
  const storage = new DirectoryStorage(root)
  expect(await storage.sweepUnfinished({ graceMs: 0, nowMs: Date.now() })).toBe(0)
  await storage.put('kept', Buffer.from('x'))
  for (const name of ['old', 'young']) writeFileSync(join(root, '.unfinished', name), 'half')
  utimesSync(join(root, '.unfinished', 'old'), 1000, 1000)
  utimesSync(join(root, '.unfinished', 'young'), 1990, 1990)
  expect(await Array.fromAsync(storage.list(''))).toEqual([{ key: 'kept', bytes: 1 }])
  expect(await storage.sweepUnfinished({ graceMs: 100_000, nowMs: 2_000_000 })).toBe(1)
  expect(readdirSync(join(root, '.unfinished'))).toEqual(['young'])
  expect(await storage.exists('kept')).toBe(true)
})
