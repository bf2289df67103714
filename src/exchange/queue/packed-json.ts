import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** The body of an item as JSON, zstd. */
export function packedJson(value: unknown): Uint8Array {
  return zstdCompressSync(JSON.stringify(value), FAST)
}

/** Reads such a body back. */
export function unpackedJson(body: Uint8Array): unknown {
  return JSON.parse(zstdDecompressSync(body).toString())
}

const FAST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }
