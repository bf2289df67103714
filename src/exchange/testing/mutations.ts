import type { Random } from './random.ts'

/** One way in which a document is damaged on its way. */
type Mutation = (bytes: Uint8Array, random: Random, pieces: readonly Uint8Array[]) => Uint8Array

const encoder = new TextEncoder()
const JSON_PIECES = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\\u12',
  '\\x',
  'null',
  'true',
  '1e999999999',
  '-',
  '0',
  '.',
  '01',
  '\u0000',
  '9'.repeat(400),
  '-0.0e-0',
  '1E+2',
  '{"value":',
  '"Point":[',
  '"position":{"value":1},',
  '"Series":[],',
  '\uFEFF',
  '\u00e9',
  '"quality":{"value":"A05"},',
  'Infinity',
  'NaN',
  '/* */',
  "'",
  '\t',
  '\r\n',
].map((text) => encoder.encode(text))

function splice(bytes: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length - removed + added.length)
  result.set(bytes.subarray(0, at))
  result.set(added, at)
  result.set(bytes.subarray(at + removed), at + added.length)
  return result
}

const mutations: readonly Mutation[] = [
  function flipBit(bytes, random) {
    const flipped = bytes.slice()
    const at = random.below(bytes.length)
    flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8))
    return flipped
  },
  function replaceByte(bytes, random) {
    const replaced = bytes.slice()
    replaced[random.below(bytes.length)] = random.below(256)
    return replaced
  },
  function remove(bytes, random) {
    const at = random.below(bytes.length)
    return splice(bytes, at, Math.min(bytes.length - at, 1 + random.below(30)), new Uint8Array())
  },
  function insertPiece(bytes, random, pieces) {
    return splice(bytes, random.below(bytes.length), 0, random.one(pieces))
  },
  function duplicate(bytes, random) {
    const from = random.below(bytes.length)
    return splice(bytes, random.below(bytes.length), 0, bytes.slice(from, from + 1 + random.below(200)))
  },
  function duplicateInPlace(bytes, random) {
    const from = random.below(bytes.length)
    const piece = bytes.slice(from, from + 1 + random.below(200))
    return splice(bytes, from, 0, piece)
  },
  function truncate(bytes, random) {
    return bytes.slice(0, random.below(bytes.length))
  },
  function swapDigits(bytes, random) {
    const changed = bytes.slice()
    for (let n = 0; n < 20; n += 1) {
      const at = random.below(bytes.length)
      const byte = changed[at] ?? 0
      if (byte >= 48 && byte <= 57) changed[at] = 48 + random.below(10)
    }
    return changed
  },
  function nestDeeply(bytes, random) {
    const bomb = random.one(['[', '{"value":']).repeat(10 + random.below(2000))
    return splice(bytes, random.below(bytes.length), 0, encoder.encode(bomb))
  },
]

/** The document with one to three damages. @param pieces what may turn up in it; what hurts JSON when absent */
export function mutated(bytes: Uint8Array, random: Random, pieces: readonly Uint8Array[] = JSON_PIECES): Uint8Array {
  let damaged = bytes
  for (let times = 1 + random.below(3); times > 0 && damaged.length > 0; times -= 1) {
    damaged = random.one(mutations)(damaged, random, pieces)
  }
  return damaged
}
