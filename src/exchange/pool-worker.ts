import { Worker } from 'node:worker_threads'
import type { DecodeReply, DecodeRequest } from './decode-worker.ts'
import type { TakenDocument } from './take-document.ts'

// A document's transactions live as long as the document is read: with the usual 16 MB they are copied several times first.
const LIMITS = { maxYoungGenerationSizeMb: 128 }

/** One thread that decodes one document after the other. It does not keep the process alive while it has none. */
export class PoolWorker {
  readonly #worker: Worker
  #current: { readonly resolve: (taken: TakenDocument) => void; readonly reject: (error: Error) => void } | undefined
  #isAlive = true

  constructor() {
    this.#worker = new Worker(new URL('./decode-worker.ts', import.meta.url), { resourceLimits: LIMITS })
    this.#worker.unref()
    this.#worker.on('message', (reply: DecodeReply) => this.#settle(reply))
    this.#worker.on('error', (error: unknown) => this.#fail(error instanceof Error ? error : new Error(String(error))))
    this.#worker.on('exit', (code) =>
      this.#fail(new Error(`the decoder ended with code ${code} while it read a document`)),
    )
  }

  /** Whether it can take another document. */
  get isAlive(): boolean {
    return this.#isAlive
  }

  /** Takes one document in; only one at a time. The bytes are handed over. */
  async take(request: DecodeRequest): Promise<TakenDocument> {
    this.#worker.ref()
    try {
      return await new Promise((resolve, reject) => {
        this.#current = { resolve, reject }
        this.#worker.postMessage(request, [request.bytes.buffer])
      })
    } finally {
      this.#current = undefined
      this.#worker.unref()
    }
  }

  /** Ends the thread. */
  async end(): Promise<void> {
    this.#isAlive = false
    await this.#worker.terminate()
  }

  #settle(reply: DecodeReply): void {
    if ('taken' in reply) this.#current?.resolve(reply.taken)
    else this.#current?.reject(new Error(reply.failure))
  }

  #fail(error: Error): void {
    this.#isAlive = false
    this.#current?.reject(error)
  }
}
