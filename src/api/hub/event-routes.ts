import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { GridbookError } from '../../kernel/index.ts'
import {
  FIRST_POSITION,
  parsePosition,
  toCloudEvent,
  toEventId,
  type EventPosition,
  type EventQuery as ReadQuery,
  type PointEvent,
} from '../../metering-points/index.ts'
import { MARKET_ROLE_OF, OPERATOR_ROLE } from '../auth/market-roles.ts'
import { EventPage, EventQuery, EventStreamQuery } from './event-schemas.ts'
import { eventStreamRoute } from './event-stream.ts'
import { answerHeaders, badRequest, refusals } from './refusals.ts'

/** What happens to metering points, for who may see all of them. */
export interface PointEventUseCases {
  /** In their order. */
  readonly read: (query: ReadQuery) => Promise<readonly PointEvent[]>
  /** As they come, until the signal; an empty list: nothing is new. */
  readonly follow: (
    query: Pick<ReadQuery, 'after' | 'meteringPointId'>,
    signal: AbortSignal,
  ) => AsyncIterable<readonly PointEvent[]>
}

const PATH = '/v1/metering-point-events'
const ACCESS = [OPERATOR_ROLE, MARKET_ROLE_OF.systemoperator] as const
const LIMIT = 100

/** GETs of the events of metering points: a page of them, and as they come. */
export function eventRoutes(server: FastifyInstance, useCases: PointEventUseCases, hubId: string): void {
  server.get<{ Querystring: Static<typeof EventQuery> }>(
    PATH,
    { config: { access: ACCESS }, schema: pageSchema },
    async ({ query: { after, limit = LIMIT, meteringPointId } }) => {
      const events = await useCases.read({ after: positionOf(after), limit, meteringPointId })
      const last = events.at(-1)
      return {
        events: events.map((event) => toCloudEvent(event, hubId)),
        next: last === undefined ? (after ?? null) : toEventId(last.position),
      }
    },
  )
  void server.register(async (scope) => {
    eventStreamRoute(scope, `${PATH}/stream`, { access: ACCESS, schema: streamSchema }, (query, resumed, signal) =>
      cloudEventsOf(
        useCases.follow({ after: positionOf(resumed ?? query.after), meteringPointId: query.meteringPointId }, signal),
        hubId,
      ),
    )
    await Promise.resolve()
  })
}

/** @throws GridbookError REQUEST_INVALID */
function positionOf(text: string | undefined): EventPosition {
  if (text === undefined) return FIRST_POSITION
  const position = parsePosition(text)
  if (position !== undefined) return position
  throw new GridbookError('REQUEST_INVALID', `'${text.slice(0, 50)}' is no id of an event`, { field: 'after' })
}

async function* cloudEventsOf(batches: AsyncIterable<readonly PointEvent[]>, hubId: string) {
  for await (const events of batches) yield events.map((event) => toCloudEvent(event, hubId))
}

const TAGS = ['metering points']

const pageSchema = {
  operationId: 'meteringPointEvents',
  tags: TAGS,
  summary: 'What happened to metering points',
  description:
    'CloudEvents in the order of commits. Who goes on from `next` gets each event once and misses none; the data of each type have a schema, named by `dataschema`.',
  querystring: EventQuery,
  response: {
    200: {
      description: 'Events, none when nothing is new.',
      headers: answerHeaders,
      content: { 'application/json': { schema: EventPage } },
    },
    ...badRequest,
    ...refusals(401, 403, 500, 503),
  },
}

const streamSchema = {
  operationId: 'followMeteringPointEvents',
  tags: TAGS,
  summary: 'What happens to metering points, as it happens',
  description:
    'Server-sent events, named by type, each a CloudEvent with its id. A client that comes back with Last-Event-ID goes on where it was.',
  querystring: EventStreamQuery,
}
