import { expect, test } from 'vitest'
import { newBell } from './bell.ts'

const never = new AbortController().signal
const MINUTE_MS = 60_000

async function secondsOf(waiting: Promise<void>): Promise<number> {
  const startedMs = performance.now()
  await waiting
  return (performance.now() - startedMs) / 1000
}

test('it wakes everyone who waits, again and again', async () => {
  const bell = newBell()
  for (let round = 0; round < 3; round += 1) {
    const waits = [1, 2].map(async () => await bell.wait(bell.rings(), MINUTE_MS, never))
    bell.ring()
    await Promise.all(waits)
  }
  expect(bell.rings()).toBe(3)
})

test('who looked before it rang does not wait', async () => {
  const bell = newBell()
  const heard = bell.rings()
  bell.ring()
  expect(await secondsOf(bell.wait(heard, MINUTE_MS, never))).toBeLessThan(20)
})

test('a wait ends by itself, and by the signal', async () => {
  const bell = newBell()
  expect(await secondsOf(bell.wait(bell.rings(), 1, never))).toBeLessThan(20)
  expect(await secondsOf(bell.wait(bell.rings(), MINUTE_MS, AbortSignal.timeout(1)))).toBeLessThan(20)
  expect(await secondsOf(bell.wait(bell.rings(), MINUTE_MS, AbortSignal.abort()))).toBeLessThan(20)
})
