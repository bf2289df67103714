import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from '../../platform/index.ts'
import type { EventPosition } from './event-position.ts'
import { readEvents, type PointEvent } from './read-events.ts'

/** Whom to follow, and how. */
export type Following = {
  readonly after: EventPosition
  readonly meteringPointId?: string | undefined
  /** how long it waits before it looks again, milliseconds */
  readonly pauseMs: number
  readonly signal: AbortSignal
}

const BATCH = 200

/** Events beyond a position as they come, until the signal; nothing is read ahead of who reads. An empty list: it looked, and nothing was new. */
export async function* followEvents(pool: Pool, following: Following): AsyncGenerator<readonly PointEvent[]> {
  const { meteringPointId, pauseMs, signal } = following
  let { after } = following
  while (!signal.aborted) {
    const events = await readEvents(pool, { after, limit: BATCH, meteringPointId })
    yield events
    after = events.at(-1)?.position ?? after
    if (events.length < BATCH) await sleep(pauseMs, undefined, { signal }).catch(() => {})
  }
}
