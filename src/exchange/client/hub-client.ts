import { clockFrom, GridbookError } from '../../kernel/index.ts'
import type { Clock } from '../../kernel/index.ts'
import { largestDocumentBytes } from '../rsm012/decode.ts'
import { authorisedRequests } from './authorised-requests.ts'
import { readErrorBody } from './error-body.ts'
import type { HubError } from './hub-error.ts'
import { DATAHUB_ROUTES } from './hub-routes.ts'
import type { HubRoutes } from './hub-routes.ts'
import type { QueueCategory } from '../queue/party.ts'
import { peekOnce } from './peek-once.ts'
import type { PeekedMessage } from './peek-once.ts'
import { refusal } from './refusal.ts'
import { REQUEST_RETRY, withRetries } from './retry.ts'
import type { RetryPolicy, RetryPorts } from './retry.ts'
import { secureUrl } from './secure-url.ts'
import type { TokenSource } from './token-source.ts'
import { openTransport } from './transport.ts'
import { wasUsedBefore } from './used-before.ts'

/** How the hub is spoken to. */
export interface HubClientOptions extends RetryPorts {
  /** scheme, host and port, without the prefix of the paths */
  readonly baseUrl: string
  readonly tokens: TokenSource
  /** longest one request may take, its answer included, milliseconds; 60 seconds when absent */
  readonly timeoutMs?: number
  /** paths of the hub; those of DataHub 3 when absent */
  readonly routes?: HubRoutes
  /** how often one call is tried while the hub is away */
  readonly retry?: RetryPolicy
  /** for dates in Retry-After; the machine's when absent */
  readonly clock?: Clock
  /** largest answer that is read; four times what a document may have when absent, so that one too large can be put aside */
  readonly largestAnswerBytes?: number
}

/** What became of a document that was sent. `repeated`: an attempt before had arrived, though its answer had not. */
export type SendOutcome =
  | { readonly outcome: 'accepted'; readonly repeated: boolean }
  | {
      readonly outcome: 'refused'
      readonly status: number
      readonly errors: readonly HubError[]
      /** the answer as text, cut to 2,000 characters */
      readonly text: string
    }

/**
 * The hub's interface for one actor and role (datahub 1). Each call is tried again while the hub is away; a token that is
 * refused is renewed once. All throw HubFault: HUB_UNAVAILABLE, HUB_REFUSED, HUB_ANSWER_INVALID, TOKEN_REFUSED,
 * TOKEN_UNAVAILABLE; and what their signal says.
 */
export interface HubClient {
  /** The oldest message of a queue that was not dequeued; undefined: there is none. */
  peek(category: QueueCategory, signal?: AbortSignal): Promise<PeekedMessage | undefined>
  /** Takes a message off its queue. `unknown`: the hub knows no such message, or it belongs to somebody else. */
  dequeue(messageId: string, signal?: AbortSignal): Promise<'dequeued' | 'unknown'>
  /**
   * Sends a document. Accepted means that it has arrived; whether it is accepted in the market is told by the queue.
   * @throws GridbookError DOCUMENT_TOO_LARGE before anything is sent
   */
  send(path: string, bytes: Uint8Array, signal?: AbortSignal): Promise<SendOutcome>
  /** Closes the connections. */
  close(): void
}

/**
 * Opens the hub's interface; nothing is asked yet.
 * @throws GridbookError CONFIG_INVALID when tokens would go over a network unencrypted
 */
export function hubClient(options: HubClientOptions): HubClient {
  const { routes = DATAHUB_ROUTES, retry = REQUEST_RETRY, timeoutMs = 60_000 } = options
  const { clock = clockFrom(() => Date.now()), largestAnswerBytes = 4 * largestDocumentBytes } = options
  const origin = secureUrl(options.baseUrl, 'hubUrl')
  const transport = openTransport({ origin, timeoutMs, largestBytes: largestAnswerBytes })
  const requests = authorisedRequests({ transport, tokens: options.tokens, clock })
  const tried = <T>(action: (before: number) => Promise<T>, signal?: AbortSignal): Promise<T> =>
    withRetries(action, retry, options, signal)

  return {
    peek: async (category, signal) => await tried(() => peekOnce(requests, routes.peek[category], signal), signal),
    dequeue: async (messageId, signal) =>
      await tried(async () => {
        const path = `${routes.dequeue}/${encodeURIComponent(messageId)}`
        const answer = await requests({ method: 'DELETE', path, signal })
        if (answer.status >= 200 && answer.status < 300) return 'dequeued'
        if (answer.status === 400 || answer.status === 404) return 'unknown'
        throw refusal(`DELETE ${path}`, answer)
      }, signal),
    send: async (path, bytes, signal) => {
      if (bytes.length > largestDocumentBytes) throw tooLarge(bytes.length)
      return await tried(async (before) => {
        const answer = await requests({ method: 'POST', path, body: bytes, signal })
        const { status } = answer
        if (status >= 200 && status < 300) return { outcome: 'accepted', repeated: false }
        if (status < 400) throw refusal(`POST ${path}`, answer)
        const said = readErrorBody(answer.body)
        // After an attempt without an answer it was the attempt itself that used the id.
        if (before > 0 && wasUsedBefore(said.errors)) return { outcome: 'accepted', repeated: true }
        return { outcome: 'refused', status, ...said }
      }, signal)
    },
    close: () => transport.close(),
  }
}

function tooLarge(bytes: number): GridbookError {
  return new GridbookError('DOCUMENT_TOO_LARGE', `the document has ${bytes} bytes; ${largestDocumentBytes} are allowed`)
}
