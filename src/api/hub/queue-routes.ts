import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Party, QueueCategory } from '../../exchange/index.ts'
import { GridbookError } from '../../kernel/index.ts'
import { ACTOR_ROLES } from '../auth/market-roles.ts'
import { callerOf } from '../http/access.ts'
import type { Caller } from '../http/access.ts'
import { MEDIA_TYPES } from './document-format.ts'
import { wantedFormat } from './peek-format.ts'
import { answerHeaders, badRequest, refusals } from './refusals.ts'
import type { HubUseCases } from './use-cases.ts'

/** The name of each category in the path; `timeseries` is the older name of measured data (datahub 1.2). */
export const CATEGORY_NAMES: Readonly<Record<string, QueueCategory>> = {
  aggregations: 'aggregations',
  measuredata: 'measuredata',
  timeseries: 'measuredata',
  masterdata: 'masterdata',
  charges: 'charges',
}

const MESSAGE_ID_HEADER = 'MessageId'

/** GET of the message at the head of each queue of the caller (datahub 1.3, 1.4). */
export function peekRoutes(
  server: FastifyInstance,
  peek: HubUseCases['peek'],
  names: Readonly<Record<string, QueueCategory>>,
): void {
  for (const [name, category] of Object.entries(names)) {
    server.get(
      `/v1.0/cim/${name}`,
      { config: { access: ACTOR_ROLES }, schema: peekSchema(name, category) },
      async (request, reply) => {
        const message = await peek(partyOf(callerOf(request)), category, wantedFormat(request))
        if (message === undefined) return await reply.code(204).send()
        reply.header(MESSAGE_ID_HEADER, message.messageId).type(MEDIA_TYPES[message.format])
        return await reply.send(message.body)
      },
    )
  }
}

/** DELETE of a message that was peeked; again is fine (datahub 1.3). */
export function dequeueRoute(server: FastifyInstance, dequeue: HubUseCases['dequeue']): void {
  server.delete<{ Params: { messageId: string } }>(
    '/v1.0/cim/dequeue/:messageId',
    {
      // It takes nothing, but clients state the same content type with every request.
      config: { access: ACTOR_ROLES, formats: ['json', 'xml'] },
      schema: {
        operationId: 'dequeue',
        tags: ['queues'],
        summary: 'Acknowledge a message, so that the next one comes',
        description: 'Doing it again does no harm. A message of somebody else, or one never peeked, is unknown.',
        params: Type.Object({
          messageId: Type.String({ minLength: 1, description: 'The MessageId header of the message.' }),
        }),
        response: {
          200: { description: 'Acknowledged.', headers: answerHeaders, type: 'null' },
          ...badRequest,
          ...refusals(401, 403, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const { messageId } = request.params
      const party = partyOf(callerOf(request))
      if ((await dequeue(party, messageId)) === 'dequeued') return await reply.code(200).send()
      throw new GridbookError(
        'MESSAGE_UNKNOWN',
        `no message ${messageId} was peeked by ${party.actorId} as ${party.role}`,
        {
          field: 'messageId',
        },
      )
    },
  )
}

function peekSchema(name: string, category: QueueCategory) {
  return {
    operationId: `peek-${name}`,
    tags: ['queues'],
    summary: `The next message of the queue ${category}`,
    description:
      'The oldest message that is complete and not acknowledged; the same one until DELETE dequeue/{messageId}. ' +
      'The format is named by the header Content-Type, also here, else by Accept: application/json, or application/xml of ' +
      'master data. A message that was asked for once stays in its format; one that there is not in XML is refused with 415.',
    ...(name === category ? {} : { deprecated: true }),
    response: {
      200: {
        description: 'A CIM document; its root key or element says which.',
        headers: {
          ...answerHeaders,
          [MESSAGE_ID_HEADER]: { type: 'string', description: 'The id to acknowledge it under.' },
        },
        content: { 'application/json': { schema: DOCUMENT }, 'application/xml': { schema: Type.String() } },
      },
      204: { description: 'The queue holds no complete message.', headers: answerHeaders, type: 'null' },
      ...refusals(401, 403, 415, 500, 503),
    },
  }
}

const DOCUMENT = Type.Object(
  {},
  {
    description: 'One root key, such as NotifyValidatedMeasureData_MarketDocument.',
    examples: [{ NotifyAggregatedMeasureData_MarketDocument: { mRID: 'f4b2a1d0-0002' } }],
  },
)

/** Whose queue it is. The guard has let in nobody but those who have one. */
function partyOf({ actorId, role }: Caller): Party {
  const own = ACTOR_ROLES.find((known) => known === role)
  if (own === undefined) throw new Error(`role ${role} has no queues`)
  return { actorId, role: own }
}
