import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listen, s3Error, startS3Server } from '../../../test/s3-server.ts'
import type { TestS3Server } from '../../../test/s3-server.ts'
import { objectStorageContract } from './object-storage.contract.ts'
import { s3Storage } from './s3-storage.ts'
import type { S3Settings } from './s3-storage.ts'

let server: TestS3Server
let settings: S3Settings
let prefixes = 0

beforeAll(async () => {
  server = await startS3Server()
  settings = {
    endpoint: server.endpoint,
    region: 'eu-north-1',
    bucket: server.bucket,
    prefix: 'a-client',
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
    retries: { attempts: 3, firstWaitMs: 1 },
  }
})
afterAll(async () => await server.close())
beforeEach(() => server.reset())

const fresh = (): ReturnType<typeof s3Storage> => s3Storage({ ...settings, prefix: `run-${(prefixes += 1)}` })
const putsOf = (key: string): number =>
  server.seen.filter((line) => line.startsWith('PUT') && line.includes(key)).length

describe('the contract of object storage, in a bucket', () => {
  objectStorageContract(() => Promise.resolve(fresh()))
})

describe('large objects', () => {
  test('a stream of several parts comes back whole, and is one object', async () => {
    const storage = fresh()
    const bytes = randomBytes(20 * 1024 * 1024 + 17)
    expect(await storage.put('large', Readable.from([bytes.subarray(0, 9_000_000), bytes.subarray(9_000_000)]))).toBe(
      bytes.length,
    )
    expect(server.seen.filter((line) => line.includes('partNumber='))).toHaveLength(3)
    expect(Buffer.from((await storage.get('large')) ?? '').equals(bytes)).toBe(true)
    expect(await Array.fromAsync(storage.list(''))).toEqual([{ key: 'large', bytes: bytes.length }])
  })

  test('one that breaks after its first parts is aborted: nothing is there, nothing is left to pay for', async () => {
    const storage = fresh()
    async function* breaking(): AsyncIterable<Buffer> {
      yield randomBytes(17 * 1024 * 1024)
      throw new Error('the sender went away')
    }
    await expect(storage.put('large', Readable.from(breaking()))).rejects.toThrow('the sender went away')
    expect(server.seen.filter((line) => line.startsWith('DELETE') && line.includes('uploadId='))).toHaveLength(1)
    expect(await storage.exists('large')).toBe(false)
  })

  test('a success whose body says that it failed is a failure', async () => {
    const storage = fresh()
    server.answer = ({ method, url }) =>
      method === 'POST' && url?.includes('uploadId=') === true
        ? { status: 200, body: s3Error('InternalError') }
        : undefined
    const refused = storage.put('large', Readable.from([randomBytes(17 * 1024 * 1024)]))
    await expect(refused).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
    expect(await storage.exists('large')).toBe(false)
  })
})

// The server of these tests cannot list more than one page.
test('a list longer than a page is read to its end', async () => {
  const storage = s3Storage({ ...settings, prefix: 'p' })
  const page = (from: number, to: number, more: string): string => {
    const contents = Array.from({ length: to - from }, (_, n) => {
      return `<Contents><Key>p/part/${from + n}</Key><Size>${from + n}</Size></Contents>`
    })
    return `<?xml version="1.0"?><ListBucketResult>${contents.join('')}${more}</ListBucketResult>`
  }
  server.answer = ({ url = '' }) => {
    const query = new URL(url, settings.endpoint).searchParams
    expect([query.get('prefix'), query.get('list-type')]).toEqual(['p/part/', '2'])
    return query.get('continuation-token') === 'after & 1099'
      ? { status: 200, body: page(1100, 1250, '<IsTruncated>false</IsTruncated>') }
      : {
          status: 200,
          body: page(
            100,
            1100,
            '<IsTruncated>true</IsTruncated><NextContinuationToken>after &amp; 1099</NextContinuationToken>',
          ),
        }
  }
  const listed = await Array.fromAsync(storage.list('part/'))
  expect(listed).toHaveLength(1150)
  expect(listed.toSorted((a, b) => a.bytes - b.bytes).at(-1)).toEqual({ key: 'part/1249', bytes: 1249 })
  expect(server.seen).toHaveLength(2)
})

test('keys lie below the prefix of the settings', async () => {
  await s3Storage({ ...settings, prefix: 'gridbook/exports' }).put('a', Buffer.from('x'))
  expect(await s3Storage({ ...settings, prefix: '' }).exists('gridbook/exports/a')).toBe(true)
})

