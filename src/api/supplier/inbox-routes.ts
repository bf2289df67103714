import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { GivenText, Paging } from './common-schemas.ts'
import { DeadLetterList, Replay, SupplierStatus } from './inbox-schemas.ts'
import { found, operation } from './operation.ts'
import type { SupplierUseCases } from './use-cases.ts'

const LetterQuery = Type.Object({
  ...Paging,
  includingResolved: Type.Boolean({ default: false, description: 'Also what was taken in after all.' }),
})
const ById = Type.Object({
  id: GivenText(100, 'The message id of the hub.'),
})

/** Dead letters, their replay, and how the supplier's side stands. */
export function inboxRoutes(server: FastifyInstance, useCases: SupplierUseCases): void {
  server.get<{ Querystring: Static<typeof LetterQuery> }>(
    '/v1/dead-letters',
    operation('listDeadLetters', {
      tag: 'inbox',
      summary: 'Messages of which nothing could be used, the oldest first',
      querystring: LetterQuery,
      answer: DeadLetterList,
    }),
    async ({ query }) => await useCases.listDeadLetters(query),
  )
  server.post<{ Params: Static<typeof ById> }>(
    '/v1/dead-letters/:id/replay',
    operation('replayDeadLetter', {
      tag: 'inbox',
      summary: 'Take a dead letter in again, as it came',
      description: 'Doing it again does nothing and says so. The request has no body.',
      params: ById,
      answer: Replay,
    }),
    async ({ params: { id } }) => found(await useCases.replayDeadLetter(id), `dead letter ${id}`),
  )
  server.get(
    '/v1/status',
    operation('readStatus', {
      tag: 'operation',
      summary: 'What has come from the hub, and what waits for somebody',
      answer: SupplierStatus,
    }),
    async () => await useCases.readStatus(),
  )
}
