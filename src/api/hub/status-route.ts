import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { formatInstant } from '../../kernel/index.ts'
import { ACTOR_ROLES, OPERATOR_ROLE } from '../auth/market-roles.ts'
import { callerOf } from '../http/access.ts'
import { answerHeaders, refusals } from './refusals.ts'
import type { HubUseCases } from './use-cases.ts'

const Status = Type.Object(
  {
    queues: Type.Array(
      Type.Object({
        actorId: Type.String({ description: 'GLN or EIC' }),
        role: Type.String({ description: 'code of the market role' }),
        category: Type.String(),
        transactions: Type.Integer({ description: 'not acknowledged' }),
        messages: Type.Integer({ description: 'handed out and not acknowledged: none or one' }),
        oldest: Type.Union([Type.String(), Type.Null()], { description: 'when the oldest was enqueued' }),
      }),
    ),
  },
  {
    examples: [
      {
        queues: [
          {
            actorId: '5790000000005',
            role: 'DDQ',
            category: 'measuredata',
            transactions: 120,
            messages: 1,
            oldest: '2026-03-02T06:00:00Z',
          },
        ],
      },
    ],
  },
)

/** GET of what waits: an actor sees its own queues in the role of its token, the hub's operator all of them. */
export function statusRoute(server: FastifyInstance, queueDepths: HubUseCases['queueDepths']): void {
  server.get(
    '/v1/status',
    {
      config: { access: [OPERATOR_ROLE, ...ACTOR_ROLES] },
      schema: {
        operationId: 'status',
        tags: ['operation'],
        summary: 'What waits in the queues',
        description: 'An actor sees its own queues in the role of its token, the operator of the hub sees all.',
        response: {
          200: {
            description: 'Queues that ever held something.',
            headers: answerHeaders,
            content: { 'application/json': { schema: Status } },
          },
          ...refusals(401, 403, 500, 503),
        },
      },
    },
    async (request) => {
      const { actorId, role } = callerOf(request)
      const depths = await queueDepths()
      const seen = depths.filter((each) => role === OPERATOR_ROLE || (each.actorId === actorId && each.role === role))
      return {
        queues: seen.map(({ bundles, oldestMs, ...depth }) => ({
          ...depth,
          messages: bundles,
          oldest: oldestMs === undefined ? null : formatInstant(oldestMs),
        })),
      }
    },
  )
}
