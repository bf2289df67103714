import { expect, test } from 'vitest'
import { oneAhead } from './one-ahead.ts'

const said: string[] = []
async function* numbers(upTo: number, failAt = Infinity): AsyncGenerator<number> {
  try {
    for (let n = 1; n <= upTo; n += 1) {
      if (n === failAt) throw new Error(`no ${n}`)
      said.push(`made ${n}`)
      yield n
    }
  } finally {
    said.push('ended')
  }
}

test('the next item is made while one is worked on', async () => {
  said.length = 0
  for await (const n of oneAhead(numbers(3))) {
    await Promise.resolve()
    said.push(`got ${n}`)
  }
  expect(said).toEqual(['made 1', 'made 2', 'got 1', 'made 3', 'got 2', 'ended', 'got 3'])
})

test('a failure comes when its item is asked for; who leaves early ends the source', async () => {
  const got: number[] = []
  const all = async (): Promise<void> => {
    for await (const n of oneAhead(numbers(3, 2))) got.push(n)
  }
  await expect(all()).rejects.toThrow('no 2')
  expect(got).toEqual([1])
  said.length = 0
  for await (const n of oneAhead(numbers(9))) if (n === 2) break
  expect(said.at(-1)).toBe('ended')
})
