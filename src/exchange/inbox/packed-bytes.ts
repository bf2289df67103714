import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompress } from 'node:zlib'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

/** The bytes of a message as the inbox keeps them. */
export interface PackedBytes {
  /** size as they came */
  readonly bytes: number
  /** of the bytes as they came, hexadecimal */
  readonly sha256: string
  /** zstd */
  readonly packed: Buffer
}

/** Packs and hashes, off the main thread where it takes time. */
export async function packBytes(bytes: Uint8Array): Promise<PackedBytes> {
  return {
    bytes: bytes.length,
    sha256: hash('sha256', bytes, 'hex'),
    packed: await compress(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
  }
}

/** The bytes as they came. */
export async function unpackBytes(packed: Uint8Array): Promise<Uint8Array> {
  return await decompress(packed)
}
