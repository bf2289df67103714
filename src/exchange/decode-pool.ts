import { availableParallelism } from 'node:os'
import type { DecodeRequest } from './decode-worker.ts'
import { PoolWorker } from './pool-worker.ts'
import type { DecodeOptions } from './rsm012/decode-options.ts'
import { takeDocument } from './take-document.ts'
import type { TakenDocument } from './take-document.ts'

/** How a pool decodes. */
export type DecodePoolOptions = DecodeOptions & {
  /** how many threads; by default as many as there are cores */
  readonly size?: number
  /** documents up to this size are decoded where they are: sending them would cost more; 32 kB by default */
  readonly inlineBytes?: number
}

/** Takes documents in beside the main thread. */
export interface DecodePool {
  /**
   * Decodes, hashes and packs a document, in a thread unless it is so small that sending it would cost more. It does not
   * throw for what is wrong with the document, which is in its findings. The bytes are handed over: their memory is gone
   * for the caller, unless they are a part of a larger buffer.
   * @throws the failure of the thread, for this document alone: a new thread takes the next one
   */
  take(bytes: Uint8Array): Promise<TakenDocument>
  /** Resolves when no more documents wait than there are threads: who awaits it before reading the next file keeps few in memory. */
  ready(): Promise<void>
  /** Waits for the documents that have been handed in, then ends the threads. */
  close(): Promise<void>
}

/** Opens a pool; its threads start when they are first needed. */
export function decodePool({
  size = availableParallelism(),
  inlineBytes = SMALL_BYTES,
  profile,
  ...options
}: DecodePoolOptions): DecodePool {
  return new Pool(Math.max(1, size), inlineBytes, { ...options, profile })
}

// Measured: 0.1 ms a document for sending it and its rows, as long as reading 30 kB takes.
const SMALL_BYTES = 32_768

type Job = {
  readonly bytes: Uint8Array
  readonly resolve: (taken: TakenDocument) => void
  readonly reject: (error: Error) => void
}

class Pool implements DecodePool {
  readonly #size: number
  readonly #inlineBytes: number
  readonly #options: DecodeOptions
  readonly #request: DecodeRequest['options']
  readonly #workers = new Set<PoolWorker>()
  readonly #idle: PoolWorker[] = []
  readonly #waiting: Job[] = []
  readonly #running = new Set<Promise<void>>()
  #watchers: (() => void)[] = []
  #isClosed = false

  constructor(size: number, inlineBytes: number, options: DecodeOptions) {
    this.#size = size
    this.#inlineBytes = inlineBytes
    this.#options = options
    // A profile has functions, which cannot be sent to a thread; its name can.
    const { profile, ...rest } = options
    this.#request = { ...rest, market: profile.name }
  }

  async take(bytes: Uint8Array): Promise<TakenDocument> {
    if (this.#isClosed) throw new Error('the pool of decoders is closed')
    if (bytes.length <= this.#inlineBytes) return takeDocument(bytes, this.#options)
    return await new Promise((resolve, reject) => {
      this.#waiting.push({ bytes, resolve, reject })
      this.#start()
    })
  }

  async ready(): Promise<void> {
    while (this.#waiting.length >= this.#size) {
      await new Promise<void>((resolve) => this.#watchers.push(resolve))
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    while (this.#running.size > 0) await Promise.all(this.#running)
    await Promise.all([...this.#workers].map((worker) => worker.end()))
    this.#workers.clear()
  }

  #start(): void {
    while (this.#waiting.length > 0) {
      const worker = this.#idle.pop() ?? this.#newWorker()
      if (worker === undefined) return
      const job = this.#waiting.shift()
      if (job === undefined) return
      const run = this.#run(worker, job)
      this.#running.add(run)
      void run.finally(() => this.#running.delete(run))
      for (const watcher of this.#watchers.splice(0)) watcher()
    }
  }

  #newWorker(): PoolWorker | undefined {
    if (this.#workers.size >= this.#size) return undefined
    const worker = new PoolWorker()
    this.#workers.add(worker)
    return worker
  }

  async #run(worker: PoolWorker, job: Job): Promise<void> {
    try {
      job.resolve(await worker.take({ bytes: alone(job.bytes), options: this.#request }))
    } catch (error) {
      job.reject(error instanceof Error ? error : new Error(String(error)))
    }
    if (worker.isAlive) this.#idle.push(worker)
    else this.#workers.delete(worker)
    this.#start()
  }
}

/** Bytes with a memory of their own, which can be handed over: a small Buffer shares it with others. */
function alone(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes
  const isAlone = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength
  return isAlone ? new Uint8Array(buffer) : new Uint8Array(bytes)
}
