import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { once } from 'node:events'
import { misbehave } from './misbehave.ts'
import type { Misbehaviour } from './misbehave.ts'
import type { PlainAnswer } from './plain-answer.ts'

/** What arrived at the hub. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** A hub that keeps to the protocol of queues (datahub 1.3, 1.4), unless it is told not to. */
export interface PlainHub {
  readonly url: string
  readonly seen: readonly SeenRequest[]
  /** Messages put and not dequeued, the oldest first. */
  readonly waiting: (category: string) => readonly string[]
  readonly put: (category: string, messageId: string, body: Uint8Array | string) => void
  /** Tokens that are let in; all, until it is first called. */
  readonly allow: (...tokens: readonly string[]) => void
  /** Answers instead of the protocol's own, for requests it is asked about in order; undefined: answer as usual. */
  readonly onRequest: (choose: (request: SeenRequest) => Misbehaviour | undefined) => void
  readonly close: () => Promise<void>
}

interface QueuedMessage {
  readonly messageId: string
  readonly body: Uint8Array
}

/** Starts a hub on a free port of the loopback interface. */
export async function plainHub(): Promise<PlainHub> {
  const queues = new Map<string, QueuedMessage[]>()
  const handedOut = new Set<string>()
  const seen: SeenRequest[] = []
  let allowed: readonly string[] | undefined
  let choose: (request: SeenRequest) => Misbehaviour | undefined = () => undefined
  let last: PlainAnswer | undefined

  const answerTo = ({ method, path, headers }: SeenRequest): PlainAnswer => {
    if (allowed !== undefined && !allowed.some((token) => headers.authorization === `Bearer ${token}`))
      return plain(401)
    if (headers['content-type'] !== 'application/json') return plain(415, 'unsupported content type')
    const dequeued = /^\/v1\.0\/cim\/dequeue\/(.+)$/.exec(path)?.[1]
    if (method === 'DELETE' && dequeued !== undefined) return dequeue(decodeURIComponent(dequeued))
    if (method === 'POST') return plain(202)
    const [first] = queues.get(path.replace('/v1.0/cim/', '')) ?? []
    if (first === undefined) return plain(204)
    handedOut.add(first.messageId)
    return { status: 200, headers: { MessageId: first.messageId, CorrelationId: 'c-1' }, body: first.body }
  }
  const dequeue = (messageId: string): PlainAnswer => {
    if (!handedOut.has(messageId)) return plain(400, '{"Error":{"Code":"B2B-1","Message":"unknown"}}')
    for (const [category, messages] of queues) {
      queues.set(
        category,
        messages.filter((one) => one.messageId !== messageId),
      )
    }
    return plain(200)
  }
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url: path = '', headers } = request
    const body = await bodyOf(request)
    const arrived = { method, path, headers, body }
    seen.push(arrived)
    const misbehaviour = choose(arrived)
    if (misbehaviour !== undefined) return await misbehave(misbehaviour, response, () => answerTo(arrived), last)
    last = answerTo(arrived)
    response.writeHead(last.status, { ...last.headers, 'content-length': last.body.length }).end(last.body)
  }
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    waiting: (category) => (queues.get(category) ?? []).map(({ messageId }) => messageId),
    put: (category, messageId, body) => {
      const message = { messageId, body: typeof body === 'string' ? Buffer.from(body) : body }
      queues.set(category, [...(queues.get(category) ?? []), message])
    },
    allow: (...tokens) => {
      allowed = tokens
    },
    onRequest: (chosen) => {
      choose = chosen
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function plain(status: number, text = ''): PlainAnswer {
  return { status, headers: {}, body: Buffer.from(text) }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
