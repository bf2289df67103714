import { hash, webcrypto } from 'node:crypto'
import { promisify } from 'node:util'
import { constants, zstdCompress, zstdCompressSync } from 'node:zlib'
import type { ZstdOptions } from 'node:zlib'
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
const LEVEL = { [constants.ZSTD_c_compressionLevel]: 1 }

// The size is said beforehand: then both ways of packing give the same bytes.
function packing({ length }: Uint8Array): ZstdOptions {
  return { params: LEVEL, pledgedSrcSize: length }
}

/** Does all that takes a document's every byte: decodes, hashes and packs it. */
export function takeDocument(bytes: Uint8Array, options: DecodeOptions): TakenDocument {
  return {
    document: decodeRsm012(bytes, options),
    sha256: hash('sha256', bytes, 'hex'),
    // Copied out of zlib's memory, which cannot be handed over to another thread.
    packed: new Uint8Array(zstdCompressSync(bytes, packing(bytes))),
  }
}

const compress = promisify(zstdCompress)

/** The same, hashing and packing in other threads while this one decodes. */
export async function takeDocumentBeside(
  bytes: Uint8Array<ArrayBuffer>,
  options: DecodeOptions,
): Promise<TakenDocument> {
  const beside = Promise.all([webcrypto.subtle.digest('SHA-256', bytes), compress(bytes, packing(bytes))])
  // Should decoding throw, nobody awaits them.
  beside.catch(() => {})
  const document = decodeRsm012(bytes, options)
  const [digest, packed] = await beside
  return { document, sha256: Buffer.from(digest).toString('hex'), packed: new Uint8Array(packed) }
}
