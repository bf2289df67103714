import type { Random } from './oracle/random.ts'
import type { PlainSlot } from './plain-days.ts'

/** The same items in another order. */
export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const keyed = items.map((item) => ({ item, key: random.int(0, 2 ** 32) }))
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item)
}

/** Ten integer digits and six decimals: more than any market accepts. */
const LARGEST = 9_999_999_999_999_999n

/**
 * What a delivery states of a day of so many slots: all of it or a part; measured, estimated or calculated, with
 * withdrawals among it, or withdrawing all that it speaks of.
 */
export function randomStated(random: Random, slots: number): Map<number, PlainSlot> {
  const stated = new Map<number, PlainSlot>()
  const from = random.chance(40) ? 0 : random.int(0, slots)
  const to = from === 0 ? slots : random.int(from, slots) + 1
  const percentStated = random.chance(20) ? 30 : 100
  const percentWithdrawn = random.chance(15) ? 100 : random.int(0, 30)
  for (let slot = from; slot < to; slot += 1) {
    if (random.chance(percentStated)) stated.set(slot, randomSlot(random, percentWithdrawn))
  }
  if (stated.size === 0) stated.set(from, randomSlot(random, percentWithdrawn))
  return stated
}

function randomSlot(random: Random, percentWithdrawn: number): PlainSlot {
  if (random.chance(percentWithdrawn)) return { quality: 'withdrawn' }
  const quality = random.pick(['measured', 'measured', 'measured', 'estimated', 'calculated'] as const)
  if (random.chance(10)) return { quality, micro: 0n }
  if (random.chance(5)) return { quality, micro: LARGEST }
  return { quality, micro: BigInt(random.int(0, 5_000_000)) * 1000n + BigInt(random.int(0, 1000)) }
}
