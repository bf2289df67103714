import type { FastifyInstance } from 'fastify'
import type { Static, TSchema } from 'typebox'
import { findMarketDay, GridbookError } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { OPERATOR_ROLE } from '../auth/market-roles.ts'
import { callerOf, type Access } from '../http/access.ts'
import { errorBody } from './error-body.ts'
import { toPointAnswer, toPointList, toTimelineAnswer } from './point-search-answers.ts'
import {
  ByPointId,
  PointAnswer,
  PointList,
  PointQuery,
  PointTimeQuery,
  TimelineAnswer,
  TimelineQuery,
} from './point-search-schemas.ts'
import type { AskedTime, PointSearchUseCases } from './point-search.ts'
import { answerHeaders, badRequest, refusals } from './refusals.ts'

const PATH = '/v1/metering-points'

/** Who may see everything that happened: operators, the system operator, and grid companies for their areas. */
const TIMELINE_ROLES = [OPERATOR_ROLE, 'EZ', 'DDM', 'MDR'] as const
/** Suppliers too see the points that they supply. */
const POINT_ROLES = [...TIMELINE_ROLES, 'DDQ'] as const

/** GETs of metering points: search, a point on a day, and everything that happened to it. */
export function pointSearchRoutes(server: FastifyInstance, { search, view, timeline }: PointSearchUseCases): void {
  server.get<{ Querystring: Static<typeof PointQuery> }>(
    PATH,
    operation('searchMeteringPoints', 'Metering points of which all of this holds on a day, by id', POINT_ROLES, {
      description:
        'Grid companies find points of their own areas, suppliers points that they supply on the day; children have no supplier of their own and are told with their parent.',
      querystring: PointQuery,
      answer: PointList,
    }),
    async (request, reply) => {
      const { asOf, asKnown, limit, after, areas, ...filter } = request.query
      const asked = { ...filter, ...(areas === undefined ? {} : { gridAreas: areas.split(',') }) }
      const found = await search(asked, timeOf({ asOf, asKnown }), { limit, after }, callerOf(request))
      if (!found.ok) return await reply.code(400).send(errorBody(found.error))
      return await reply.send(toPointList(found.value))
    },
  )
  server.get<{ Params: Static<typeof ByPointId>; Querystring: Static<typeof PointTimeQuery> }>(
    `${PATH}/:meteringPointId`,
    operation(
      'readMeteringPoint',
      'A metering point on a day, with its periods, its parent and its children',
      POINT_ROLES,
      {
        params: ByPointId,
        querystring: PointTimeQuery,
        answer: PointAnswer,
      },
    ),
    async (request) =>
      toPointAnswer(await view(request.params.meteringPointId, timeOf(request.query), callerOf(request))),
  )
  server.get<{ Params: Static<typeof ByPointId>; Querystring: Static<typeof TimelineQuery> }>(
    `${PATH}/:meteringPointId/history`,
    operation('meteringPointHistory', 'Everything that happened to a metering point', TIMELINE_ROLES, {
      description:
        'Processes, accepted and rejected, with the message that caused each, and imports; with what each changed.',
      params: ByPointId,
      querystring: TimelineQuery,
      answer: TimelineAnswer,
    }),
    async (request) => {
      const { limit, after, asKnown } = request.query
      const page = { limit, after, asKnown: asKnown === undefined ? undefined : BigInt(asKnown) }
      return toTimelineAnswer(await timeline(request.params.meteringPointId, page, callerOf(request)))
    },
  )
}

/** @throws REQUEST_INVALID for what is no day */
function timeOf({
  asOf,
  asKnown,
}: {
  readonly asOf?: string | undefined
  readonly asKnown?: string | undefined
}): AskedTime {
  if (asOf !== undefined && findMarketDay(asOf, dk.zone) === undefined)
    throw new GridbookError('REQUEST_INVALID', `asOf: ${asOf} is no day of the calendar`, { field: 'asOf' })
  return { asOf, asKnown: asKnown === undefined ? undefined : BigInt(asKnown) }
}

function operation(
  operationId: string,
  summary: string,
  access: Exclude<Access, 'public'>,
  text: {
    readonly answer: TSchema
    readonly description?: string
    readonly params?: TSchema
    readonly querystring?: TSchema
  },
) {
  const { answer, ...input } = text
  const named = text.params === undefined ? [] : ([404] as const)
  return {
    config: { access },
    schema: {
      operationId,
      tags: ['metering points'],
      summary,
      ...input,
      response: {
        200: { description: summary, headers: answerHeaders, content: { 'application/json': { schema: answer } } },
        ...badRequest,
        ...refusals(401, 403, ...named, 500, 503),
      },
    },
  }
}
