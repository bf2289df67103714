import { Readable } from 'node:stream'
import { S3mini } from 's3mini'
import { GridbookError } from '../../kernel/index.ts'
import { checkedKey } from './object-storage.ts'
import type { ObjectStorage, StoredObject } from './object-storage.ts'
import { partsOf } from './s3-parts.ts'
import { refusalOf, withRetries } from './s3-requests.ts'
import type { RetryOptions } from './s3-requests.ts'

/** Where a bucket is, and how to be let in. */
export interface S3Settings {
  /** URL of the server, without the bucket */
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  /** what all keys begin with, without a slash at its end; empty for the whole bucket */
  readonly prefix: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** longest wait for one answer; 60 s when absent */
  readonly timeoutMs?: number
  /** 5 attempts, the second after 200 ms, when absent */
  readonly retries?: RetryOptions
}

// The least that S3 takes for a part is 5 MiB; what is smaller than one part goes in one request.
const PART_BYTES = 8 * 1024 * 1024
const LIST_PAGE = 1000

/**
 * Object storage in a bucket of an S3-compatible server. One object is at most 80 GB, one that is copied at most 5 GB.
 * @throws GridbookError CONFIG_INVALID when a setting cannot be right; every method STORAGE_DENIED, STORAGE_BUCKET,
 * STORAGE_FULL or STORAGE_UNAVAILABLE
 */
export function s3Storage(settings: S3Settings): ObjectStorage {
  return new S3Storage(settings)
}

class S3Storage implements ObjectStorage {
  readonly #client: S3mini
  /** without a limit of time, which would hold for the whole time that a stream is read */
  readonly #patient: S3mini
  readonly #prefix: string
  readonly #retries: RetryOptions

  constructor(settings: S3Settings) {
    const { region, accessKeyId, secretAccessKey, timeoutMs = 60_000 } = settings
    this.#prefix = keyPrefix(settings)
    this.#retries = settings.retries ?? { attempts: 5, firstWaitMs: 200 }
    const access = { endpoint: bucketUrl(settings), region, accessKeyId, secretAccessKey }
    this.#client = new S3mini({ ...access, requestAbortTimeout: timeoutMs })
    this.#patient = new S3mini(access)
  }

