import type { FastifyInstance } from 'fastify'
import { Type, type Static } from 'typebox'
import { findMarketDay, nextDay, type MarketZone } from '../../kernel/index.ts'
import { reportRoleOf, type ReportRequest } from '../../settlement-report/index.ts'
import { OPERATOR_ROLE } from '../auth/market-roles.ts'
import { callerOf, type Caller } from '../http/access.ts'
import { errorBody } from './error-body.ts'
import { answerHeaders, badRequest, refusals } from './refusals.ts'
import type { HubUseCases } from './use-cases.ts'

/** Roles that reports are made for (settlement 4, "Settlement report"). */
const REPORT_ACCESS = [OPERATOR_ROLE, 'DDQ', 'DDM', 'EZ'] as const

const text = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000]*$', description })

const Query = Type.Object({
  type: text(40, 'balance_fixing, wholesale_fixing, or a correction such as first_correction_settlement.'),
  from: text(10, 'First market day, YYYY-MM-DD.'),
  to: text(10, 'Last market day.'),
  areas: text(4_000, 'Grid areas, such as 801,802.'),
  calculation: Type.Optional(
    text(
      20_000,
      'The calculation of each area, AREA=ID,AREA=ID; of balance fixings the latest counts, and none is named.',
    ),
  ),
  split: Type.Boolean({ default: false, description: 'Files of no more than 1,000,000 rows.' }),
})

/** GET of a settlement report for whoever calls: an actor in its own role, or the operator, who sees every row. */
export function reportRoute(
  server: FastifyInstance,
  settlementReport: HubUseCases['settlementReport'],
  zone: MarketZone,
): void {
  server.get<{ Querystring: Static<typeof Query> }>(
    '/v1/settlement/reports',
    {
      config: { access: REPORT_ACCESS },
      schema: {
        operationId: 'settlementReport',
        tags: ['settlement'],
        summary: 'What the caller may see of calculations, as a ZIP of CSV files',
        description:
          'For the actor and role of the token: its own rows and nobody else’s. The operator of the hub sees every row. ' +
          'The report is made whole before its first byte is sent.',
        querystring: Query,
        response: {
          200: {
            description: 'The report.',
            headers: {
              ...answerHeaders,
              'content-disposition': { type: 'string', description: 'The name of the ZIP file.' },
            },
            content: { 'application/zip': { schema: Type.String({ format: 'binary' }) } },
          },
          ...badRequest,
          ...refusals(401, 403, 500, 503),
        },
      },
    },
    async (request, reply) => {
      const handed = await settlementReport(requestOf(callerOf(request), request.query, zone))
      if (!handed.ok) return await reply.code(400).send(errorBody(handed.error))
      const { name, bytes, content } = handed.value
      reply
        .type('application/zip')
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('content-length', bytes)
      return await reply.send(content)
    },
  )
}

/** The report is always the caller's own: nothing in a request can name another actor or role. */
function requestOf({ actorId, role }: Caller, query: Static<typeof Query>, zone: MarketZone): ReportRequest {
  const last = findMarketDay(query.to, zone)
  const own = reportRoleOf(role)
  return {
    type: query.type,
    from: query.from,
    to: last === undefined ? query.to : nextDay(last).date,
    gridAreas: query.areas.split(','),
    role: own ?? role,
    actorId: own === 'datahub_administrator' ? undefined : actorId,
    calculations: query.calculation?.split(',') ?? [],
    preventLargeFiles: query.split,
  }
}
