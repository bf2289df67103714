/**
 * What a random number is for. Each purpose draws from its own stream, so adding one changes no other.
 */
export const PURPOSE = {
  point: 1,
  event: 2,
  values: 3,
  quality: 4,
  correction: 5,
  faults: 6,
  registration: 7,
  weather: 8,
  loss: 9,
  exchange: 10,
  wrongValues: 11,
  contract: 12,
  spotPrice: 13,
  chaos: 14,
} as const

/**
 * A number that depends on nothing but its arguments: the market's whole randomness. Nothing is drawn one after another,
 * so a point's day can be asked for on its own and in any order.
 * @returns an integer of 32 bits, not negative
 */
export function hashOf(seed: number, purpose: number, a: number, b: number): number {
  let mixed = avalanche(seed ^ Math.imul(purpose, 0x9e3779b1))
  mixed = avalanche(mixed ^ Math.imul(a, 0x85ebca6b))
  return avalanche(mixed ^ Math.imul(b, 0xc2b2ae35)) >>> 0
}

/** The next state of a small generator for the slots of one day (xorshift); the state must not be zero. */
export function nextState(state: number): number {
  let next = state
  next ^= next << 13
  next ^= next >>> 17
  next ^= next << 5
  return next
}

/** A state to start `nextState` from: never zero, which it would not leave. */
export function firstState(hash: number): number {
  return hash === 0 ? 1 : hash
}

/** An integer in [from, to) picked by a hash. */
export function pick(hash: number, from: number, to: number): number {
  return from + (hash % (to - from))
}

function avalanche(value: number): number {
  let mixed = value ^ (value >>> 16)
  mixed = Math.imul(mixed, 0x7feb352d)
  mixed ^= mixed >>> 15
  mixed = Math.imul(mixed, 0x846ca68b)
  return mixed ^ (mixed >>> 16)
}