  async put(key: string, content: Uint8Array | Readable): Promise<number> {
    const name = this.#name(key)
    if (content instanceof Uint8Array) return await this.#putWhole(name, content)
    const parts = partsOf(content, PART_BYTES)[Symbol.asyncIterator]()
    const first = await parts.next()
    const second = first.done === true ? first : await parts.next()
    if (first.done === true) throw new Error('a stream has one part at least')
    if (second.done === true) return await this.#putWhole(name, first.value)
    return await this.#putParts(name, [first.value, second.value], parts)
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const name = this.#name(key)
    return await this.#unlessAbsent(name, async () => {
      const response = await this.#client.getObjectRaw(name)
      return new Uint8Array(await response.arrayBuffer())
    })
  }

  async stream(key: string): Promise<Readable | undefined> {
    const name = this.#name(key)
    const response = await this.#unlessAbsent(name, () => this.#patient.getObjectRaw(name))
    if (response === undefined) return undefined
    return response.body === null ? Readable.from([]) : Readable.fromWeb(response.body)
  }

  async exists(key: string): Promise<boolean> {
    const name = this.#name(key)
    return (await this.#request(name, () => this.#client.objectExists(name))) === true
  }

  async copy(fromKey: string, toKey: string): Promise<boolean> {
    const [from, to] = [this.#name(fromKey), this.#name(toKey)]
    // As it is: keys have nothing to escape, and not every server reads the client's escaped slashes.
    const additionalHeaders = { 'x-amz-copy-source': `/${this.#client.bucketName}/${from}` }
    return (
      (await this.#unlessAbsent(from, () => this.#client.copyObject(from, to, { additionalHeaders }))) !== undefined
    )
  }

  async delete(key: string): Promise<void> {
    const name = this.#name(key)
    await this.#unlessAbsent(name, () => this.#client.deleteObject(name))
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    const within = prefix.slice(0, prefix.lastIndexOf('/') + 1)
    if (within !== '') checkedKey(within.slice(0, -1))
    const found: StoredObject[] = []
    let token: string | undefined
    do {
      const page = await this.#request(prefix, () => this.#page(this.#prefix + prefix, token))
      for (const { Key, Size } of page.objects) found.push({ key: Key.slice(this.#prefix.length), bytes: Size })
      token = page.next
    } while (token !== undefined)
    // S3 itself lists in this order, but not every server that speaks its language.
    yield* found.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  }

  async #page(
    prefix: string,
    token: string | undefined,
  ): Promise<{ readonly objects: readonly { Key: string; Size: number }[]; readonly next: string | undefined }> {
    const page = await this.#client.listObjectsPaged('/', prefix, LIST_PAGE, token)
    // The client hides the error behind an absent page; only an absent bucket has none.
    if (page === undefined || page === null) {
      throw new GridbookError('STORAGE_BUCKET', `there is no bucket ${this.#client.bucketName}`, { path: prefix })
    }
    return { objects: page.objects ?? [], next: page.nextContinuationToken }
  }

  async #putWhole(name: string, bytes: Uint8Array): Promise<number> {
    await this.#request(name, () => this.#client.putObject(name, bytes))
    return bytes.length
  }

  async #putParts(name: string, first: Uint8Array[], rest: AsyncIterator<Uint8Array>): Promise<number> {
    const client = this.#client
    const uploadId = await this.#request(name, () => client.getMultipartUploadId(name))
    const uploaded: { partNumber: number; etag: string }[] = []
    let total = 0
    const upload = async (bytes: Uint8Array): Promise<void> => {
      const partNumber = uploaded.length + 1
      uploaded.push(await this.#request(name, () => client.uploadPart(name, uploadId, bytes, partNumber)))
      total += bytes.length
    }
    try {
      for (const bytes of first) await upload(bytes)
      for (let part = await rest.next(); part.done !== true; part = await rest.next()) await upload(part.value)
      const completed = await this.#request(name, () => client.completeMultipartUpload(name, uploadId, uploaded))
      // The storage may find out only while it answers, and then says so in the body of a success.
      if (typeof completed.etag !== 'string') {
        throw new GridbookError('STORAGE_UNAVAILABLE', `object ${name} was not put together`, { path: name })
      }
      return total
    } catch (cause) {
      // What is not aborted costs space until the bucket's own rules remove it; the first error is the one to show.
      await client.abortMultipartUpload(name, uploadId).catch(() => {})
      throw cause
    }
  }

  async #request<T>(name: string, request: () => Promise<T>): Promise<T> {
    return await withRetries(name, request, this.#retries)
  }

  async #unlessAbsent<T>(name: string, request: () => Promise<T>): Promise<T | undefined> {
    return await this.#request(name, async () => {
      try {
        return await request()
      } catch (cause) {
        const refusal = refusalOf(cause)
        if (refusal?.status === 404 && refusal.code !== 'NoSuchBucket') return undefined
        throw cause
      }
    })
  }

  #name(key: string): string {
    return this.#prefix + checkedKey(key)
  }
}

function bucketUrl({ endpoint, bucket }: S3Settings): string {
  const base = URL.parse(endpoint)
  const isServer = base !== null && /^https?:$/.test(base.protocol) && base.pathname === '/'
  if (isServer && /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return `${base.origin}/${bucket}`
  throw new GridbookError('CONFIG_INVALID', `'${endpoint}' with bucket '${bucket}' is no address of a bucket`)
}

function keyPrefix({ prefix }: S3Settings): string {
  try {
    return prefix === '' ? '' : `${checkedKey(prefix)}/`
  } catch (cause) {
    throw new GridbookError('CONFIG_INVALID', `'${prefix}' is no prefix of keys`, { field: 'prefix' }, { cause })
  }
}
