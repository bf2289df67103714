import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskOf, SLOT_CLASSES, wordCount } from '../../kernel/index.ts'
import { DayRowBuilder } from './day-row-builder.ts'
import { MicroSum, microOf, safeMicroOf } from './micro.ts'
import { PointColumns, QUANTITY_READ } from './point-columns.ts'
import { RowBlocks } from './row-blocks.ts'

const slotClass = fc.constantFrom(...SLOT_CLASSES)
const mask = fc.constantFrom('estimated', 'calculated', 'measured', undefined)
const micro = fc.oneof(fc.maxSafeNat(), fc.nat(5_000_000), fc.constantFrom(0, 2 ** 32, 2 ** 32 - 1, 2 ** 53 - 1))

test('masks and values are where they were put, over any growth', () => {
  const row = fc.dictionary(fc.nat(299).map(String), fc.tuple(mask, micro), { maxKeys: 60 })
  fc.assert(
    fc.property(slotClass, fc.array(row, { maxLength: 12 }), (n, rows) => {
      const builder = new DayRowBuilder(n, 1)
      const words = wordCount(n)
      for (const [r, stated] of rows.entries()) {
        expect(builder.add(20_000 + r)).toBe(r)
        for (const [key, [as, value]] of Object.entries(stated)) {
          const slot = Number(key)
          if (slot >= n) continue
          expect(builder.isStated(r, slot)).toBe(false)
          builder.state(r, slot, as)
          builder.putSafe(r, slot, value)
          expect(builder.isStated(r, slot)).toBe(true)
        }
      }
      const block = builder.finish()
      expect(block.count).toBe(rows.length)
      for (const [r, stated] of rows.entries()) {
        expect(block.marketDay[r]).toBe(20_000 + r)
        const slots = Object.entries(stated).filter(([key]) => Number(key) < n)
        const word = (of: Float64Array): number[] => [...of.subarray(r * words, (r + 1) * words)]
        const those = (as: string): number[] => slots.filter(([, [of]]) => of === as).map(([key]) => Number(key))
        expect(word(block.stated)).toEqual(
          maskOf(
            slots.map(([key]) => Number(key)),
            n,
          ),
        )
        for (const as of ['estimated', 'calculated', 'measured'] as const)
          expect(word(block[as])).toEqual(maskOf(those(as), n))
        for (const [key, [, value]] of slots) expect(block.values[r * n + Number(key)]).toBe(BigInt(value))
      }
    }),
    { numRuns: 200 },
  )
})

test('rows that are taken back leave nothing behind', () => {
  const builder = new DayRowBuilder(100, 2)
  builder.add(1)
  builder.state(0, 0, 'measured')
  builder.putSafe(0, 0, 7)
  for (let row = 1; row < 6; row += 1) {
    builder.add(row)
    builder.state(row, 99, 'estimated')
    builder.put(row, 99, 10n ** 18n - 1n)
  }
  builder.cutTo(1)
  builder.cutTo(5)
  expect(builder.count).toBe(1)
  for (let row = 1; row < 6; row += 1) builder.add(row)
  const block = builder.finish()
  expect([...block.values].filter((value) => value !== 0n)).toEqual([7n])
  expect([...block.stated]).toEqual([1, ...Array.from({ length: 11 }, () => 0)])
  expect([...block.estimated].every((word) => word === 0)).toBe(true)
})

test('blocks keep what is accepted and forget the rest', () => {
  const blocks = new RowBlocks()
  blocks.of(100).add(1)
  expect(blocks.keep()).toEqual({ first: 0, count: 1 })
  blocks.of(25).add(2)
  blocks.takeBack()
  expect(blocks.keep()).toEqual({ first: 0, count: 0 })
  blocks.of(100).add(3)
  expect(blocks.keep()).toEqual({ first: 1, count: 1 })
  expect(blocks.keep()).toEqual({ first: 0, count: 0 })
  const most = blocks.mostRows(300)
  blocks.of(300).add(4)
  blocks.keep()
  expect(blocks.mostRows(300)).toBe(most - 1)
  expect(blocks.finish().map((block) => [block.slotClass, [...block.marketDay]])).toEqual([
    [100, [1, 3]],
    [300, [4]],
  ])
})

test('quantities become micro-kWh exactly, whatever their size', () => {
  const whole = fc.oneof(
    fc.integer({ min: 0, max: 9_999_999_999 }),
    fc.constantFrom(8_999_999_000, 9_007_199_254, 8_999_999, 9_000_000),
  )
  fc.assert(
    fc.property(whole, fc.nat(999_999), fc.constantFrom(1, 1000), (kwh, millionths, factor) => {
      const columns = new PointColumns()
      columns.add(1, 0, QUANTITY_READ, kwh, millionths)
      const expected = (BigInt(kwh) * 1_000_000n + BigInt(millionths)) * BigInt(factor)
      expect(microOf(columns, 0, factor)).toBe(expected)
      const safe = safeMicroOf(columns, 0, factor)
      const isLarge = expected > 8_999_998n * 1_000_000n * 1000n
      expect(safe >= 0 ? BigInt(safe) : isLarge).toBe(safe >= 0 ? expected : true)
    }),
    { numRuns: 2000 },
  )
})

test('sums are exact', () => {
  fc.assert(
    fc.property(fc.array(micro), fc.array(fc.bigInt(0n, 10n ** 18n)), (safe, large) => {
      const sum = new MicroSum()
      for (const value of safe) sum.add(value)
      for (const value of large) sum.addLarge(value)
      const expected = [...safe.map(BigInt), ...large].reduce((total, value) => total + value, 0n)
      expect(sum.total).toBe(expected)
      expect(sum.total).toBe(expected)
    }),
    { numRuns: 500 },
  )
})
