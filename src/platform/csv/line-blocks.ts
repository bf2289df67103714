import { createReadStream } from 'node:fs'
import { GridbookError } from '../../kernel/index.ts'

/** Some whole lines of a file, as they stand. */
export type LineBlock = {
  readonly bytes: Buffer
  /** the place of its first byte in the file */
  readonly at: number
}

const CHUNK_BYTES = 1 << 20
const LINE_FEED = 10

/**
 * A file in blocks of some 1 MB that end where a line does. Only a line feed ends a line, so a block can be cut and decoded
 * by itself.
 * @throws GridbookError USAGE when the file cannot be read
 */
export async function* lineBlocks(path: string): AsyncGenerator<LineBlock> {
  const chunks = createReadStream(path, { highWaterMark: CHUNK_BYTES })[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let held: Buffer[] = []
  let at = 0
  try {
    for (;;) {
      // By hand and not by for-await: only a failure to read is the file's, one of the consumer is passed on as it is.
      const next = await chunks.next().catch((cause: unknown) => {
        throw new GridbookError('USAGE', `the file ${path} cannot be read: ${(cause as Error).message}`, {}, { cause })
      })
      if (next.done === true) break
      const end = next.value.lastIndexOf(LINE_FEED) + 1
      if (end === 0) {
        held.push(next.value)
        continue
      }
      const bytes = Buffer.concat([...held, next.value.subarray(0, end)])
      held = [next.value.subarray(end)]
      yield { bytes, at }
      at += bytes.length
    }
    const bytes = Buffer.concat(held)
    if (bytes.length > 0) yield { bytes, at }
  } finally {
    await chunks.return?.()
  }
}
