import { availableParallelism } from 'node:os'
import type { DecodeRequest } from './decode-worker.ts'
import { PoolWorker } from './pool-worker.ts'
import type { DecodeOptions } from './rsm012/decode-options.ts'
import type { Rsm012Document } from './rsm012/document.ts'

/** How a pool decodes. */
export type DecodePoolOptions = DecodeOptions & {
  /** how many threads; by default as many as there are cores */
  readonly size?: number
}

/** Decodes documents beside the main thread. */
export interface DecodePool {
  /**
   * Decodes a document in a thread. It does not throw for what is wrong with the document, which is in its findings.
   * @throws the failure of the thread, for this document alone: a new thread takes the next one
   */
  decode(bytes: Uint8Array): Promise<Rsm012Document>
  /** Resolves when no more documents wait than there are threads: who awaits it before reading the next file keeps few in memory. */
  ready(): Promise<void>
  /** Waits for the documents that have been handed in, then ends the threads. */
  close(): Promise<void>
}

/** Opens a pool; its threads start when they are first needed. */
export function decodePool({ size = availableParallelism(), profile, ...options }: DecodePoolOptions): DecodePool {
  // A profile has functions, which cannot be sent to a thread; its name can.
  return new Pool(Math.max(1, size), { ...options, market: profile.name })
}

type Job = {
  readonly bytes: Uint8Array
  readonly resolve: (document: Rsm012Document) => void
  readonly reject: (error: Error) => void
}

class Pool implements DecodePool {
  readonly #size: number
  readonly #options: DecodeRequest['options']
  readonly #workers = new Set<PoolWorker>()
  readonly #idle: PoolWorker[] = []
  readonly #waiting: Job[] = []
  readonly #running = new Set<Promise<void>>()
  #watchers: (() => void)[] = []
  #isClosed = false

  constructor(size: number, options: DecodeRequest['options']) {
    this.#size = size
    this.#options = options
  }

  async decode(bytes: Uint8Array): Promise<Rsm012Document> {
    if (this.#isClosed) throw new Error('the pool of decoders is closed')
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
      // The thread gets a copy: the caller keeps the document, and a Buffer may share its memory with others.
      job.resolve(await worker.decode({ bytes: new Uint8Array(job.bytes), options: this.#options }))
    } catch (error) {
      job.reject(error instanceof Error ? error : new Error(String(error)))
    }
    if (worker.isAlive) this.#idle.push(worker)
    else this.#workers.delete(worker)
    this.#start()
  }
}
