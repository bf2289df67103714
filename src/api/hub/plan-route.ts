import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { OPERATOR_ROLE } from '../auth/market-roles.ts'
import { errorBody } from './error-body.ts'
import { readJsonBodies } from './json-body.ts'
import { PlanAnswer, PlanRequestBody } from './plan-schema.ts'
import { answerHeaders, badRequest, refusals } from './refusals.ts'
import type { HubUseCases } from './use-cases.ts'

/** POST of a plan: what a calculation would use and find; nothing is stored. */
export function planRoute(server: FastifyInstance, planSettlement: HubUseCases['planSettlement']): void {
  void server.register(async (scope) => {
    readJsonBodies(scope)
    scope.post<{ Body: Static<typeof PlanRequestBody> }>(
      '/v1/settlement/plan',
      {
        config: { access: [OPERATOR_ROLE] },
        schema: {
          operationId: 'planSettlement',
          tags: ['settlement'],
          summary: 'What a calculation would use and find',
          description:
            'Says before anything is computed what a calculation would use, what changed since the version before, how long it will take, and what is missing. Nothing is stored.',
          body: PlanRequestBody,
          response: {
            200: {
              description: 'The plan.',
              headers: answerHeaders,
              content: { 'application/json': { schema: PlanAnswer } },
            },
            ...badRequest,
            ...refusals(401, 403, 413, 415, 500, 503),
          },
        },
      },
      async ({ body }, reply) => {
        const planned = await planSettlement(body)
        return planned.ok ? planned.value : await reply.code(400).send(errorBody(planned.error))
      },
    )
    await Promise.resolve()
  })
}
