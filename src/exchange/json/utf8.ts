import { isUtf8 } from 'node:buffer'

/**
 * The first byte of the first character that is not UTF-8; undefined when all are. JSON is UTF-8 (RFC 8259, 8.1), and
 * an identifier with a broken character would silently become another one.
 */
export function firstBadCharacter(bytes: Uint8Array): number | undefined {
  if (isUtf8(bytes)) return undefined
  let at = 0
  while (at < bytes.length) {
    const length = characterLength(bytes, at)
    if (length === 0) return at
    at += length
  }
  return undefined
}

/** Bytes of the character that begins here; 0 when none does. The ranges are those of the Unicode standard, table 3-7. */
function characterLength(bytes: Uint8Array, at: number): 0 | 1 | 2 | 3 | 4 {
  const lead = bytes[at] ?? 0
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return 0
  const second = bytes[at + 1] ?? 0
  if (lead < 0xe0) return isContinuation(second) ? 2 : 0
  const third = isContinuation(bytes[at + 2])
  if (lead < 0xf0) {
    const lowest = lead === 0xe0 ? 0xa0 : 0x80
    const highest = lead === 0xed ? 0x9f : 0xbf
    return second >= lowest && second <= highest && third ? 3 : 0
  }
  const lowest = lead === 0xf0 ? 0x90 : 0x80
  const highest = lead === 0xf4 ? 0x8f : 0xbf
  return second >= lowest && second <= highest && third && isContinuation(bytes[at + 3]) ? 4 : 0
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80
}