describe('a storage that fails', () => {
  test.each([
    ['is busy', { status: 503, body: s3Error('SlowDown') }],
    ['fails inside', { status: 500, body: s3Error('InternalError') }],
    ['is overrun', { status: 429 }],
    ['cuts the connection', 'cut' as const],
  ])('%s twice is asked a third time', async (_, failure) => {
    const storage = fresh()
    let failures = 2
    server.answer = () => (failures-- > 0 ? failure : undefined)
    expect(await storage.put('a', Buffer.from('x'))).toBe(1)
    expect(putsOf('a')).toBe(3)
    expect(await storage.exists('a')).toBe(true)
  })

  test.each([
    ['stays busy', { status: 503, body: s3Error('SlowDown') }, 'STORAGE_UNAVAILABLE', 3],
    ['stays away', 'cut' as const, 'STORAGE_UNAVAILABLE', 3],
    ['denies access', { status: 403, body: s3Error('AccessDenied') }, 'STORAGE_DENIED', 1],
    ['knows no such key', { status: 403, body: s3Error('InvalidAccessKeyId') }, 'STORAGE_DENIED', 1],
    ['has no such bucket', { status: 404, body: s3Error('NoSuchBucket') }, 'STORAGE_BUCKET', 1],
    ['has no room', { status: 507, body: s3Error('InsufficientStorage') }, 'STORAGE_FULL', 1],
    ['has no room, the MinIO way', { status: 507, body: s3Error('XMinioStorageFull') }, 'STORAGE_FULL', 1],
    ['refuses what was asked', { status: 400, body: s3Error('InvalidRequest') }, 'STORAGE_UNAVAILABLE', 1],
  ])('%s: said so, with the key, after as many attempts as make sense', async (_, failure, code, attempts) => {
    const storage = fresh()
    server.answer = () => failure
    await expect(storage.put('a', Buffer.from('x'))).rejects.toMatchObject({
      name: 'GridbookError',
      code,
      where: { path: expect.stringMatching(/^run-\d+\/a$/) as unknown },
    })
    expect(putsOf('a')).toBe(attempts)
  })

  test.each(['get', 'stream', 'delete'] as const)('%s says so too', async (method) => {
    const storage = fresh()
    server.answer = () => ({ status: 403, body: s3Error('AccessDenied') })
    await expect(storage[method]('a')).rejects.toMatchObject({ code: 'STORAGE_DENIED' })
  })

  test('a list that is denied is no empty list', async () => {
    server.answer = () => ({ status: 403, body: s3Error('AccessDenied') })
    await expect(Array.fromAsync(fresh().list(''))).rejects.toMatchObject({ code: 'STORAGE_DENIED' })
  })

  test('a bucket that does not exist is no empty one', async () => {
    const storage = s3Storage({ ...settings, bucket: 'elsewhere' })
    await expect(Array.fromAsync(storage.list(''))).rejects.toMatchObject({ code: 'STORAGE_BUCKET' })
    await expect(storage.get('a')).rejects.toMatchObject({ code: 'STORAGE_BUCKET' })
    await expect(storage.put('a', Buffer.from('x'))).rejects.toMatchObject({ code: 'STORAGE_BUCKET' })
  })

  test('a server that is not there', async () => {
    const closed = createServer()
    const port = await listen(closed)
    await new Promise((resolve) => closed.close(resolve))
    const storage = s3Storage({ ...settings, endpoint: `http://127.0.0.1:${port}` })
    await expect(storage.exists('a')).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
    await expect(storage.exists('a')).rejects.toThrow('ECONNREFUSED')
  })

  test('an answer that does not come in time', async () => {
    const silent = createServer(() => {})
    const endpoint = `http://127.0.0.1:${await listen(silent)}`
    await expect(s3Storage({ ...settings, endpoint, timeoutMs: 50 }).get('a')).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
    })
    silent.closeAllConnections()
    await new Promise((resolve) => silent.close(resolve))
  })
})

test.each([
  ['no URL', { endpoint: 'localhost' }],
  ['another protocol', { endpoint: 'ftp://localhost' }],
  ['a path', { endpoint: 'http://localhost/exports' }],
  ['no bucket', { bucket: '' }],
  ['a bucket with a slash', { bucket: 'a/b' }],
  ['a prefix that leaves the bucket', { prefix: '../b' }],
])('%s is no address of a bucket', (_, wrong) => {
  expect(() => s3Storage({ ...settings, ...wrong })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
})
