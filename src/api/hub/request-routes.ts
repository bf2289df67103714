import type { FastifyInstance } from 'fastify'
import { decodeRequest, REQUEST_FORMS } from '../../exchange/index.ts'
import type { RequestType } from '../../exchange/index.ts'
import { isSynchronous } from '../../measurements/index.ts'
import { REQUEST_SENDERS } from '../../settlement-requests/index.ts'
import { callerOf } from '../http/access.ts'
import type { BodyBudget } from '../http/body-budget.ts'
import { errorBody } from './error-body.ts'
import { headerFaults } from './header-rules.ts'
import { bytesOf } from './receive-body.ts'
import { requestSchema } from './request-schema.ts'
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
    async (request, reply) => {
      const bytes = bytesOf(request)
      const size = bytes.length
      try {
        const document = decodeRequest(requestType, bytes)
        const foreign = headerFaults(document.header, callerOf(request), hubId, { roles })
        // Which ids another actor has used up is nothing for a stranger to know.
        const faults =
          foreign.length > 0
            ? [...foreign, ...document.findings.filter((found) => isSynchronous(found))]
            : await useCases.receiveRequest({ source: `api:${request.id}`, bytes, document })
        if (faults.length > 0) return await reply.code(400).send(errorBody(faults))
        return await reply.code(202).send()
      } finally {
        budget.release(size)
      }
    },
  )
}
