import type { FastifyInstance } from 'fastify'
import { decodeAnswer, decodeServiceRequest } from '../../exchange/index.ts'
import type { ServiceAnswerKind } from '../../point-documents/index.ts'
import type { BodyBudget } from '../http/body-budget.ts'
import type { ServiceUseCases } from './services.ts'
import { documentSchema, takeInDocument } from './take-in-document.ts'

const SUPPLIERS = ['DDQ'] as const
const GRID_COMPANIES = ['DDM'] as const

/** POST of RSM-020 and of the grid company's answers: 202 when one was stored, 400 with everything that is wrong with its form (datahub 1.3, 1.5). */
export function serviceRoutes(
  server: FastifyInstance,
  services: Pick<ServiceUseCases, 'ask' | 'answer'>,
  hubId: string,
  budget: BodyBudget,
): void {
  const door = { hubId, budget }
  server.post(
    '/v1.0/cim/requestservice',
    {
      config: { access: SUPPLIERS, formats: ['json', 'xml'] },
      schema: documentSchema(
        'requestService',
        'Ask the grid company for a service, RSM-020',
        'Each transaction is rejected with every reason in the queue `masterdata` of the sender, or forwarded to the grid company of the ' +
          'point, whose answer comes through the same queue; without one within 30 days a rejection with D20.',
      ),
    },
    async (request, reply) =>
      await takeInDocument(request, reply, {
        ...door,
        rules: { roles: SUPPLIERS, hubRole: 'DDZ' },
        decode: decodeServiceRequest,
        receive: async (document, arrived) => await services.ask({ ...arrived, document }),
      }),
  )
  answerRoute('RSM-020-A01', 'confirm', 'Confirm a service that was asked for')
  answerRoute('RSM-020-A02', 'reject', 'Reject a service that was asked for, with the reasons')

  function answerRoute(kind: ServiceAnswerKind, verb: 'confirm' | 'reject', summary: string): void {
    server.post(
      `/v1.0/cim/${verb}requestservice`,
      {
        config: { access: GRID_COMPANIES, formats: ['json', 'xml'] },
        schema: documentSchema(
          `${verb}RequestService`,
          `${summary}, ${kind}`,
          'Each transaction refers to the transaction id under which the request came out of the queue. The supplier is told. What answers no ' +
            'open request of the sender is acknowledged by RSM-009 in the queue `measuredata` with D05, D06 or D20.',
        ),
      },
      async (request, reply) =>
        await takeInDocument(request, reply, {
          ...door,
          rules: { roles: GRID_COMPANIES, hubRole: 'DDZ' },
          decode: (bytes, format) => decodeAnswer(kind, bytes, format),
          receive: async (document, arrived) => await services.answer({ ...arrived, kind, document }),
        }),
    )
  }
}
