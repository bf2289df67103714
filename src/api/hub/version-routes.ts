import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { findMarketDay, GridbookError, nextDay, parseInstant } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import {
  isCalculationType,
  toComparisonView,
  toIntervalView,
  toPublicationView,
  type PublicationFilter,
} from '../../settlement/index.ts'
import { settlementOperation, type OperationText } from './settlement-operation.ts'
import {
  Compared,
  ComparedQuery,
  Comparison,
  LatestVersionQuery,
  LatestVersions,
  VersionHistory,
  VersionQuery,
} from './version-schemas.ts'
import type { VersionUseCases } from './versions.ts'

/** GETs of versions: the latest, which was the latest when, and two of them against each other. */
export function versionRoutes(server: FastifyInstance, { latest, history, compare }: VersionUseCases): void {
  server.get<{ Querystring: Static<typeof LatestVersionQuery> }>(
    '/v1/settlement/latest',
    operation('latestVersions', 'The version that holds for each type, area and day', {
      querystring: LatestVersionQuery,
      answer: LatestVersions,
    }),
    async ({ query }) => {
      const { correction, ...rest } = query
      const found = await latest({ ...filterOf(rest), ...(correction === undefined ? {} : { correction }) })
      return { latest: found.map(toPublicationView) }
    },
  )
  server.get<{ Querystring: Static<typeof VersionQuery> }>(
    '/v1/settlement/history',
    operation('versionHistory', 'When each version was the latest', {
      querystring: VersionQuery,
      answer: VersionHistory,
    }),
    async ({ query }) => ({ history: (await history(filterOf(query))).map(toIntervalView) }),
  )
  server.get<{ Params: Static<typeof Compared>; Querystring: Static<typeof ComparedQuery> }>(
    '/v1/settlement/compare/:a/:b',
    operation('compareCalculations', 'What two calculations differ in, and what caused it', {
      params: Compared,
      querystring: ComparedQuery,
      answer: Comparison,
    }),
    async ({ params: { a, b }, query: { area, level, limit } }) =>
      toComparisonView(await compare([a, b], { gridArea: area, level, limit })),
  )
}

function operation(operationId: string, summary: string, text: OperationText) {
  return settlementOperation(operationId, summary, text, [401, 403, 404, 409, 500, 503])
}

/** @throws REQUEST_INVALID for what is no type, day, number or instant */
function filterOf(query: Static<typeof VersionQuery>): Omit<PublicationFilter, 'internal'> {
  const { type, from, to, areas, asKnown } = query
  if (type !== undefined && !isCalculationType(type)) throw invalid('type', type, 'calculation type')
  const last = to === undefined ? undefined : dayOf('to', to)
  return {
    types: type === undefined ? undefined : [type],
    from: from === undefined ? undefined : dayOf('from', from).date,
    to: last === undefined ? undefined : nextDay(last).date,
    gridAreas: areas?.split(','),
    ...(asKnown === undefined ? {} : knownAt(asKnown)),
  }
}

function dayOf(field: string, text: string) {
  const day = findMarketDay(text, dk.zone)
  if (day === undefined) throw invalid(field, text, 'day of the calendar')
  return day
}

function knownAt(text: string): Pick<PublicationFilter, 'asKnownSeq' | 'asKnownMs'> {
  if (/^\d{1,18}$/.test(text)) return { asKnownSeq: BigInt(text) }
  const asKnownMs = parseInstant(text)
  if (asKnownMs === undefined) throw invalid('asKnown', text, 'number of a commit and no instant')
  return { asKnownMs }
}

function invalid(field: string, text: string, what: string): GridbookError {
  return new GridbookError('REQUEST_INVALID', `${field} ${text} is no ${what}`, { field })
}
