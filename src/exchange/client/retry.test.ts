import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HubFault } from './hub-fault.ts'
import { pauseMs, waitFor, withRetries } from './retry.ts'

const policy = { attempts: 4, baseMs: 100, maxMs: 1_000 }

function away(retryAfterMs?: number): HubFault {
  return new HubFault('HUB_UNAVAILABLE', 'away', { retryable: true, retryAfterMs })
}

function failing(times: number, fault: () => Error): { calls: number[]; action: (before: number) => Promise<string> } {
  const calls: number[] = []
  return {
    calls,
    action: async (before) => {
      calls.push(before)
      if (calls.length <= times) throw fault()
      return 'done'
    },
  }
}

function recorded(): { pauses: number[]; wait: (ms: number) => Promise<void>; random: () => number } {
  const pauses: number[] = []
  return { pauses, wait: async (ms) => void pauses.push(ms), random: () => 1 }
}

test('pauses double up to the longest one', () => {
  expect([1, 2, 3, 4, 5, 6, 1_000].map((failures) => pauseMs(failures, policy, 1))).toEqual([
    100, 200, 400, 800, 1_000, 1_000, 1_000,
  ])
})

test('a pause is never longer than the longest and never shorter than half of what it would be', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (failures, random) => {
        const pause = pauseMs(failures, policy, random)
        const whole = pauseMs(failures, policy, 1)
        expect(pause).toBeLessThanOrEqual(policy.maxMs)
        expect(pause).toBeGreaterThanOrEqual(whole / 2)
      },
    ),
    { numRuns: 200 },
  )
})

test('what fails for a while is tried until it succeeds, and told how often it was', async () => {
  const { calls, action } = failing(2, away)
  const ports = recorded()
  expect(await withRetries(action, policy, ports)).toBe('done')
  expect(calls).toEqual([0, 1, 2])
  expect(ports.pauses).toEqual([100, 200])
})

test('it gives up after the last attempt with the last failure', async () => {
  const { calls, action } = failing(9, away)
  await expect(withRetries(action, policy, recorded())).rejects.toThrow('away')
  expect(calls).toHaveLength(4)
})

test('what fails for good is not tried again, nor is what is no fault of the hub', async () => {
  for (const fault of [new HubFault('HUB_REFUSED', 'no', { retryable: false }), new TypeError('a defect')]) {
    const { calls, action } = failing(1, () => fault)
    await expect(withRetries(action, policy, recorded())).rejects.toBe(fault)
    expect(calls).toEqual([0])
  }
})

test('a hub that asks for patience gets it, up to the longest pause; beyond that the caller decides', async () => {
  const patient = recorded()
  expect(await withRetries(failing(1, () => away(900)).action, policy, patient)).toBe('done')
  expect(patient.pauses).toEqual([900])
  const { calls, action } = failing(1, () => away(1_001))
  await expect(withRetries(action, policy, recorded())).rejects.toMatchObject({ retryAfterMs: 1_001 })
  expect(calls).toEqual([0])
})

test('a signal ends the wait between two attempts at once', async () => {
  const control = new AbortController()
  const { calls, action } = failing(9, away)
  const trying = withRetries(action, { attempts: 9, baseMs: 60_000, maxMs: 60_000 }, {}, control.signal)
  setTimeout(() => control.abort(), 10)
  await expect(trying).rejects.toThrow(/abort/i)
  expect(calls).toEqual([0])
})

test('waiting takes its time', async () => {
  const startedMs = performance.now()
  await waitFor(30)
  expect(performance.now() - startedMs).toBeGreaterThan(25)
})
