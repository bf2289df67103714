import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BUNDLE_LIMITS, fits, howManyFit, NO_LOAD, plus } from './bundle-limits.ts'
import type { Load } from './bundle-limits.ts'
import { planBundle } from './plan-bundle.ts'
import type { WaitingBatch } from './plan-bundle.ts'

const LIMITS = { transactions: 10, points: 100, bytes: 1000 }

function batch(id: number, left: Partial<Load>, taken = 0): WaitingBatch {
  return {
    batchId: BigInt(id),
    ulid: `ulid-${id}`,
    createdAtMs: id,
    taken,
    left: { transactions: 1, points: 1, bytes: 1, ...left },
  }
}

describe('filling a message', () => {
  test('the limits of the market', () => {
    expect(BUNDLE_LIMITS).toEqual({ transactions: 2000, points: 150_000, bytes: 50_000_000 })
  })

  test('batches go in whole while they fit; the first that does not is cut', () => {
    const plan = planBundle([batch(1, { transactions: 4 }), batch(2, { transactions: 6 }, 3), batch(3, {})], LIMITS)
    expect(plan.whole.map(({ batch: of, from, to }) => [of.batchId, from, to])).toEqual([
      [1n, 0, 4],
      [2n, 3, 9],
    ])
    expect(plan.load).toMatchObject({ transactions: 10 })
    expect(plan.cut?.batchId).toBe(3n)
  })

  test('by points and by bytes as well', () => {
    expect(planBundle([batch(1, { points: 60 }), batch(2, { points: 41 })], LIMITS).cut?.batchId).toBe(2n)
    expect(planBundle([batch(1, { points: 60 }), batch(2, { points: 40 })], LIMITS).cut).toBeUndefined()
    expect(planBundle([batch(1, { bytes: 600 }), batch(2, { bytes: 401 })], LIMITS).cut?.batchId).toBe(2n)
  })

  test('a transaction that is too large for any message goes alone, and never behind others', () => {
    expect(
      howManyFit(
        [
          { points: 500, bytes: 1 },
          { points: 1, bytes: 1 },
        ],
        NO_LOAD,
        LIMITS,
      ),
    ).toBe(1)
    expect(howManyFit([{ points: 500, bytes: 1 }], { transactions: 1, points: 1, bytes: 1 }, LIMITS)).toBe(0)
  })

  test('as many as fit and not one more, from the front', () => {
    const items = fc.array(fc.record({ points: fc.nat(40), bytes: fc.nat(400) }), { maxLength: 20 })
    fc.assert(
      fc.property(items, (all) => {
        const count = howManyFit(all, NO_LOAD, LIMITS)
        const loadOf = (n: number): Load =>
          all
            .slice(0, n)
            .reduce<Load>((sum, { points, bytes }) => plus(sum, { transactions: 1, points, bytes }), NO_LOAD)
        expect(count >= Math.min(1, all.length)).toBe(true)
        if (count > 1) expect(fits(loadOf(count), LIMITS)).toBe(true)
        if (count < all.length) expect(fits(loadOf(count + 1), LIMITS)).toBe(false)
      }),
      { numRuns: 300 },
    )
  })
})
