import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SLOT_CLASSES, WORD_BITS, wordCount } from '../../kernel/index.ts'
import type { DayRows, SlotClass } from '../../kernel/index.ts'
import { packRows, RowUnpacker } from './pack-rows.ts'

type Mark = 'nothing' | 'withdrawn' | 'estimated' | 'calculated' | 'measured'

const value = fc.oneof(
  fc.bigInt(0n, 65_535n).map((thousandths) => thousandths * 1000n),
  fc.bigInt(0n, 2n ** 32n - 1n).map((thousandths) => thousandths * 1000n),
  fc.bigInt(0n, 10n ** 18n - 1n),
  fc.bigInt(-(10n ** 18n), 0n),
)
const mark = fc.constantFrom<Mark>('nothing', 'withdrawn', 'estimated', 'calculated', 'measured')
const day = (slotClass: SlotClass): fc.Arbitrary<{ day: number; slots: [Mark, bigint][] }> =>
  fc.record({
    day: fc.integer({ min: -40_000, max: 60_000 }),
    slots: fc.oneof(
      fc.array(fc.tuple(mark, value), { minLength: slotClass, maxLength: slotClass }),
      // As nearly all days are: everything measured, every value of one size.
      fc
        .tuple(fc.constantFrom(1000n, 70_000_000n, 5_000_000_000_000n, 1n, -5n), fc.nat(1000))
        .map(([unit, n]) => Array.from({ length: slotClass }, (): [Mark, bigint] => ['measured', unit * BigInt(n)])),
    ),
  })
const block = fc
  .constantFrom(...SLOT_CLASSES)
  .chain((slotClass) =>
    fc.record({ slotClass: fc.constant(slotClass), days: fc.array(day(slotClass), { minLength: 1, maxLength: 4 }) }),
  )

function rowsOf({
  slotClass,
  days,
}: {
  slotClass: SlotClass
  days: { day: number; slots: [Mark, bigint][] }[]
}): DayRows {
  const words = wordCount(slotClass)
  const masks = (of: readonly Mark[]): Float64Array => {
    const mask = new Float64Array(days.length * words)
    for (const [row, { slots }] of days.entries()) {
      for (const [slot, [state]] of slots.entries()) {
        const at = row * words + Math.floor(slot / WORD_BITS)
        if (of.includes(state)) mask[at] = (mask[at] ?? 0) + 2 ** (slot % WORD_BITS)
      }
    }
    return mask
  }
  return {
    slotClass,
    count: days.length,
    marketDay: Int32Array.from(days, (one) => one.day),
    values: BigInt64Array.from(
      days.flatMap(({ slots }) => slots.map(([state, of]) => (['nothing', 'withdrawn'].includes(state) ? 0n : of))),
    ),
    stated: masks(['withdrawn', 'estimated', 'calculated', 'measured']),
    estimated: masks(['estimated']),
    calculated: masks(['calculated']),
    measured: masks(['measured']),
  }
}

function part(
  rows: DayRows,
  column: 'values' | 'stated' | 'estimated' | 'calculated' | 'measured',
  firstRow: number,
  rowCount: number,
): (number | bigint)[] {
  const width = column === 'values' ? rows.slotClass : wordCount(rows.slotClass)
  return [...rows[column].subarray(firstRow * width, (firstRow + rowCount) * width)]
}

describe('packed day rows', () => {
  test('what is packed is unpacked as it was, any part of any block, again and again into the same memory', () => {
    const unpackers = new Map(SLOT_CLASSES.map((of) => [of, new RowUnpacker(of)]))
    fc.assert(
      fc.property(block, fc.nat(3), fc.nat(3), (drawn, skip, take) => {
        const rows = rowsOf(drawn)
        const firstRow = Math.min(skip, rows.count - 1)
        const rowCount = Math.min(take + 1, rows.count - firstRow)
        const unpacked = unpackers.get(rows.slotClass)?.unpack(packRows(rows, firstRow, rowCount), rowCount)
        if (unpacked === undefined) throw new Error('no unpacker')
        expect([...unpacked.marketDay.subarray(0, rowCount)]).toEqual([
          ...rows.marketDay.subarray(firstRow, firstRow + rowCount),
        ])
        for (const column of ['values', 'stated', 'estimated', 'calculated', 'measured'] as const) {
          expect(part(unpacked, column, 0, rowCount)).toEqual(part(rows, column, firstRow, rowCount))
        }
      }),
      { numRuns: 400 },
    )
  })

  test('a measured day of ordinary quarter-hours takes two bytes a slot', () => {
    const slots = Array.from({ length: 100 }, (_, n): [Mark, bigint] => ['measured', BigInt(n) * 655_000n])
    expect(packRows(rowsOf({ slotClass: 100, days: [{ day: 20_000, slots }] }), 0, 1).length).toBe(5 + 16 + 200)
  })

  test('bytes that are not so many rows are refused', () => {
    const slots = Array.from({ length: 25 }, (): [Mark, bigint] => ['measured', 1000n])
    const packed = packRows(rowsOf({ slotClass: 25, days: [{ day: 1, slots }] }), 0, 1)
    expect(() => new RowUnpacker(25).unpack(packed, 2)).toThrow(RangeError)
    expect(() => new RowUnpacker(25).unpack(Uint8Array.of(...packed, 0), 1)).toThrow(RangeError)
  })
})
