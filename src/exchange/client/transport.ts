import http from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import https from 'node:https'
import { endIsKnown, readBody } from './http-body.ts'
import { HubFault } from './hub-fault.ts'

/** One request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** from the root of the host, with its leading slash */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | undefined
  readonly signal?: AbortSignal | undefined
}

/** A complete answer. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array<ArrayBuffer>
  /** the answer said where its body ends, and that is where it ended */
  readonly endIsKnown: boolean
}

/** Requests to one host, over connections that stay open between them. */
export interface Transport {
  /**
   * @throws HubFault HUB_UNAVAILABLE when there is no complete answer in time; HUB_ANSWER_INVALID when it is too large; an
   *   AbortError when the request's signal says so
   */
  request(request: HttpRequest): Promise<HttpAnswer>
  close(): void
}

/** How requests are made. */
export interface TransportOptions {
  readonly origin: URL
  /** longest from the request to the last byte of its answer, milliseconds */
  readonly timeoutMs: number
  /** largest body that is read */
  readonly largestBytes: number
}

// Node's own client instead of fetch: a large body goes into its place without a stream of copies between, which takes a
// half to a third of the time. Redirects are not followed: the token is for this host alone.
/** Opens connections to a host when they are first needed. */
export function openTransport({ origin, timeoutMs, largestBytes }: TransportOptions): Transport {
  const { Agent, request: open } = origin.protocol === 'https:' ? https : http
  const agent = new Agent({ keepAlive: true })
  return {
    request: async (request) => {
      const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>()
      const call = open(new URL(request.path, origin), {
        method: request.method,
        agent,
        headers: headersOf(request),
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      })
      const deadline = setTimeout(() => call.destroy(new Error(`no complete answer in ${timeoutMs} ms`)), timeoutMs)
      call.on('error', reject)
      call.on('response', (response) => void answerOf(response, largestBytes).then(resolve, reject))
      call.end(request.body)
      try {
        return await promise
      } catch (error) {
        call.destroy()
        throw faultOf(error, request, origin)
      } finally {
        clearTimeout(deadline)
      }
    },
    close: () => agent.destroy(),
  }
}

function headersOf({ headers, body }: HttpRequest): Record<string, string | number> {
  return body === undefined ? headers : { ...headers, 'content-length': body.length }
}

async function answerOf(response: IncomingMessage, largestBytes: number): Promise<HttpAnswer> {
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: await readBody(response, largestBytes),
    endIsKnown: endIsKnown(response),
  }
}

function faultOf(error: unknown, { method, path, signal }: HttpRequest, origin: URL): unknown {
  if (signal?.aborted === true) return signal.reason
  if (error instanceof HubFault) return error
  const reason = error instanceof Error ? error.message || error.name : String(error)
  return new HubFault('HUB_UNAVAILABLE', `${method} ${origin.host}${path}: ${reason}`, {
    retryable: true,
    cause: error,
  })
}
