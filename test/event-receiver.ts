import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CloudEvent } from '../src/metering-points/index.ts'

/** What a receiver does with a delivery: takes it, or takes it and then fails, or never answers, or hangs up. */
export type Behaviour = 'take' | 'fail' | 'move' | 'hang' | 'close'

/** A delivery as it arrived. */
export interface Arrived {
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
  readonly events: readonly CloudEvent[]
}

/** A receiver of events that a test has started. */
export interface EventReceiver {
  readonly url: string
  /** every delivery, whatever became of it */
  readonly arrived: readonly Arrived[]
  /** ids of events in the order in which they were first taken */
  readonly taken: () => readonly string[]
  /** from now on, until told otherwise */
  readonly behave: (how: Behaviour) => void
  /** Waits until so many different events were taken; fails after some seconds. */
  readonly hasTaken: (count: number) => Promise<void>
  /** Waits until something holds; fails after some seconds. */
  readonly until: (what: string, holds: () => boolean) => Promise<void>
  readonly stop: () => Promise<void>
}

const PATIENCE_MS = 20_000

/** Starts a receiver that takes what comes. */
export async function startEventReceiver(): Promise<EventReceiver> {
  const arrived: Arrived[] = []
  const taken = new Set<string>()
  let behaviour: Behaviour = 'take'
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const events = JSON.parse(body.toString()) as CloudEvent[]
    arrived.push({ headers: request.headers, body, events })
    if (behaviour === 'hang') return
    if (behaviour === 'close') request.socket.destroy()
    else if (behaviour === 'fail') response.writeHead(500).end('cannot')
    else if (behaviour === 'move') response.writeHead(308, { location: 'http://127.0.0.1:9/' }).end()
    else {
      for (const { id } of events) taken.add(id)
      response.writeHead(204).end()
    }
  }
  const server = createServer((request, response) => void receive(request, response).catch(() => response.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const until: EventReceiver['until'] = async (what, holds) => {
    const deadlineMs = Date.now() + PATIENCE_MS
    while (!holds()) {
      if (Date.now() > deadlineMs) throw new Error(`not within ${PATIENCE_MS} ms: ${what}`)
      await sleep(5)
    }
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    arrived,
    taken: () => [...taken],
    behave: (how) => (behaviour = how),
    until,
    hasTaken: async (count) => {
      await until(`${count} events are taken`, () => taken.size >= count)
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => void server.close(() => resolve()))
    },
  }
}

/** Whether a delivery was signed with a secret, by the receiver's own reckoning. */
export function isSignedWith(secret: string, { headers, body }: Arrived): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const said = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body.toString()}`
  return headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(said).digest('base64')}`
}
