import { setTimeout as sleep } from 'node:timers/promises'
import { S3ServiceError } from 's3mini'
import { GridbookError } from '../../kernel/index.ts'

/** How often a request is made that may succeed later, and how long it waits before it is made again. */
export interface RetryOptions {
  readonly attempts: number
  /** before the second attempt; each later wait is twice as long */
  readonly firstWaitMs: number
}

/** What a storage answered that did not do what was asked. */
export interface S3Refusal {
  /** HTTP status; undefined when no answer came */
  readonly status: number | undefined
  /** code of the storage, such as `NoSuchKey` */
  readonly code: string
}

/**
 * Makes a request, again while the storage is busy or away.
 * @throws GridbookError STORAGE_DENIED, STORAGE_BUCKET, STORAGE_FULL, STORAGE_UNAVAILABLE
 */
export async function withRetries<T>(key: string, request: () => Promise<T>, options: RetryOptions): Promise<T> {
  let waitMs = options.firstWaitMs
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request()
    } catch (cause) {
      const refusal = refusalOf(cause)
      if (refusal === undefined) throw cause
      if (!mayPass(refusal) || attempt >= options.attempts) throw toS3Error(refusal, key, cause)
      // Many writers that were refused together must not come back together.
      await sleep(waitMs + Math.floor(Math.random() * waitMs))
      waitMs *= 2
    }
  }
}

/** What the storage said with an error; undefined for an error that does not come from it. */
export function refusalOf(cause: unknown): S3Refusal | undefined {
  if (cause instanceof S3ServiceError) {
    // The client reads the code only from an answer of exactly one content type.
    const written = /<Code>\s*(\w+)\s*<\/Code>/.exec(cause.body ?? '')?.[1]
    return { status: cause.status, code: written ?? cause.serviceCode ?? '' }
  }
  if (!(cause instanceof Error) || cause instanceof GridbookError) return undefined
  // An answer that the client cannot read: a success whose body says that it is none, or half a list.
  if (cause.message.startsWith('[s3mini]')) return { status: undefined, code: 'UnreadableAnswer' }
  const isNetwork = 'code' in cause || cause.message === 'fetch failed' || NETWORK_NAMES.has(cause.name)
  if (!isNetwork && !(cause.cause instanceof Error && 'code' in cause.cause)) return undefined
  return { status: undefined, code: networkCode(cause) }
}

const NETWORK_NAMES = new Set(['TimeoutError', 'AbortError', 'S3NetworkError'])
const PASSING_STATUS = new Set([408, 429, 500, 502, 503, 504])
const PASSING_CODES = new Set(['SlowDown', 'RequestTimeout', 'InternalError', 'ServiceUnavailable', 'OperationAborted'])
const DENIED_CODES = new Set(['AccessDenied', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'ExpiredToken'])
const FULL_CODES = new Set(['QuotaExceeded', 'XMinioStorageFull', 'InsufficientStorage'])

function mayPass({ status, code }: S3Refusal): boolean {
  if (FULL_CODES.has(code)) return false
  return status === undefined || PASSING_STATUS.has(status) || PASSING_CODES.has(code)
}

function toS3Error({ status, code }: S3Refusal, key: string, cause: unknown): GridbookError {
  const said = `${status === undefined ? 'no answer' : `status ${status}`}${code === '' ? '' : `, ${code}`}`
  const where = { path: key }
  if (FULL_CODES.has(code) || status === 507) {
    return new GridbookError('STORAGE_FULL', `no space left for object ${key}: ${said}`, where, { cause })
  }
  if (status === 401 || status === 403 || DENIED_CODES.has(code)) {
    return new GridbookError('STORAGE_DENIED', `object ${key}: ${said}`, where, { cause })
  }
  if (code === 'NoSuchBucket') {
    return new GridbookError('STORAGE_BUCKET', `object ${key}: ${said}`, where, { cause })
  }
  return new GridbookError('STORAGE_UNAVAILABLE', `object ${key}: ${said}`, where, { cause })
}

function networkCode(cause: Error): string {
  if (cause.cause instanceof Error && 'code' in cause.cause) return String(cause.cause.code)
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name
}
