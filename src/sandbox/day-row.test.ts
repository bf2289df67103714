import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newDayRows } from '../measurements/index.ts'
import type { DeliveryContent } from './corrections.ts'
import { fillRow, openBlock } from './day-row.ts'
import type { StatedRow } from './day-row.ts'
import type { FinalDay } from './final-readings.ts'
import { newDayValues } from './ordinary-values.ts'
import { isSet } from './plain-settlement.ts'
import type { QualityRuns, SlotRun } from './quality-runs.ts'

const NONE: SlotRun = { from: 0, to: 0 }
const DAY_NUMBER = 20_520

function dayOf(
  slots: number,
  qualities: Partial<QualityRuns> = {},
  valueAt = (k: number): number => 1000 + k,
): FinalDay {
  const values = newDayValues()
  for (let k = 0; k < slots; k += 1) values[k] = valueAt(k)
  return { hourly: slots <= 25, slots, values, qualities: { estimated: NONE, missing: NONE, ...qualities } }
}

function content(stated: SlotRun, other: Partial<DeliveryContent> = {}): DeliveryContent {
  return { stated, values: 'final', wrong: NONE, allEstimated: false, ...other }
}

/** The row as one letter a slot (. not stated, M measured, E estimated, - withdrawn), and its values in micro-kWh. */
function filled(day: FinalDay, said: DeliveryContent): { row: StatedRow; letters: string; values: bigint[] } {
  const rows = newDayRows(day.hourly ? 25 : 100, 2)
  const row = fillRow(openBlock(rows), 1, DAY_NUMBER, day, said, 7)
  const letters = Array.from({ length: day.slots }, (_, k) => {
    const marks = [rows.stated, rows.measured, rows.estimated, rows.calculated].map((mask) =>
      isSet(mask, rows.slotClass, 1, k),
    )
    if (marks[0] !== true) return marks.includes(true) ? '?' : '.'
    if (marks[1] === true) return marks[2] === true ? '?' : 'M'
    return marks[2] === true ? 'E' : '-'
  })
  expect([rows.marketDay[0], rows.marketDay[1]]).toEqual([0, DAY_NUMBER])
  expect(rows.values.subarray(0, rows.slotClass).every((value) => value === 0n)).toBe(true)
  return {
    row,
    letters: letters.join(''),
    values: [...rows.values.subarray(rows.slotClass, rows.slotClass + day.slots)],
  }
}

describe('a row of a block', () => {
  test('holds a whole day: values in micro-kWh, estimated and missing runs, the rest measured', () => {
    const day = dayOf(24, { estimated: { from: 3, to: 5 }, missing: { from: 20, to: 24 } }, (k) =>
      k < 20 ? 1000 + k : 0,
    )
    const { row, letters, values } = filled(day, content({ from: 0, to: 24 }))
    expect(letters).toBe('MMMEEMMMMMMMMMMMMMMM----')
    expect(values).toEqual(Array.from({ length: 24 }, (_, k) => (k < 20 ? BigInt(1000 + k) * 1000n : 0n)))
    expect(row).toEqual({ estimated: 2, missing: 4, milliKwh: 20 * 1000 + 190 })
  })

  test('speaks of a few positions only, with their final values', () => {
    const { row, letters, values } = filled(dayOf(24, { estimated: { from: 5, to: 20 } }), content({ from: 4, to: 7 }))
    expect(letters).toBe('....MEE.................')
    expect(values.map(Number)).toEqual(Array.from({ length: 24 }, (_, k) => (k >= 4 && k < 7 ? (1000 + k) * 1000 : 0)))
    expect(row).toEqual({ estimated: 2, missing: 0, milliKwh: 3015 })
  })

  test('withdraws: stated without a value', () => {
    const { row, letters, values } = filled(
      dayOf(24, { estimated: { from: 0, to: 24 } }),
      content({ from: 4, to: 6 }, { values: 'withdrawn' }),
    )
    expect(letters).toBe('....--..................')
    expect(values.every((value) => value === 0n)).toBe(true)
    expect(row).toEqual({ estimated: 0, missing: 2, milliKwh: 0 })
  })

  test('is wrong where it shall be, never elsewhere, and never where there is no value', () => {
    const day = dayOf(24, { missing: { from: 8, to: 10 } }, (k) => (k === 8 || k === 9 ? 0 : 1000))
    const { letters, values } = filled(
      day,
      content({ from: 0, to: 24 }, { values: 'wrong', wrong: { from: 6, to: 12 } }),
    )
    expect(letters).toBe('MMMMMMMM--MMMMMMMMMMMMMM')
    values.forEach((value, k) => {
      if (k === 8 || k === 9) expect(value).toBe(0n)
      else if (k >= 6 && k < 12) expect(value > 1_000_000n && value <= 1_256_000n).toBe(true)
      else expect(value).toBe(1_000_000n)
    })
  })

  test('may call all it has estimated', () => {
    const day = dayOf(24, { missing: { from: 2, to: 4 }, estimated: { from: 10, to: 12 } })
    const { row, letters } = filled(day, content({ from: 0, to: 24 }, { allEstimated: true }))
    expect(letters).toBe('EE--EEEEEEEEEEEEEEEEEEEE')
    expect(row).toMatchObject({ estimated: 22, missing: 2 })
  })

  test('uses both words of a quarter-hour mask', () => {
    const { letters } = filled(dayOf(100, { estimated: { from: 50, to: 55 } }), content({ from: 48, to: 100 }))
    expect(letters).toBe(`${'.'.repeat(48)}MMEEEEE${'M'.repeat(45)}`)
  })

  test('holds values beyond 32 bits of micro-kWh exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_007_199_254_740 }), (milli) => {
        expect(
          filled(
            dayOf(24, {}, () => milli),
            content({ from: 0, to: 1 }),
          ).values[0],
        ).toBe(BigInt(milli) * 1000n)
      }),
      { numRuns: 300 },
    )
  })
})
