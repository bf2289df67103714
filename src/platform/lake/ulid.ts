import { randomBytes as randomBytesOfSystem } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const TIME_CHARACTERS = 10
const RANDOM_BITS = 80n
const LAST_MS = 2 ** 48 - 1

/** Gives ids of 26 characters that sort by the time they were made (epoch milliseconds), and those of one source in the order it made them. */
export type UlidSource = (nowMs: number) => string

/**
 * A source of ULIDs (Crockford's base 32: 48 bits of time, 80 of chance). Within a millisecond, and while the clock goes
 * back, the chance part counts up instead.
 * @param randomBytes gives as many random bytes as asked for
 */
export function ulidSource(randomBytes: (count: number) => Uint8Array): UlidSource {
  let lastMs = -1
  let chance = 0n
  return (nowMs) => {
    const now = Math.min(Math.floor(nowMs), LAST_MS)
    if (now > lastMs) {
      lastMs = now
      chance = fresh(randomBytes(10))
    } else {
      chance += 1n
    }
    if (chance >> RANDOM_BITS !== 0n) {
      lastMs += 1 // the count is used up: the next millisecond is borrowed
      chance = 0n
    }
    return encode(BigInt(lastMs), TIME_CHARACTERS) + encode(chance, 16)
  }
}

/** The ids of this process. */
export const newUlid: UlidSource = ulidSource(randomBytesOfSystem)

/** When a ULID was made, epoch milliseconds; undefined for a text that is none. */
export function ulidTimeMs(ulid: string): number | undefined {
  if (!/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(ulid)) return undefined
  const time = ulid.slice(0, TIME_CHARACTERS).split('')
  return time.reduce((ms, character) => ms * 32 + ALPHABET.indexOf(character), 0)
}

// The highest bit stays free, so that counting up has room.
function fresh(bytes: Uint8Array): bigint {
  const all = bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
  return all & ((1n << (RANDOM_BITS - 1n)) - 1n)
}

function encode(value: bigint, characters: number): string {
  let text = ''
  for (let rest = value; text.length < characters; rest >>= 5n) text = (ALPHABET[Number(rest & 31n)] ?? '') + text
  return text
}
