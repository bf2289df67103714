import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { marketCodeOf } from '../../measurements/index.ts'
import type { ServiceFilter, ShownService } from '../../metering-points/index.ts'
import { OPERATOR_ROLE } from '../auth/market-roles.ts'
import { callerOf, type Caller } from '../http/access.ts'
import { shown } from './market-operation.ts'
import { answerHeaders, badRequest, refusals } from './refusals.ts'
import { ByRequestId, ServiceQuery, ServiceRequestList } from './service-schemas.ts'
import type { ServiceUseCases } from './services.ts'

const REQUESTS = '/v1/service-requests'

/** Requests for services: all of them for the operators of the hub, their own for suppliers and grid companies; and taking one back. */
export function serviceListRoutes(
  server: FastifyInstance,
  { list, cancel }: Pick<ServiceUseCases, 'list' | 'cancel'>,
): void {
  server.get<{ Querystring: Static<typeof ServiceQuery> }>(
    REQUESTS,
    {
      config: { access: [OPERATOR_ROLE, 'DDQ', 'DDM'] },
      schema: {
        operationId: 'listServiceRequests',
        tags: ['metering points'],
        summary: 'Requests for services, the newest first',
        description:
          'The operators of the hub see all of them, a supplier those that it sent, a grid company those that were forwarded to it.',
        querystring: ServiceQuery,
        response: {
          200: {
            description: 'A page of requests.',
            headers: answerHeaders,
            content: { 'application/json': { schema: ServiceRequestList } },
          },
          ...badRequest,
          ...refusals(401, 403, 500, 503),
        },
      },
    },
    async (request) => {
      const { limit, after, open, meteringPointId } = request.query
      const found = await list({
        ...ownOf(callerOf(request)),
        isOpen: open,
        meteringPointId,
        before: after === undefined ? undefined : BigInt(after),
        limit: limit + 1,
      })
      const { rows, next } = shown(found, limit, ({ requestId }) => requestId.toString())
      return { serviceRequests: rows.map(toServiceRequest), next }
    },
  )
  server.post<{ Params: Static<typeof ByRequestId> }>(
    `${REQUESTS}/:requestId/cancel`,
    {
      config: { access: ['DDQ'], formats: ['json', 'xml'] },
      schema: {
        operationId: 'cancelServiceRequest',
        tags: ['metering points'],
        summary: 'Take a request for a service back',
        description:
          'Its supplier can, as long as it is not answered. One that is not open any more is refused with D20.',
        params: ByRequestId,
        response: {
          204: { description: 'It is cancelled.', headers: answerHeaders, type: 'null' },
          ...badRequest,
          ...refusals(401, 403, 404, 500, 503),
        },
      },
    },
    async (request, reply) => {
      await cancel(BigInt(request.params.requestId), callerOf(request).actorId)
      return await reply.code(204).send()
    },
  )
}

function ownOf({ actorId, role }: Caller): Pick<ServiceFilter, 'supplierId' | 'gridCompanyId'> {
  if (role === OPERATOR_ROLE) return {}
  return role === 'DDQ' ? { supplierId: actorId } : { gridCompanyId: actorId }
}

function toServiceRequest(one: ShownService): Static<typeof ServiceRequestList>['serviceRequests'][number] {
  const { recordedSeq: _, findings, reasons, ...request } = one
  return {
    ...request,
    requestId: request.requestId.toString(),
    reasons: [
      ...findings.map(({ code, field, value, message, danish }) => ({
        code: marketCodeOf(code),
        field: field ?? null,
        value: value ?? null,
        english: message,
        danish: danish ?? message,
      })),
      // Whatever its language, the grid company said it once.
      ...reasons.map(({ code, text = null }) => ({ code, field: null, value: null, english: text, danish: text })),
    ],
  }
}
