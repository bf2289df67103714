import { parentPort } from 'node:worker_threads'
import { profiles } from '../market/index.ts'
import type { MarketName } from '../market/index.ts'
import { decodeRsm012 } from './rsm012/decode.ts'
import type { DecodeOptions } from './rsm012/decode-options.ts'
import type { Rsm012Document } from './rsm012/document.ts'

/** A document for the worker. Its bytes are handed over. */
export interface DecodeRequest {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly options: Omit<DecodeOptions, 'profile'> & { readonly market: MarketName }
}

/** The worker's answer; a failure is a fault of the program, not of the document. */
export type DecodeReply = { readonly document: Rsm012Document } | { readonly failure: string }

parentPort?.on('message', ({ bytes, options: { market, ...options } }: DecodeRequest) => {
  try {
    const document = decodeRsm012(bytes, { ...options, profile: profiles[market] })
    parentPort?.postMessage({ document } satisfies DecodeReply, buffersOf(document))
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error)
    parentPort?.postMessage({ failure } satisfies DecodeReply, [])
  }
})

// Handed over instead of copied: they are all that is large in a document. The columns of a block share one buffer.
function buffersOf({ days }: Rsm012Document): ArrayBuffer[] {
  return days.map((rows) => rows.values.buffer).filter((buffer) => buffer instanceof ArrayBuffer)
}
