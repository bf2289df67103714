import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { Type, type Static } from 'typebox'
import type { CloudEvent } from '../../metering-points/index.ts'
import type { TokenMarketRole } from '../auth/market-roles.ts'
import type { EventStreamQuery } from './event-schemas.ts'
import { answerHeaders, badRequest, refusals } from './refusals.ts'

/** How often a line without content says that the connection lives. */
const BEAT_MS = 15_000

type Query = Static<typeof EventStreamQuery>

/** Who may follow, and how the document tells of it. */
type StreamText = { readonly access: readonly [TokenMarketRole, ...TokenMarketRole[]]; readonly schema: object }

/**
 * GET of events as server-sent events, until the reader leaves or the server closes. Who reads slowly is not read ahead of.
 * @param follow batches of events beyond what the reader has; empty ones while nothing is new
 */
export function eventStreamRoute(
  scope: FastifyInstance,
  path: string,
  { access, schema }: StreamText,
  follow: (query: Query, resumed: string | undefined, signal: AbortSignal) => AsyncIterable<readonly CloudEvent[]>,
): void {
  const open = new Set<AbortController>()
  scope.addHook('preClose', async () => {
    for (const reader of open) reader.abort()
    await Promise.resolve()
  })
  scope.get<{ Querystring: Query }>(
    path,
    { config: { access }, schema: { ...schema, response: RESPONSE } },
    async ({ query, headers }, reply) => {
      const reader = new AbortController()
      const resumed = headers['last-event-id']
      const events = follow(query, typeof resumed === 'string' ? resumed : undefined, reader.signal)
      const stream = Readable.from(lines(events))
      open.add(reader)
      stream.once('close', () => {
        open.delete(reader)
        reader.abort()
      })
      return await reply.header('cache-control', 'no-store').type('text/event-stream').send(stream)
    },
  )
}

const BEAT = ': still here\n\n'

async function* lines(batches: AsyncIterable<readonly CloudEvent[]>): AsyncGenerator<string> {
  yield BEAT // the reader learns at once that it is let in
  let saidMs = performance.now()
  for await (const events of batches) {
    if (events.length === 0 && performance.now() - saidMs < BEAT_MS) continue
    yield events.length === 0 ? BEAT : events.map(eventText).join('')
    saidMs = performance.now()
  }
}

function eventText(event: CloudEvent): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}

const RESPONSE = {
  200: {
    description: 'The events.',
    headers: answerHeaders,
    content: {
      'text/event-stream': {
        schema: Type.String({
          examples: ['id: 1204-0\nevent: gridbook.metering_point.connected\ndata: {"id":"1204-0"}\n\n'],
        }),
      },
    },
  },
  ...badRequest,
  ...refusals(401, 403, 500, 503),
}
