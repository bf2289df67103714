import type { FastifyInstance } from 'fastify'
import { decodeRequest, REQUEST_FORMS } from '../../exchange/index.ts'
import type { RequestType } from '../../exchange/index.ts'
import { REQUEST_SENDERS } from '../../settlement-requests/index.ts'
import type { BodyBudget } from '../http/body-budget.ts'
import { requestSchema } from './request-schema.ts'
import { takeInDocument } from './take-in-document.ts'
import type { HubUseCases } from './use-cases.ts'

/** POST of requests: 202 when one was stored, 400 with everything that is wrong with its form (datahub 1.3, 1.5). */
export function requestRoutes(
  server: FastifyInstance,
  useCases: Pick<HubUseCases, 'receiveRequest'>,
  hubId: string,
  budget: BodyBudget,
): void {
  requestRoute(server, 'RSM-015', useCases, hubId, budget)
  requestRoute(server, 'RSM-016', useCases, hubId, budget)
  requestRoute(server, 'RSM-017', useCases, hubId, budget)
}

function requestRoute(
  server: FastifyInstance,
  requestType: RequestType,
  useCases: Pick<HubUseCases, 'receiveRequest'>,
  hubId: string,
  budget: BodyBudget,
): void {
  const roles = REQUEST_SENDERS[requestType]
  server.post(
    REQUEST_FORMS[requestType].path,
    {
      config: { access: roles },
      schema: requestSchema(requestType),
      // The decoder judges the body; the schema is what it is documented by.
      validatorCompiler: () => () => true,
    },
    async (request, reply) =>
      await takeInDocument(request, reply, {
        hubId,
        budget,
        rules: { roles },
        decode: (bytes) => decodeRequest(requestType, bytes),
        receive: async (document, arrived) => await useCases.receiveRequest({ ...arrived, document }),
      }),
  )
}
