/** How many slot columns a day row has: hours, half-hours, quarters or five minutes, with room for 25 hours. */
export type SlotClass = 25 | 50 | 100 | 300

/** Every slot class, from the coarsest. */
export const SLOT_CLASSES: readonly SlotClass[] = [25, 50, 100, 300]

/**
 * Bits in one word of a mask. 52 fits a JavaScript safe integer and a BIGINT, and is a multiple of 4, so that the four
 * quarters of an hour lie in one word.
 */
export const WORD_BITS = 52

/** A set of slots: bit j of word w is slot 52 w + j, counted from 0 at the day's first instant. Words are safe integers. */
export type SlotMask = readonly number[]

/** How many words the mask of a slot class has. */
export function wordCount(slotClass: SlotClass): number {
  return Math.ceil(slotClass / WORD_BITS)
}

/** The mask of no slots. */
export function emptyMask(slotClass: SlotClass): SlotMask {
  return Array.from({ length: wordCount(slotClass) }, () => 0)
}

/** The mask of the given slots, each counted once. @throws RangeError for a slot that the class does not have */
export function maskOf(slots: Iterable<number>, slotClass: SlotClass): SlotMask {
  const words = [...emptyMask(slotClass)]
  for (const slot of slots) {
    assertSlot(slot, slotClass)
    const w = Math.floor(slot / WORD_BITS)
    if (!has(words, slot)) words[w] = (words[w] ?? 0) + 2 ** (slot % WORD_BITS)
  }
  return words
}

/** The slots from `from` up to and without `to`, such as the part of a day in which a point is active. */
export function slotRange(from: number, to: number, slotClass: SlotClass): SlotMask {
  if (from > to) throw new RangeError(`a range of slots cannot run from ${from} to ${to}`)
  return andNot(firstSlots(to, slotClass), firstSlots(from, slotClass))
}

/** The first n slots: all that a day of n slots has. */
export function firstSlots(n: number, slotClass: SlotClass): SlotMask {
  if (n !== 0) assertSlot(n - 1, slotClass)
  const words: number[] = []
  for (let before = 0; before < slotClass; before += WORD_BITS) {
    words.push(2 ** Math.min(Math.max(n - before, 0), WORD_BITS) - 1)
  }
  return words
}

/** Whether the slot is in the mask; false beyond its end. */
export function has(mask: SlotMask, slot: number): boolean {
  const word = mask[Math.floor(slot / WORD_BITS)] ?? 0
  return Math.floor(word / 2 ** (slot % WORD_BITS)) % 2 === 1
}

/** Whether no slot is in the mask. */
export function isEmptyMask(mask: SlotMask): boolean {
  return mask.every((word) => word === 0)
}

/** The slots in either mask. */
export function or(a: SlotMask, b: SlotMask): SlotMask {
  return wordByWord(a, b, (x, y) => x | y)
}

/** The slots in both masks. */
export function and(a: SlotMask, b: SlotMask): SlotMask {
  return wordByWord(a, b, (x, y) => x & y)
}

/** The slots in the first mask and not in the second. */
export function andNot(a: SlotMask, b: SlotMask): SlotMask {
  return wordByWord(a, b, (x, y) => x & ~y)
}

/** How many slots are in the mask. */
export function countSlots(mask: SlotMask): number {
  let slots = 0
  for (const word of mask) slots += bitsIn(word % HALF) + bitsIn(Math.floor(word / HALF))
  return slots
}

/** The slots in the mask, ascending. */
export function slotsIn(mask: SlotMask): number[] {
  const slots: number[] = []
  mask.forEach((word, w) => {
    let rest = word
    for (let slot = w * WORD_BITS; rest > 0; slot += 1) {
      if (rest % 2 === 1) slots.push(slot)
      rest = Math.floor(rest / 2)
    }
  })
  return slots
}

/** The quarters of the hours in a mask of class 25, as a mask of class 100: each hour gives its four quarters. */
export function hoursToQuarters(hours: SlotMask): SlotMask {
  return maskOf(
    slotsIn(hours).flatMap((hour) => [4 * hour, 4 * hour + 1, 4 * hour + 2, 4 * hour + 3]),
    100,
  )
}

// JavaScript's bit operators see 32 bits only, so a word is worked on in two halves of 26.
const HALF = 2 ** 26

// Each step clears the lowest bit.
function bitsIn(half: number): number {
  let bits = 0
  for (let rest = half; rest !== 0; rest &= rest - 1) bits += 1
  return bits
}

function wordByWord(a: SlotMask, b: SlotMask, operate: (x: number, y: number) => number): SlotMask {
  if (a.length !== b.length)
    throw new RangeError(`masks of ${a.length} and ${b.length} words belong to different slot classes`)
  return a.map((x, w) => {
    const y = b[w] ?? 0
    const low = operate(x % HALF, y % HALF)
    const high = operate(Math.floor(x / HALF), Math.floor(y / HALF))
    return high * HALF + low
  })
}

function assertSlot(slot: number, slotClass: SlotClass): void {
  if (!Number.isInteger(slot) || slot < 0 || slot >= slotClass) {
    throw new RangeError(`slot ${slot} does not exist in slot class ${slotClass}`)
  }
}
