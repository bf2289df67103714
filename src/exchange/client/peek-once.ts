import type { IncomingHttpHeaders } from 'node:http'
import type { PlainRequest } from './authorised-requests.ts'
import { HubFault } from './hub-fault.ts'
import { refusal } from './refusal.ts'
import type { HttpAnswer } from './transport.ts'

/** A message as the hub hands it out, again and again until it is dequeued. */
export interface PeekedMessage {
  /** by which it is dequeued; not necessarily the id that the document gives itself */
  readonly messageId: string
  /** as they came, in memory of their own */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** what the hub calls the request in its own logs */
  readonly correlationId?: string
}

type Requests = (request: PlainRequest) => Promise<HttpAnswer>

/**
 * Peeks once (datahub 1.3). An answer that does not say where it ends may have been cut off unnoticed: it counts when a
 * second one is the same.
 * @throws HubFault
 */
export async function peekOnce(
  requests: Requests,
  path: string,
  signal: AbortSignal | undefined,
): Promise<PeekedMessage | undefined> {
  const first = await requests({ method: 'GET', path, signal })
  if (first.status === 204) return undefined
  const message = messageOf(first, path)
  if (first.endIsKnown) return message
  const second = await requests({ method: 'GET', path, signal })
  if (second.status === 200 && Buffer.from(message.bytes).equals(second.body)) return message
  throw new HubFault('HUB_UNAVAILABLE', `GET ${path} was answered twice, differently, without saying how long`, {
    retryable: true,
  })
}

function messageOf(answer: HttpAnswer, path: string): PeekedMessage {
  if (answer.status !== 200) throw refusal(`GET ${path}`, answer)
  const messageId = single(answer.headers['messageid'])
  if (messageId === undefined || messageId.length > LONGEST_ID) {
    throw new HubFault(
      'HUB_ANSWER_INVALID',
      `GET ${path} brought a message ${messageId === undefined ? 'without the header MessageId' : 'with an id of more than 200 characters'}`,
      { retryable: false },
    )
  }
  const correlationId = correlationOf(answer.headers)
  return { messageId, bytes: answer.body, ...(correlationId === undefined ? {} : { correlationId }) }
}

// The market allows 36; what is longer by a little can still be stored and dequeued.
const LONGEST_ID = 200

function correlationOf(headers: IncomingHttpHeaders): string | undefined {
  return single(headers['correlationid'] ?? headers['correlation-id'] ?? headers['x-correlation-id'])
}

function single(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value
  return text === undefined || text.trim() === '' ? undefined : text.trim()
}
