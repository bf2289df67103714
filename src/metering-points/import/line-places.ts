import { closeSync, openSync, readSync } from 'node:fs'
import type { ColumnSet } from '../../platform/index.ts'

// A stretch of the file is read whole when at least this part of it is wanted; else line by line.
const WANTED_SHARE = 8

/** Where a line stands: its first byte in the file and how many there are. */
type LinePlace = { readonly at: number; readonly bytes: number }

/**
 * The texts of lines whose places the engine has given back, in its order.
 * @param blocks the first byte of each block in the file
 * @param part has block, start (in the block) and bytes
 */
export function textsAt(path: string, blocks: readonly number[], part: ColumnSet): readonly string[] {
  const [block, start, bytes] = [part.int32('block'), part.int32('start'), part.int32('bytes')]
  const places = Array.from({ length: part.rowCount }, (_, n): LinePlace => ({
    at: (blocks[block[n] ?? 0] ?? 0) + (start[n] ?? 0),
    bytes: bytes[n] ?? 0,
  }))
  const file = openSync(path, 'r')
  try {
    return readPlaces(file, places)
  } finally {
    closeSync(file)
  }
}

function readPlaces(file: number, places: readonly LinePlace[]): readonly string[] {
  let [from, to, wanted] = [Number.MAX_SAFE_INTEGER, 0, 0]
  for (const { at, bytes } of places) {
    from = Math.min(from, at)
    to = Math.max(to, at + bytes)
    wanted += bytes
  }
  if (to - from > WANTED_SHARE * wanted)
    return places.map(({ at, bytes }) => lineOf(readBytes(file, at, bytes), 0, bytes))
  const stretch = readBytes(file, from, Math.max(0, to - from))
  return places.map(({ at, bytes }) => lineOf(stretch, at - from, bytes))
}

function readBytes(file: number, at: number, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(bytes)
  const read = readSync(file, buffer, 0, bytes, at)
  if (read !== bytes) throw new Error('the file became shorter while it was imported')
  return buffer
}

const CARRIAGE_RETURN = 13

function lineOf(buffer: Buffer, start: number, bytes: number): string {
  const end = start + bytes
  return buffer.toString('utf8', start, buffer[end - 1] === CARRIAGE_RETURN ? end - 1 : end)
}
