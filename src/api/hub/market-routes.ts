import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { readJsonBodies } from './json-body.ts'
import { fromActorBody, fromAreaBody, toActor, toActorHistory, toArea, toAreaHistory } from './market-answers.ts'
import { EVERY_ROLE, marketOperation, OPERATOR_ONLY, pageOf, sendStated, shown } from './market-operation.ts'
import {
  ActorBody,
  ActorHistory,
  ActorList,
  AreaBody,
  AreaHistory,
  AreaList,
  ByActorId,
  ByClientId,
  ByCode,
  ClientBody,
  ClientList,
  ClientQuery,
  HistoryQuery,
  PeriodQuery,
  StatedAnswer,
} from './market-schemas.ts'
import type { MarketUseCases } from './market.ts'

const AREAS = '/v1/grid-areas'
const ACTORS = '/v1/actors'
const CLIENTS = '/v1/api-clients'

/** Grid areas and actors, which everybody may read and the operators of the hub state; and clients, which are theirs alone. */
export function marketRoutes(server: FastifyInstance, useCases: MarketUseCases): void {
  void server.register(async (scope) => {
    readJsonBodies(scope)
    areaRoutes(scope, useCases)
    actorRoutes(scope, useCases)
    clientRoutes(scope, useCases)
    await Promise.resolve()
  })
}

function areaRoutes(scope: FastifyInstance, { listAreas, readArea, stateArea }: MarketUseCases): void {
  scope.get<{ Querystring: Static<typeof PeriodQuery> }>(
    AREAS,
    marketOperation('listGridAreas', 'Grid areas in their periods, by code and day', EVERY_ROLE, {
      querystring: PeriodQuery,
      answer: AreaList,
    }),
    async ({ query }) => {
      const { rows, next } = shown(await listAreas(pageOf(query)), query.limit, (row) => `${row.code}@${row.validFrom}`)
      return { gridAreas: rows.map(toArea), next }
    },
  )
  scope.get<{ Params: Static<typeof ByCode>; Querystring: Static<typeof HistoryQuery> }>(
    `${AREAS}/:code`,
    marketOperation('readGridArea', 'The periods of a grid area, and what was stated about it', EVERY_ROLE, {
      params: ByCode,
      querystring: HistoryQuery,
      answer: AreaHistory,
    }),
    async ({ params, query }) => toAreaHistory(await readArea(params.code, seqOf(query))),
  )
  scope.post<{ Body: Static<typeof AreaBody> }>(
    AREAS,
    marketOperation('stateGridArea', 'State how a grid area is from a day on', OPERATOR_ONLY, {
      description: 'It holds until the next day from which something is stated. Sent again, it is recorded once.',
      body: AreaBody,
      answer: StatedAnswer,
    }),
    async ({ body }, reply) => await sendStated(reply, await stateArea(fromAreaBody(body))),
  )
}

function actorRoutes(scope: FastifyInstance, { listActors, readActor, stateActor }: MarketUseCases): void {
  scope.get<{ Querystring: Static<typeof PeriodQuery> }>(
    ACTORS,
    marketOperation('listActors', 'Parties of the market in their periods, by id and day', EVERY_ROLE, {
      querystring: PeriodQuery,
      answer: ActorList,
    }),
    async ({ query }) => {
      const found = await listActors(pageOf(query))
      const { rows, next } = shown(found, query.limit, (row) => `${row.actorId}@${row.validFrom}`)
      return { actors: rows.map(toActor), next }
    },
  )
  scope.get<{ Params: Static<typeof ByActorId>; Querystring: Static<typeof HistoryQuery> }>(
    `${ACTORS}/:actorId`,
    marketOperation('readActor', 'The periods of an actor, and what was stated about it', EVERY_ROLE, {
      params: ByActorId,
      querystring: HistoryQuery,
      answer: ActorHistory,
    }),
    async ({ params, query }) => toActorHistory(await readActor(params.actorId, seqOf(query))),
  )
  scope.post<{ Body: Static<typeof ActorBody> }>(
    ACTORS,
    marketOperation('stateActor', 'State the name and the roles of an actor from a day on', OPERATOR_ONLY, {
      description: 'It holds until the next day from which something is stated. Sent again, it is recorded once.',
      body: ActorBody,
      answer: StatedAnswer,
    }),
    async ({ body }, reply) => await sendStated(reply, await stateActor(fromActorBody(body))),
  )
}

function clientRoutes(scope: FastifyInstance, { listClients, stateClient, withdrawClient }: MarketUseCases): void {
  scope.get<{ Querystring: Static<typeof ClientQuery> }>(
    CLIENTS,
    marketOperation('listApiClients', 'Clients of the token issuer and for whom they act', OPERATOR_ONLY, {
      querystring: ClientQuery,
      answer: ClientList,
    }),
    async ({ query: { limit, after } }) => {
      const { rows, next } = shown(await listClients({ limit: limit + 1, after }), limit, ({ clientId }) => clientId)
      return { clients: rows, next }
    },
  )
  scope.post<{ Body: Static<typeof ClientBody> }>(
    CLIENTS,
    marketOperation('stateApiClient', 'State for whom a client acts, and in which role', OPERATOR_ONLY, {
      description: 'Its actor must have the role today or later. One that is known acts for the new actor from now on.',
      body: ClientBody,
      answer: StatedAnswer,
    }),
    async ({ body }, reply) => await sendStated(reply, await stateClient(body)),
  )
  scope.delete<{ Params: Static<typeof ByClientId> }>(
    `${CLIENTS}/:clientId`,
    marketOperation('withdrawApiClient', 'Withdraw a client: its next request is refused', OPERATOR_ONLY, {
      params: ByClientId,
    }),
    async ({ params: { clientId } }, reply) => {
      await withdrawClient(clientId)
      return await reply.code(204).send()
    },
  )
}

function seqOf({ asKnown }: Static<typeof HistoryQuery>): bigint | undefined {
  return asKnown === undefined ? undefined : BigInt(asKnown)
}
