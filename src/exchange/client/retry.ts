import { setTimeout as timer } from 'node:timers/promises'
import { HubFault } from './hub-fault.ts'

/** How often and how patiently something is tried again. */
export interface RetryPolicy {
  /** attempts at most, the first included */
  readonly attempts: number
  /** pause after the first failure, milliseconds; it doubles with each further one */
  readonly baseMs: number
  /** longest pause, milliseconds */
  readonly maxMs: number
}

/** How time passes between attempts; the machine's ways when absent. */
export interface RetryPorts {
  /** Waits; rejects at once when the signal says so. */
  readonly wait?: Wait
  /** from 0 up to 1 */
  readonly random?: () => number
}

/** Waits so many milliseconds; rejects at once when the signal says so. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>

/** A few quick attempts: for one request. */
export const REQUEST_RETRY: RetryPolicy = { attempts: 4, baseMs: 500, maxMs: 15_000 }

/** Waits by the machine's timers. */
export const waitFor: Wait = async (ms, signal) => {
  await timer(ms, undefined, signal === undefined ? {} : { signal })
}

/**
 * The pause after so many failures in a row (1 and up), milliseconds: doubled each time up to the longest, of which a
 * random half is left out, so that clients that failed together do not come back together.
 */
export function pauseMs(failures: number, { baseMs, maxMs }: Omit<RetryPolicy, 'attempts'>, random: number): number {
  const whole = Math.min(maxMs, baseMs * 2 ** Math.min(failures - 1, 30))
  return Math.ceil(whole * (0.5 + random / 2))
}

/**
 * Does something until it succeeds, fails for good, or has failed too often. A hub that asks to wait is waited for, unless
 * it asks for longer than the policy's longest pause: that is for the caller to decide.
 * @param action is told how many attempts went before
 * @throws the last failure; what the signal says, while waiting
 */
export async function withRetries<T>(
  action: (before: number) => Promise<T>,
  policy: RetryPolicy,
  { wait = waitFor, random = Math.random }: RetryPorts = {},
  signal?: AbortSignal,
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await action(failures - 1)
    } catch (error) {
      const asked = error instanceof HubFault ? (error.retryAfterMs ?? 0) : 0
      const again = error instanceof HubFault && error.retryable && failures < policy.attempts && asked <= policy.maxMs
      if (!again) throw error
      await wait(Math.max(asked, pauseMs(failures, policy, random())), signal)
    }
  }
}
