import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SLOT_CLASSES } from '../../kernel/index.ts'
import { inMask, maskColumns, quantity, slots } from './slots.ts'

test('slots are counted from 0, their columns from 1', () => {
  expect(slots(3, (k) => `sum(${quantity(k)}) AS ${quantity(k)}`)).toBe(
    'sum(q_1) AS q_1, sum(q_2) AS q_2, sum(q_3) AS q_3',
  )
  expect(slots(2, quantity, ' + ')).toBe('q_1 + q_2')
  expect(slots(0, quantity)).toBe('')
})

test('a mask has one column for each 52 slots', () => {
  expect(SLOT_CLASSES.map((slotClass) => maskColumns(slotClass, ['stated']).length)).toEqual([1, 1, 2, 6])
  expect(maskColumns(100)).toEqual([
    'missing_0',
    'missing_1',
    'estimated_0',
    'estimated_1',
    'calculated_0',
    'calculated_1',
    'measured_0',
    'measured_1',
  ])
})

test('the condition for a slot names its word and its bit', () => {
  expect(inMask('missing', 51)).toBe('((missing_0 & CAST(2251799813685248 AS BIGINT)) <> 0)')
  expect(inMask('missing', 52, 'r.')).toBe('((r.missing_1 & CAST(1 AS BIGINT)) <> 0)')
})

test('no two slots share a bit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 299 }), fc.integer({ min: 0, max: 299 }), (a, b) => {
      expect(inMask('stated', a) === inMask('stated', b)).toBe(a === b)
    }),
    { numRuns: 500 },
  )
})
