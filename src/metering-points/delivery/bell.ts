import { setTimeout as sleep } from 'node:timers/promises'

/** Wakes everyone who waits, and whoever was about to. */
export interface Bell {
  /** how often it has rung */
  readonly rings: () => number
  readonly ring: () => void
  /** Waits until it has rung since, or the time is over, or the signal says so; never rejects. */
  readonly wait: (since: number, ms: number, signal: AbortSignal) => Promise<void>
}

/** A bell that has not rung. */
export function newBell(): Bell {
  let rings = 0
  let rung = new AbortController()
  return {
    rings: () => rings,
    ring: () => {
      rings += 1
      const waking = rung
      rung = new AbortController()
      waking.abort()
    },
    wait: async (since, ms, signal) => {
      if (rings !== since) return
      await sleep(ms, undefined, { signal: AbortSignal.any([signal, rung.signal]) }).catch(() => {})
    },
  }
}
