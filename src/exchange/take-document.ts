import { hash } from 'node:crypto'
import { constants, zstdCompressSync } from 'node:zlib'
import { decodeRsm012 } from './rsm012/decode.ts'
import type { DecodeOptions } from './rsm012/decode-options.ts'
import type { Rsm012Document } from './rsm012/document.ts'

/** A document that was taken in: read, and packed to be kept. */
export interface TakenDocument {
  readonly document: Rsm012Document
  /** of the bytes as they came, hexadecimal */
  readonly sha256: string
  /** the bytes as they came, zstd */
  readonly packed: Uint8Array
}

// Level 1 packs at several hundred MB/s; higher ones gain a tenth for three times the time.
const PACKING = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** Does all that takes a document's every byte: decodes, hashes and packs it. */
export function takeDocument(bytes: Uint8Array, options: DecodeOptions): TakenDocument {
  return {
    document: decodeRsm012(bytes, options),
    sha256: hash('sha256', bytes, 'hex'),
    // Copied out of zlib's memory, which cannot be handed over to another thread.
    packed: new Uint8Array(zstdCompressSync(bytes, PACKING)),
  }
}
