import { GridbookError } from '../../kernel/index.ts'
import { HubFault } from '../client/hub-fault.ts'
import type { QueueCategory } from '../queue/party.ts'
import { pauseMs, waitFor } from '../client/retry.ts'
import type { RetryPolicy } from '../client/retry.ts'
import { pollCategory } from './poll-category.ts'
import type { PollMemory, PollOptions } from './poll-category.ts'

/** How queues are read without end. */
export interface PollForeverOptions extends PollOptions {
  /** pause after a queue was found empty, milliseconds; the hub asks for 60,000 or more (datahub 1.4) */
  readonly pollMs: number
  /** ends it */
  readonly signal: AbortSignal
  /** the pauses after failures in a row */
  readonly outage?: Omit<RetryPolicy, 'attempts'>
}

const OUTAGE = { baseMs: 1_000, maxMs: 300_000 }
/** The hub may ask for more patience than a failure by itself, up to this. */
const LONGEST_ASKED_MS = 3_600_000

/**
 * Reads queues until the signal ends it; each by itself, so that one that stands still holds up no other. After an empty
 * queue it waits the given time, after a failure ever longer. It does not reject: failures are events.
 */
export async function pollForever(categories: readonly QueueCategory[], options: PollForeverOptions): Promise<void> {
  await Promise.all(categories.map((category) => pollOne(category, options)))
}

async function pollOne(category: QueueCategory, options: PollForeverOptions): Promise<void> {
  const { signal, pollMs, outage = OUTAGE, wait = waitFor, random = Math.random } = options
  const memory: PollMemory = { known: 0 }
  let failures = 0
  while (!signal.aborted) {
    let pause = pollMs
    try {
      await pollCategory(
        category,
        withProgress(options, () => (failures = 0)),
        memory,
      )
      failures = 0
    } catch (error) {
      if (signal.aborted) return
      failures += 1
      const asked = error instanceof HubFault ? (error.retryAfterMs ?? 0) : 0
      pause = Math.max(pauseMs(failures, outage, random()), Math.min(asked, LONGEST_ASKED_MS))
      options.onEvent?.({ event: 'fault', category, ...told(error), retryInMs: pause })
    }
    // Rejects when the signal ends the wait, and then the loop ends as well.
    await wait(pause, signal).catch(() => {})
  }
}

// A message that came off its queue ends a row of failures.
function withProgress(options: PollForeverOptions, onProgress: () => void): PollOptions {
  return {
    ...options,
    onEvent: (event) => {
      if (event.event === 'dequeued') onProgress()
      options.onEvent?.(event)
    },
  }
}

function told(error: unknown): { code: string; reason: string } {
  if (error instanceof GridbookError) return { code: error.code, reason: error.message }
  return { code: 'INTERNAL', reason: error instanceof Error ? error.message : String(error) }
}
