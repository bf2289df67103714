import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { BodyBudget, readBody } from './body-budget.ts'

async function* pieces(...sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (const size of sizes) yield await Promise.resolve(new Uint8Array(size).fill(size))
}

async function* breakingOff(size: number): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new Uint8Array(size))
  throw new Error('aborted')
}

test('a body is put together and held until it is released', async () => {
  const budget = new BodyBudget(100)
  const body = await readBody(pieces(3, 4), { 'content-length': '7' }, 10, budget)
  expect([...body]).toEqual([3, 3, 3, 4, 4, 4, 4])
  expect(budget.heldBytes).toBe(7)
  budget.release(7)
  expect(budget.heldBytes).toBe(0)
})

test.each([
  ['announced too large', { 'content-length': '11' }, [1], 'DOCUMENT_TOO_LARGE'],
  ['too large without saying so', {}, [6, 5], 'DOCUMENT_TOO_LARGE'],
  ['larger than announced', { 'content-length': '3' }, [4], 'REQUEST_INVALID'],
  ['shorter than announced', { 'content-length': '5' }, [4], 'REQUEST_INVALID'],
])('a body %s is refused and nothing of it stays held', async (_what, headers, sizes, code) => {
  const budget = new BodyBudget(100)
  await expect(readBody(pieces(...sizes), headers, 10, budget)).rejects.toMatchObject({ code })
  expect(budget.heldBytes).toBe(0)
})

test('a body that breaks off is refused and nothing of it stays held', async () => {
  const budget = new BodyBudget(100)
  await expect(readBody(breakingOff(5), {}, 10, budget)).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
  expect(budget.heldBytes).toBe(0)
})

test('where there is no room, announced or not, the body is refused and others stay held', async () => {
  const budget = new BodyBudget(10)
  budget.hold(6)
  await expect(readBody(pieces(5), { 'content-length': '5' }, 10, budget)).rejects.toMatchObject({ code: 'API_BUSY' })
  await expect(readBody(pieces(3, 2), {}, 10, budget)).rejects.toMatchObject({ code: 'API_BUSY' })
  expect(budget.heldBytes).toBe(6)
  expect(await readBody(pieces(4), {}, 10, budget)).toHaveLength(4)
})

test('whoever announces much and sends nothing keeps nobody out', async () => {
  const budget = new BodyBudget(10)
  const gate = Promise.withResolvers<void>()
  async function* idle(): AsyncGenerator<Uint8Array> {
    await gate.promise
    yield new Uint8Array(10)
  }
  const waiting = readBody(idle(), { 'content-length': '10' }, 10, budget)
  expect(await readBody(pieces(8), { 'content-length': '8' }, 10, budget)).toHaveLength(8)
  gate.resolve()
  await expect(waiting).rejects.toMatchObject({ code: 'API_BUSY' })
})

test('whatever comes, what is held is what was given out and not released', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.nat(12), { maxLength: 4 }), { maxLength: 12 }), async (bodies) => {
      const budget = new BodyBudget(40)
      let kept = 0
      for (const sizes of bodies) {
        const body = await readBody(pieces(...sizes), {}, 20, budget).catch(() => undefined)
        kept += body?.length ?? 0
        expect(budget.heldBytes).toBe(kept)
        expect(kept).toBeLessThanOrEqual(40)
      }
    }),
    { numRuns: 200 },
  )
})
