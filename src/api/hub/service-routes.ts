import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  decodeAnswer,
  decodeServiceRequest,
  type ActivityDocument,
  type ActivityRecord,
  type DocumentFormat,
} from '../../exchange/index.ts'
import type { Finding } from '../../kernel/index.ts'
import { isSynchronous } from '../../measurements/index.ts'
import type { ServiceAnswerKind } from '../../point-documents/index.ts'
import { callerOf } from '../http/access.ts'
import type { BodyBudget } from '../http/body-budget.ts'
import { formatOf } from './document-format.ts'
import { refuseDocument } from './error-answer.ts'
import { headerFaults } from './header-rules.ts'
import { bytesOf } from './receive-body.ts'
import { answerHeaders, badRequestAlsoXml, refusals } from './refusals.ts'
import type { ServiceUseCases } from './services.ts'

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
      await takeIn(request, reply, {
        ...door,
        roles: SUPPLIERS,
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
        await takeIn(request, reply, {
          ...door,
          roles: GRID_COMPANIES,
          decode: (bytes, format) => decodeAnswer(kind, bytes, format),
          receive: async (document, arrived) => await services.answer({ ...arrived, kind, document }),
        }),
    )
  }
}

interface Intake<Document> {
  readonly hubId: string
  readonly budget: BodyBudget
  readonly roles: readonly string[]
  readonly decode: (bytes: Uint8Array, format: DocumentFormat) => Document
  readonly receive: (
    document: Document,
    arrived: { readonly source: string; readonly bytes: Uint8Array },
  ) => Promise<readonly Finding[]>
}

async function takeIn<Document extends ActivityDocument<ActivityRecord>>(
  request: FastifyRequest,
  reply: FastifyReply,
  { hubId, budget, roles, decode, receive }: Intake<Document>,
): Promise<FastifyReply> {
  const bytes = bytesOf(request)
  const size = bytes.length
  try {
    const document = decode(bytes, formatOf(request))
    const foreign = headerFaults(document.header, callerOf(request), hubId, { roles, hubRole: 'DDZ' })
    // Which ids another actor has used up is nothing for a stranger to know.
    const faults =
      foreign.length > 0
        ? [...foreign, ...document.findings.filter((found) => isSynchronous(found))]
        : await receive(document, { source: `api:${request.id}`, bytes })
    if (faults.length > 0) return await refuseDocument(request, reply, faults)
    return await reply.code(202).send()
  } finally {
    budget.release(size)
  }
}

function documentSchema(operationId: string, summary: string, description: string) {
  return {
    operationId,
    tags: ['documents'],
    summary,
    description: `CIM JSON or XML, by Content-Type. Taken in whole or refused whole. ${description}`,
    consumes: ['application/json', 'application/xml'],
    response: {
      202: { description: 'Stored. The body is empty.', headers: answerHeaders, type: 'null' },
      ...badRequestAlsoXml,
      ...refusals(401, 403, 408, 413, 415, 500, 503),
    },
  }
}
