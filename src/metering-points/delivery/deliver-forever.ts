import { setTimeout as sleep } from 'node:timers/promises'
import { newBell, type Bell } from './bell.ts'
import { takeDeliverySeat } from './delivery-seat.ts'
import { deliverTo, type DeliveryNotices, type DeliveryPace, type DeliveryPorts } from './deliver-to.ts'
import type { Subscriber } from './subscriber.ts'
import { subscribersNow } from './subscriber-log.ts'

/** How events are delivered. */
export type DeliveryOptions = DeliveryPace &
  DeliveryNotices & {
    readonly signal: AbortSignal
    /** what stopped delivering, such as a database that is away; it is tried again after the pause */
    readonly onError: (error: unknown) => void
  }

/**
 * Delivers events to every active subscriber until the signal, unless another process on this database does: then it
 * waits for its turn. Each subscriber has a line of its own, so one that is down or slow holds nobody else. Commits wake
 * it, whichever process makes them.
 */
export async function deliverForever(ports: DeliveryPorts, options: DeliveryOptions): Promise<void> {
  const { signal, onError } = options
  while (!signal.aborted) {
    await deliverWhileSeated(ports, options).catch(onError)
    if (!signal.aborted) await sleep(options.pauseMs, undefined, { signal }).catch(() => {})
  }
}

async function deliverWhileSeated(ports: DeliveryPorts, options: DeliveryOptions): Promise<void> {
  const bell = newBell()
  const seat = await takeDeliverySeat(ports.pool, bell.ring)
  if (seat === undefined) return
  const signal = AbortSignal.any([options.signal, seat.lost])
  const lines = new Map<string, Line>()
  try {
    while (!signal.aborted) {
      const heard = bell.rings()
      await matchLines(lines, await subscribersNow(ports.pool), (subscriber) =>
        startLine(subscriber, ports, { ...options, bell, signal }),
      )
      await bell.wait(heard, options.pauseMs, signal)
    }
  } finally {
    await Promise.all([...lines.values()].map(async (line) => await line.stop()))
    await seat.leave()
  }
}

/** Delivering to one subscriber as one statement has it. */
type Line = {
  readonly recordedSeq: bigint
  readonly isEnded: () => boolean
  readonly stop: () => Promise<void>
}

/** Ends the lines of subscribers that are paused, withdrawn or changed, and of those that failed; starts what is missing. */
async function matchLines(
  lines: Map<string, Line>,
  subscribers: readonly Subscriber[],
  start: (subscriber: Subscriber) => Line,
): Promise<void> {
  const active = new Map(subscribers.filter(({ state }) => state === 'active').map((one) => [one.name, one]))
  for (const [name, line] of lines) {
    if (active.get(name)?.recordedSeq === line.recordedSeq && !line.isEnded()) continue
    await line.stop()
    lines.delete(name)
  }
  for (const [name, subscriber] of active) if (!lines.has(name)) lines.set(name, start(subscriber))
}

function startLine(
  subscriber: Subscriber,
  ports: DeliveryPorts,
  options: DeliveryOptions & { readonly bell: Bell },
): Line {
  const stopped = new AbortController()
  const signal = AbortSignal.any([options.signal, stopped.signal])
  let isEnded = false
  const ended = deliverTo(subscriber, ports, { ...options, signal })
    .catch((error: unknown) => {
      if (!signal.aborted) options.onError(error)
    })
    .finally(() => (isEnded = true))
  return {
    recordedSeq: subscriber.recordedSeq,
    isEnded: () => isEnded,
    stop: async () => {
      stopped.abort()
      await ended
    },
  }
}
