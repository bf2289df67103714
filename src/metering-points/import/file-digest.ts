import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

const CHUNK_BYTES = 1 << 20
const LINE_FEED = 10

/** What is known of a file when its bytes have been gone through once. */
export type FileDigest = {
  /** SHA-256, small hexadecimal digits */
  readonly sha256: string
  /** line feeds */
  readonly lineFeeds: number
}

/** Goes through a file's bytes. */
export async function fileDigest(path: string): Promise<FileDigest> {
  const hash = createHash('sha256')
  let lineFeeds = 0
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) lineFeeds += 1
  }
  return { sha256: hash.digest('hex'), lineFeeds }
}
