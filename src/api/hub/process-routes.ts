import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { decodeCharacteristicsRequest } from '../../exchange/index.ts'
import { marketCodeOf } from '../../measurements/index.ts'
import { statedFields, type ProcessOutcome } from '../../metering-points/index.ts'
import { OPERATOR_ROLE } from '../auth/market-roles.ts'
import { callerOf } from '../http/access.ts'
import type { BodyBudget } from '../http/body-budget.ts'
import { readJsonBodies } from './json-body.ts'
import type { PointUseCases } from './points.ts'
import { ProcessesAnswer, ProcessesBody } from './process-schemas.ts'
import { answerHeaders, badRequest, refusals } from './refusals.ts'
import { documentSchema, takeInDocument } from './take-in-document.ts'

/** Who may send RSM-021 (settlement 6.1): grid companies, and the system operator for production obligations. */
const SENDERS = ['DDM', 'EZ'] as const

/** POST of RSM-021: 202 when it was stored and decided, 400 with everything that is wrong with its form (datahub 1.3, 1.5). */
export function pointRequestRoute(
  server: FastifyInstance,
  { receiveRequest }: PointUseCases,
  hubId: string,
  budget: BodyBudget,
): void {
  server.post(
    '/v1.0/cim/requestchangeaccountingpointcharacteristics',
    {
      config: { access: SENDERS, formats: ['json', 'xml'] },
      schema: documentSchema(
        'requestChangeAccountingPointCharacteristics',
        'Change metering points, RSM-021',
        '202 says that it was stored and that nothing is wrong with its form; each transaction is confirmed or rejected, with every reason, ' +
          'in the queue `masterdata` of the sender. Processes: E02 create, D15 connect, E79 disconnect and reconnect, D14 close down, E32 update, ' +
          'D39 production obligation.',
      ),
    },
    async (request, reply) =>
      await takeInDocument(request, reply, {
        hubId,
        budget,
        rules: { roles: SENDERS, hubRole: 'DDZ' },
        decode: decodeCharacteristicsRequest,
        receive: async (document, arrived) => await receiveRequest({ ...arrived, document }),
      }),
  )
}

/** POST of processes as JSON, decided at once: for the operators of the hub, grid companies and the system operator. */
export function processRoute(server: FastifyInstance, { submit }: PointUseCases): void {
  void server.register(async (scope) => {
    readJsonBodies(scope)
    scope.post<{ Body: Static<typeof ProcessesBody> }>(
      '/v1/metering-points/processes',
      {
        config: { access: [OPERATOR_ROLE, ...SENDERS] },
        schema: {
          operationId: 'submitProcesses',
          tags: ['metering points'],
          summary: 'Create, connect, change or close down metering points',
          description:
            'Each process is decided on what those before it have made; a rejected one changes nothing and stops no other. All of them are one commit. ' +
            'The actors concerned are told through their queues.',
          body: ProcessesBody,
          response: {
            200: {
              description: 'Decided.',
              headers: answerHeaders,
              content: { 'application/json': { schema: ProcessesAnswer } },
            },
            ...badRequest,
            ...refusals(401, 403, 413, 415, 500, 503),
          },
        },
      },
      async (request, reply) => {
        const { actorId, role } = callerOf(request)
        const requests = request.body.processes.map(
          ({ process, meteringPointId, effectiveDate = '', stated = {}, cancels }) => ({
            kind: process,
            meteringPointId,
            effectiveDate,
            stated: statedFields(new Map(Object.entries(stated).map(([column, value]) => [column, textOf(value)]))),
            sender: { actorId, role },
            cancels: cancels === undefined ? undefined : BigInt(cancels),
          }),
        )
        const { outcomes, recordedSeq } = await submit(requests)
        return await reply.send({ recordedSeq: recordedSeq?.toString() ?? null, processes: outcomes.map(toProcess) })
      },
    )
    await Promise.resolve()
  })
}

// As in a file of processes.
const TAKEN_AWAY = '-'

function textOf(value: string | boolean | null | undefined): string {
  return value == null || value === '' ? TAKEN_AWAY : String(value)
}

function toProcess({ processId, outcome, findings }: ProcessOutcome) {
  return {
    processId: processId.toString(),
    outcome,
    reasons: findings.map(({ code, field, value, message, danish }) => ({
      code: marketCodeOf(code),
      field: field ?? null,
      value: value ?? null,
      english: message,
      danish: danish ?? message,
    })),
  }
}
