import { Agent, createServer, request } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** A request on its way, whole in memory. */
export interface RelayedRequest {
  readonly method: string
  /** Path and query as they were asked for. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

/** An answer on its way, whole in memory. */
export interface RelayedAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

/** Where requests are passed on to; it fails when the target cannot be reached or cuts the connection. */
export type Forward = (asked: RelayedRequest) => Promise<RelayedAnswer>

/** A proxy that listens on the loopback interface. */
export interface Relay {
  /** Its URL, without a slash at the end. */
  readonly url: string
  /** Closes every connection; requests under way fail. */
  stop(): Promise<void>
}

/**
 * Starts a proxy for HTTP/1.1 on a free port of the loopback interface. Messages are held whole, so it is for documents of
 * some ten megabytes, not for streams.
 * @param target URL of the server behind it; a path in it comes before every path asked for
 * @param handle answers a request, or breaks the connection by `cut`; what it throws cuts the connection too
 */
export async function startRelay(
  target: string,
  handle: (asked: RelayedRequest, forward: Forward, response: RelayResponse) => Promise<void>,
): Promise<Relay> {
  const agent = new Agent({ keepAlive: true })
  const forward: Forward = async (asked) => await passOn(new URL(target), agent, asked)
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, forward, handle).catch(() => incoming.socket.destroy())
  })
  const port = await listening(server)
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      agent.destroy()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** The ways to end a request. */
export interface RelayResponse {
  send(answer: RelayedAnswer): void
  /** Announces the whole body, sends its first bytes and breaks the connection. */
  sendPart(answer: RelayedAnswer, bytes: number): void
  cut(): void
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  forward: Forward,
  handle: (asked: RelayedRequest, forward: Forward, response: RelayResponse) => Promise<void>,
): Promise<void> {
  const asked: RelayedRequest = {
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    headers: incoming.headers,
    body: await buffer(incoming),
  }
  const begin = ({ status, headers, body }: RelayedAnswer): void => {
    outgoing.writeHead(status, { ...endToEnd(headers), 'content-length': String(body.byteLength) })
  }
  await handle(asked, forward, {
    send: (found) => {
      // An answer without a body must not announce one, not even an empty one.
      if (found.status === 204 || found.status === 304) outgoing.writeHead(found.status, endToEnd(found.headers)).end()
      else {
        begin(found)
        outgoing.end(found.body)
      }
    },
    sendPart: (found, bytes) => {
      begin(found)
      outgoing.write(found.body.subarray(0, bytes), () => incoming.socket.destroy())
    },
    cut: () => incoming.socket.destroy(),
  })
}

async function passOn(target: URL, agent: Agent, asked: RelayedRequest): Promise<RelayedAnswer> {
  return await new Promise((resolve, reject) => {
    const path = `${target.pathname.replace(/\/$/, '')}${asked.path}`
    const headers = { ...endToEnd(asked.headers), host: target.host, 'content-length': String(asked.body.byteLength) }
    const going = request(
      { agent, hostname: target.hostname, port: target.port, method: asked.method, path, headers },
      (incoming) => {
        buffer(incoming).then(
          (body) => resolve({ status: incoming.statusCode ?? 500, headers: incoming.headers, body }),
          reject,
        )
      },
    )
    going.on('error', reject)
    going.end(asked.body)
  })
}

// RFC 9110, 7.6.1: these speak of one connection; the length is counted anew.
const OF_ONE_CONNECTION = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'content-length',
])

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_ONE_CONNECTION.has(name)))
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the relay listens on no port')
  return address.port
}
