import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  and,
  andNot,
  countSlots,
  emptyMask,
  firstSlots,
  has,
  hoursToQuarters,
  isEmptyMask,
  maskOf,
  or,
  SLOT_CLASSES,
  slotRange,
  slotsIn,
  WORD_BITS,
  wordCount,
} from './slots.ts'
import type { SlotClass } from './slots.ts'

const anyClass = fc.constantFrom(...SLOT_CLASSES)
const classAndSlots = anyClass.chain((slotClass) =>
  fc.record({ slotClass: fc.constant(slotClass), a: slotsOf(slotClass), b: slotsOf(slotClass) }),
)

function slotsOf(slotClass: SlotClass): fc.Arbitrary<number[]> {
  return fc.uniqueArray(fc.nat({ max: slotClass - 1 }), { maxLength: slotClass })
}

const big = (slots: number[]): bigint => slots.reduce((bits, slot) => bits | (1n << BigInt(slot)), 0n)
const whole = (mask: readonly number[]): bigint =>
  mask.reduce((bits, word, w) => bits | (BigInt(word) << BigInt(52 * w)), 0n)
const ascending = (slots: Iterable<number>): number[] => [...slots].toSorted((x, y) => x - y)

describe('words', () => {
  test('are as many as the contract of the columns says', () => {
    expect(SLOT_CLASSES.map(wordCount)).toEqual([1, 1, 2, 6])
    expect(WORD_BITS % 4).toBe(0)
  })

  test('stay safe integers, the full mask included', () => {
    for (const slotClass of SLOT_CLASSES) {
      const full = firstSlots(slotClass, slotClass)
      expect(full.every(Number.isSafeInteger)).toBe(true)
      expect(countSlots(full)).toBe(slotClass)
    }
    expect(firstSlots(52, 100)).toEqual([2 ** 52 - 1, 0])
    expect(maskOf([51, 52], 100)).toEqual([2 ** 51, 1])
  })
})

describe('a mask behaves as a set of slots', () => {
  test('holds exactly the slots that it was made of', () => {
    fc.assert(
      fc.property(classAndSlots, ({ slotClass, a }) => {
        const mask = maskOf([...a, ...a], slotClass)
        expect(slotsIn(mask)).toEqual(ascending(a))
        expect(countSlots(mask)).toBe(a.length)
        expect(isEmptyMask(mask)).toBe(a.length === 0)
        for (let slot = 0; slot < slotClass; slot += 1) expect(has(mask, slot)).toBe(a.includes(slot))
      }),
      { numRuns: 200 },
    )
  })

  test('or, and, andNot are union, intersection, difference', () => {
    fc.assert(
      fc.property(classAndSlots, ({ slotClass, a, b }) => {
        const [x, y] = [maskOf(a, slotClass), maskOf(b, slotClass)]
        const [p, q] = [new Set(a), new Set(b)]
        expect(slotsIn(or(x, y))).toEqual(ascending(p.union(q)))
        expect(slotsIn(and(x, y))).toEqual(ascending(p.intersection(q)))
        expect(slotsIn(andNot(x, y))).toEqual(ascending(p.difference(q)))
      }),
      { numRuns: 300 },
    )
  })

  test('agrees with the same operation on big integers', () => {
    fc.assert(
      fc.property(classAndSlots, ({ slotClass, a, b }) => {
        const [x, y] = [maskOf(a, slotClass), maskOf(b, slotClass)]
        expect(whole(x)).toBe(big(a))
        expect(whole(or(x, y))).toBe(big(a) | big(b))
        expect(whole(and(x, y))).toBe(big(a) & big(b))
        expect(whole(andNot(x, y))).toBe(big(a) & ~big(b))
      }),
      { numRuns: 300 },
    )
  })

  test('a range is what its two ends leave', () => {
    const range = anyClass.chain((slotClass) =>
      fc.tuple(fc.constant(slotClass), fc.nat({ max: slotClass }), fc.nat({ max: slotClass })),
    )
    fc.assert(
      fc.property(range, ([slotClass, one, other]) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)]
        const slots = Array.from({ length: to - from }, (_, n) => from + n)
        expect(slotsIn(slotRange(from, to, slotClass))).toEqual(slots)
        expect(slotsIn(firstSlots(to, slotClass))).toEqual(Array.from({ length: to }, (_, n) => n))
      }),
      { numRuns: 300 },
    )
  })
})

describe('hours as quarters', () => {
  test('each hour gives its four', () => {
    expect(slotsIn(hoursToQuarters(maskOf([0, 2, 12, 13, 24], 25)))).toEqual([
      0, 1, 2, 3, 8, 9, 10, 11, 48, 49, 50, 51, 52, 53, 54, 55, 96, 97, 98, 99,
    ])
  })

  test('keep every relation between masks', () => {
    fc.assert(
      fc.property(slotsOf(25), slotsOf(25), (a, b) => {
        const [x, y] = [maskOf(a, 25), maskOf(b, 25)]
        expect(hoursToQuarters(or(x, y))).toEqual(or(hoursToQuarters(x), hoursToQuarters(y)))
        expect(countSlots(hoursToQuarters(x))).toBe(4 * a.length)
      }),
      { numRuns: 200 },
    )
  })
})

describe('mistakes are refused', () => {
  test.each([25, -1, 1.5, Number.NaN])('slot %d does not exist in a day of hours', (slot) => {
    expect(() => maskOf([slot], 25)).toThrow(RangeError)
  })

  test('masks of different classes do not mix', () => {
    expect(() => or(emptyMask(25), emptyMask(100))).toThrow('1 and 2 words')
  })

  test('more slots than the class has, and ranges that run backwards', () => {
    expect(() => firstSlots(26, 25)).toThrow(RangeError)
    expect(() => slotRange(5, 4, 25)).toThrow(RangeError)
  })

  test('a slot beyond the mask is not in it', () => {
    expect(has(firstSlots(25, 25), 60)).toBe(false)
  })
})
