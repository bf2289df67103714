import type { Transport } from '../../exchange/index.ts'
import { toCloudEvent } from '../events/cloud-event.ts'
import { toEventId } from '../events/event-position.ts'
import type { PointEvent } from '../events/read-events.ts'
import { signatureHeaders } from './signature.ts'

/** One attempt to deliver. */
export type Posting = {
  readonly url: string
  readonly secret: string
  readonly events: readonly PointEvent[]
  /** the hub that publishes them */
  readonly hubId: string
  readonly nowMs: number
  readonly signal: AbortSignal
}

/**
 * Posts events as a batch of CloudEvents.
 * @returns why the receiver has not taken them; undefined: it has
 */
export async function postEvents(transport: Transport, posting: Posting): Promise<string | undefined> {
  const { url, secret, events, hubId, nowMs, signal } = posting
  const { pathname, search } = new URL(url)
  const body = Buffer.from(JSON.stringify(events.map((event) => toCloudEvent(event, hubId))))
  const headers = {
    'content-type': 'application/cloudevents-batch+json; charset=utf-8',
    ...signatureHeaders(secret, deliveryId(events), Math.floor(nowMs / 1000), body),
  }
  try {
    const { status } = await transport.request({ method: 'POST', path: `${pathname}${search}`, headers, body, signal })
    return status >= 200 && status < 300 ? undefined : `it answered ${status}`
  } catch (error) {
    signal.throwIfAborted()
    return reasonOf(error)
  }
}

/** Of the same events, the same. */
function deliveryId(events: readonly PointEvent[]): string {
  const [first] = events
  const last = events.at(-1)
  if (first === undefined || last === undefined) throw new Error('there is nothing to deliver')
  return `${toEventId(first.position)}_${toEventId(last.position)}`
}

// What the transport says has the address in it, and an address may hold what is no log's business.
function reasonOf(error: unknown): string {
  const told = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const reason = told instanceof Error ? told.message || told.name : String(told)
  return reason.slice(0, 300)
}
