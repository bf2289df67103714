import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { callerOf } from '../http/access.ts'
import { errorBody } from './error-body.ts'
import { readJsonBodies } from './json-body.ts'
import { eventsRoute } from './operation-events.ts'
import { toCalculation, toSchedule } from './operation-answers.ts'
import {
  AskedCalculationBody,
  ById,
  Calculation,
  CalculationList,
  CalculationPage,
  ReasonBody,
  RejectionBody,
  RerunBody,
  Schedule,
  ScheduleQuery,
} from './operation-schemas.ts'
import type { OperationUseCases } from './operation.ts'
import { settlementOperation, type OperationText } from './settlement-operation.ts'

const PATH = '/v1/settlement/calculations'

type Named = { readonly Params: Static<typeof ById> }

/** Calculations for the operators of the hub: start, look, watch, stop, approve, repeat; and the schedule. */
export function operationRoutes(server: FastifyInstance, useCases: OperationUseCases): void {
  void server.register(async (scope) => {
    readJsonBodies(scope)
    startRoute(scope, useCases)
    lookRoutes(scope, useCases)
    eventsRoute(scope, PATH, useCases)
    decisionRoutes(scope, useCases)
    await Promise.resolve()
  })
}

function startRoute(scope: FastifyInstance, { start }: OperationUseCases): void {
  scope.post<{ Body: Static<typeof AskedCalculationBody> }>(
    PATH,
    operation('startCalculation', 'Start a calculation', {
      description:
        'It is handed over and carried out by a process that serves; look at it, or watch it. Every fault of the arguments is told at once.',
      answer: Calculation,
      status: 202,
      body: AskedCalculationBody,
    }),
    async (request, reply) => {
      const started = await start(request.body, callerOf(request).clientId)
      if (!started.ok) return await reply.code(400).send(errorBody(started.error))
      return await reply.code(202).send(toCalculation(started.value))
    },
  )
}

function lookRoutes(scope: FastifyInstance, { list, read, schedule }: OperationUseCases): void {
  scope.get<{ Querystring: Static<typeof CalculationPage> }>(
    PATH,
    operation('listCalculations', 'Calculations, newest first', {
      answer: CalculationList,
      querystring: CalculationPage,
    }),
    async ({ query: { limit, after } }) => {
      // One more than is shown says whether there is a next page.
      const found = await list({ limit: limit + 1, ...(after === undefined ? {} : { before: BigInt(after) }) })
      const shown = found.slice(0, limit)
      const next = found.length > limit ? (shown.at(-1)?.version.toString() ?? null) : null
      return { calculations: shown.map(toCalculation), next }
    },
  )
  scope.get<Named>(
    `${PATH}/:calculationId`,
    operation('readCalculation', 'A calculation and how far it is', { answer: Calculation, params: ById }),
    async ({ params: { calculationId } }) => toCalculation(await read(calculationId)),
  )
  scope.get<{ Querystring: Static<typeof ScheduleQuery> }>(
    '/v1/settlement/schedule',
    operation('schedule', 'The schedule, and what it starts in some days', {
      answer: Schedule,
      querystring: ScheduleQuery,
    }),
    async ({ query }) => toSchedule(await schedule(query)),
  )
}

function decisionRoutes(scope: FastifyInstance, { cancel, decide, rerun }: OperationUseCases): void {
  scope.post<Named & { readonly Body: Static<typeof ReasonBody> }>(
    `${PATH}/:calculationId/cancel`,
    operation('cancelCalculation', 'Stop a calculation: it is never published', {
      description: 'While its publication commits, the publication wins and this is refused with 409.',
      answer: Calculation,
      params: ById,
      body: ReasonBody,
    }),
    async (request) =>
      toCalculation(await cancel(request.params.calculationId, callerOf(request).clientId, request.body.reason)),
  )
  scope.post<Named & { readonly Body: Static<typeof ReasonBody> }>(
    `${PATH}/:calculationId/approve`,
    operation('approveCalculation', 'Approve results that wait, so that they are published', {
      description: 'Another client than the one that started it. The first decision holds.',
      answer: Calculation,
      params: ById,
      body: ReasonBody,
    }),
    async (request) => {
      const said = { decision: 'approved', by: callerOf(request).clientId, reason: request.body.reason } as const
      return toCalculation(await decide(request.params.calculationId, said))
    },
  )
  scope.post<Named & { readonly Body: Static<typeof RejectionBody> }>(
    `${PATH}/:calculationId/reject`,
    operation('rejectCalculation', 'Reject results that wait: they are never published', {
      description: 'Another client than the one that started it. The first decision holds.',
      answer: Calculation,
      params: ById,
      body: RejectionBody,
    }),
    async (request) => {
      const said = { decision: 'rejected', by: callerOf(request).clientId, reason: request.body.reason } as const
      return toCalculation(await decide(request.params.calculationId, said))
    },
  )
  scope.post<Named & { readonly Body: Static<typeof RerunBody> }>(
    `${PATH}/:calculationId/rerun`,
    operation('rerunCalculation', 'Calculate again with what is known now, under a new id and version', {
      answer: Calculation,
      status: 202,
      params: ById,
      body: RerunBody,
    }),
    async (request, reply) => {
      const isAsked = request.body.needsApproval === true
      const status = await rerun(request.params.calculationId, callerOf(request).clientId, isAsked)
      return await reply.code(202).send(toCalculation(status))
    },
  )
}

function operation(operationId: string, summary: string, text: OperationText) {
  const named = text.params === undefined ? [] : ([404, 409] as const)
  return settlementOperation(operationId, summary, text, [401, 403, ...named, 413, 415, 500, 503])
}
