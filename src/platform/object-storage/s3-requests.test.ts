import { S3NetworkError, S3ServiceError } from 's3mini'
import { describe, expect, test } from 'vitest'
import { GridbookError } from '../../kernel/index.ts'
import { refusalOf, withRetries } from './s3-requests.ts'

const OPTIONS = { attempts: 4, firstWaitMs: 1 }
const refused = (status: number, code: string, body?: string): S3ServiceError =>
  new S3ServiceError('no', status, code, body)

/** Fails with each in turn, then succeeds. */
function failing(...failures: readonly unknown[]): { request: () => Promise<string>; calls: () => number } {
  let calls = 0
  return {
    request: async () => {
      const failure = failures[calls]
      calls += 1
      if (failure !== undefined) throw failure
      return await Promise.resolve('done')
    },
    calls: () => calls,
  }
}

describe('what a storage said', () => {
  test.each([
    ['a status and a code', refused(403, 'AccessDenied'), { status: 403, code: 'AccessDenied' }],
    [
      'a code that only the body has',
      refused(503, 'Unknown', '<Error><Code> SlowDown </Code></Error>'),
      { status: 503, code: 'SlowDown' },
    ],
    ['no answer', new S3NetworkError('no', 'ECONNREFUSED'), { status: undefined, code: 'ECONNREFUSED' }],
    [
      'a connection that broke while it was read',
      new TypeError('terminated', { cause: Object.assign(new Error('closed'), { code: 'UND_ERR_SOCKET' }) }),
      { status: undefined, code: 'UND_ERR_SOCKET' },
    ],
    ['nothing in time', new DOMException('late', 'TimeoutError'), { status: undefined, code: 'TimeoutError' }],
    [
      'an answer that the client cannot read',
      new Error('[s3mini] ETag not found in copyObject response'),
      { status: undefined, code: 'UnreadableAnswer' },
    ],
  ])('%s', (_, cause, expected) => {
    expect(refusalOf(cause)).toEqual(expected)
  })

  test.each([
    ['an error of the program', new RangeError('no key')],
    ['an error that is explained already', new GridbookError('STORAGE_FULL', 'no space')],
    ['no error at all', 'text'],
  ])('%s is nothing that it said', (_, cause) => {
    expect(refusalOf(cause)).toBeUndefined()
  })
})

describe('a request', () => {
  test.each([408, 429, 500, 502, 503, 504])('that fails with %d is made again', async (status) => {
    const { request, calls } = failing(refused(status, ''), refused(status, ''))
    expect(await withRetries('key', request, OPTIONS)).toBe('done')
    expect(calls()).toBe(3)
  })

  test.each([
    [400, 'InvalidRequest', 'STORAGE_UNAVAILABLE'],
    [401, '', 'STORAGE_DENIED'],
    [403, '', 'STORAGE_DENIED'],
    [400, 'ExpiredToken', 'STORAGE_DENIED'],
    [404, 'NoSuchBucket', 'STORAGE_BUCKET'],
    [507, '', 'STORAGE_FULL'],
    [503, 'XMinioStorageFull', 'STORAGE_FULL'],
  ])('that fails with %d %s is not made again: %s', async (status, code, expected) => {
    const { request, calls } = failing(refused(status, code))
    await expect(withRetries('a/key', request, OPTIONS)).rejects.toMatchObject({
      code: expected,
      where: { path: 'a/key' },
    })
    expect(calls()).toBe(1)
  })

  test('that fails each time ends after its attempts, with the last answer', async () => {
    const { request, calls } = failing(...Array.from({ length: 9 }, (_, n) => refused(n === 1 ? 500 : 502, `Code${n}`)))
    await expect(withRetries('key', request, { ...OPTIONS, attempts: 3 })).rejects.toThrow('status 502, Code2')
    expect(calls()).toBe(3)
  })

  test('waits longer each time', async () => {
    const { request } = failing(refused(503, ''), refused(503, ''), refused(503, ''))
    const startedMs = performance.now()
    await withRetries('key', request, { attempts: 4, firstWaitMs: 20 })
    expect(performance.now() - startedMs).toBeGreaterThan(20 + 40 + 80 - 5)
  })

  test('that fails by an error of the program is left to it', async () => {
    const { request, calls } = failing(new RangeError('no key'))
    await expect(withRetries('key', request, OPTIONS)).rejects.toThrow(RangeError)
    expect(calls()).toBe(1)
  })
})
