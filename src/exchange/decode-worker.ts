import { parentPort } from 'node:worker_threads'
import { profiles } from '../market/index.ts'
import type { MarketName } from '../market/index.ts'
import type { DecodeOptions } from './rsm012/decode-options.ts'
import { takeDocumentBeside } from './take-document.ts'
import type { TakenDocument } from './take-document.ts'

/** A document for the worker. Its bytes are handed over. */
export interface DecodeRequest {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly options: Omit<DecodeOptions, 'profile'> & { readonly market: MarketName }
}

/** The worker's answer; a failure is a fault of the program, not of the document. */
export type DecodeReply = { readonly taken: TakenDocument } | { readonly failure: string }

parentPort?.on('message', (request: DecodeRequest) => void reply(request))

async function reply({ bytes, options: { market, ...options } }: DecodeRequest): Promise<void> {
  try {
    const taken = await takeDocumentBeside(bytes, { ...options, profile: profiles[market] })
    parentPort?.postMessage({ taken } satisfies DecodeReply, buffersOf(taken))
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error)
    parentPort?.postMessage({ failure } satisfies DecodeReply, [])
  }
}

// Handed over instead of copied: they are all that is large in a document. The columns of a block share one buffer.
function buffersOf({ document: { days }, packed }: TakenDocument): ArrayBuffer[] {
  const buffers = [...days.map((rows) => rows.values.buffer), packed.buffer]
  return buffers.filter((buffer) => buffer instanceof ArrayBuffer)
}
