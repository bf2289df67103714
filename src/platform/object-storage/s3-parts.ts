import type { Readable } from 'node:stream'

/**
 * Cuts a stream into parts of one size; the last may be smaller. A stream without bytes gives one empty part.
 * @param partBytes size of a part
 */
export async function* partsOf(content: Readable, partBytes: number): AsyncIterable<Uint8Array> {
  let held: Uint8Array[] = []
  let heldBytes = 0
  let given = 0
  for await (const chunk of content) {
    let rest = bytesOf(chunk)
    while (heldBytes + rest.length >= partBytes) {
      const taken = partBytes - heldBytes
      yield Buffer.concat([...held, rest.subarray(0, taken)])
      given += 1
      rest = rest.subarray(taken)
      held = []
      heldBytes = 0
    }
    if (rest.length > 0) held.push(rest)
    heldBytes += rest.length
  }
  if (heldBytes > 0 || given === 0) yield Buffer.concat(held)
}

function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk
  if (typeof chunk === 'string') return Buffer.from(chunk)
  throw new TypeError('a stream of an object gives bytes or text')
}
