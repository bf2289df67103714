import type { Clock } from '../../kernel/index.ts'
import { HubFault } from './hub-fault.ts'
import { refusal } from './refusal.ts'
import { retryAfterMs } from './retry-after.ts'
import { isPassingStatus } from './status.ts'
import type { TokenSource } from './token-source.ts'
import type { HttpAnswer, HttpRequest, Transport } from './transport.ts'

/** A request without its headers. */
export type PlainRequest = Omit<HttpRequest, 'headers'>

/** What requests need. */
export interface RequestPorts {
  readonly transport: Transport
  readonly tokens: TokenSource
  readonly clock: Clock
}

/**
 * Requests with a bearer token. One that is refused (401) is dropped, a new one fetched, and the request repeated once
 * (datahub 1.1). Answers that say "not now" are thrown as a HubFault that may be tried again.
 */
export function authorisedRequests({
  transport,
  tokens,
  clock,
}: RequestPorts): (request: PlainRequest) => Promise<HttpAnswer> {
  const attempt = async (request: PlainRequest): Promise<{ answer: HttpAnswer; token: string }> => {
    const token = await tokens.token()
    const answer = await transport.request({ ...request, headers: { ...CIM_JSON, authorization: `Bearer ${token}` } })
    return { answer, token }
  }
  return async (request) => {
    const first = await attempt(request)
    if (first.answer.status !== 401) return atRest(request, first.answer, clock)
    tokens.drop(first.token)
    const { answer } = await attempt(request)
    if (answer.status === 401) throw refusal(nameOf(request), answer)
    return atRest(request, answer, clock)
  }
}

// The format is chosen by Content-Type, also where there is no content; older hubs looked at Accept (datahub 1.3).
const CIM_JSON = { 'content-type': 'application/json', accept: 'application/json', 'user-agent': 'gridbook' }

function atRest(request: PlainRequest, answer: HttpAnswer, clock: Clock): HttpAnswer {
  if (!isPassingStatus(answer.status)) return answer
  throw new HubFault('HUB_UNAVAILABLE', refusal(nameOf(request), answer).message, {
    retryable: true,
    retryAfterMs: retryAfterMs(answer.headers['retry-after'], clock.nowMs()),
  })
}

function nameOf({ method, path }: PlainRequest): string {
  return `${method} ${path}`
}
