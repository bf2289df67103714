import { setTimeout as sleep } from 'node:timers/promises'
import { openTransport, pauseMs, type Transport } from '../../exchange/index.ts'
import type { Clock } from '../../kernel/index.ts'
import { faultPoint, type Pool } from '../../platform/index.ts'
import { readEvents, type PointEvent } from '../events/read-events.ts'
import type { Bell } from './bell.ts'
import { cursorOf, moveCursor, noteFailure, type Cursor } from './cursor.ts'
import { postEvents } from './post-events.ts'
import type { Subscriber } from './subscriber.ts'
import { secretOf } from './subscriber-log.ts'

/** What delivering needs. */
export type DeliveryPorts = {
  readonly pool: Pool
  readonly clock: Clock
  /** the identifier of the hub that publishes */
  readonly hubId: string
}

/** How patient delivering is. */
export type DeliveryPace = {
  /** how long it waits for events when it is not woken, milliseconds */
  readonly pauseMs: number
  /** longest that a receiver may take to answer, milliseconds */
  readonly timeoutMs: number
  /** pause after the first failure, doubled with each further one up to the longest, milliseconds */
  readonly retry: { readonly baseMs: number; readonly maxMs: number }
}

/** What is told of a delivery. */
export type DeliveryNotices = {
  readonly onDelivered: (subscriber: string, events: number) => void
  readonly onFailure: (subscriber: string, failure: string, failures: number) => void
}

// Some 300 kB: below what receivers take at once.
const BATCH = 200
const ANSWER_BYTES = 1_000_000

/**
 * Delivers to one subscriber until the signal: in order, each batch until it is taken, so that a point's events never
 * overtake each other. What was posted when the process ended is posted again: the cursor follows the answer.
 */
export async function deliverTo(
  subscriber: Subscriber,
  ports: DeliveryPorts,
  options: DeliveryPace & DeliveryNotices & { readonly bell: Bell; readonly signal: AbortSignal },
): Promise<void> {
  const { bell, signal, timeoutMs } = options
  const { pool, clock } = ports
  const transport = openTransport({ origin: new URL(subscriber.url), timeoutMs, largestBytes: ANSWER_BYTES })
  try {
    let cursor = await cursorOf(pool, subscriber)
    await pauseFor((cursor.retryAtMs ?? 0) - clock.nowMs(), signal)
    while (!signal.aborted) {
      const heard = bell.rings()
      const events = await readEvents(pool, { after: cursor.position, limit: BATCH })
      if (events.length === 0) {
        await bell.wait(heard, options.pauseMs, signal)
        continue
      }
      // Looked up after the events: what happened after it was paused or withdrawn is never posted.
      const secret = await secretOf(pool, subscriber)
      if (secret === undefined) return
      cursor = await attempt({ subscriber, secret, transport, cursor, events }, ports, options)
    }
  } finally {
    transport.close()
  }
}

type Attempt = {
  readonly subscriber: Subscriber
  readonly secret: string
  readonly transport: Transport
  readonly cursor: Cursor
  readonly events: readonly PointEvent[]
}

/** Posts a batch once, notes what came of it, and after a failure waits. @returns the cursor from which to go on */
async function attempt(
  { subscriber, secret, transport, cursor, events }: Attempt,
  { pool, clock, hubId }: DeliveryPorts,
  { signal, retry, onDelivered, onFailure }: DeliveryPace & DeliveryNotices & { readonly signal: AbortSignal },
): Promise<Cursor> {
  const position = events.at(-1)?.position ?? cursor.position
  const { url, name } = subscriber
  const failure = await postEvents(transport, { url, secret, events, hubId, nowMs: clock.nowMs(), signal })
  if (failure === undefined) {
    faultPoint('events:delivered')
    await moveCursor(pool, subscriber, position, clock.nowMs())
    faultPoint('events:cursor-moved')
    onDelivered(name, events.length)
    return { position, takenAtMs: clock.nowMs(), failures: 0, failure: null, retryAtMs: null }
  }
  const failures = cursor.failures + 1
  const waitMs = pauseMs(failures, retry, Math.random())
  const retryAtMs = clock.nowMs() + waitMs
  await noteFailure(pool, subscriber, { failures, failure, retryAtMs })
  onFailure(name, failure, failures)
  await pauseFor(waitMs, signal)
  return { ...cursor, failures, failure, retryAtMs }
}

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal }).catch(() => {})
}
