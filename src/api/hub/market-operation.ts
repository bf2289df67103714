import type { FastifyReply } from 'fastify'
import type { TSchema } from 'typebox'
import { GridbookError, findMarketDay, type Finding, type Result } from '../../kernel/index.ts'
import { dk, type Stated } from '../../market/index.ts'
import { ACTOR_ROLES, OPERATOR_ROLE } from '../auth/market-roles.ts'
import { errorBody } from './error-body.ts'
import { toStated, withFieldOfBody } from './market-answers.ts'
import type { PeriodPage } from './market.ts'
import { answerHeaders, badRequest, refusals } from './refusals.ts'

/** Names and roles are public in the market. */
export const EVERY_ROLE = [OPERATOR_ROLE, ...ACTOR_ROLES] as const
/** What is stated, and whose credentials are known, is the operator's business. */
export const OPERATOR_ONLY = [OPERATOR_ROLE] as const

/** What a route of master data takes and answers. */
export interface MarketText {
  /** undefined: 204 without a body */
  readonly answer?: TSchema
  readonly description?: string
  readonly params?: TSchema
  readonly querystring?: TSchema
  readonly body?: TSchema
}

/** How a route of grid areas, actors and clients is told in the document. */
export function marketOperation(
  operationId: string,
  summary: string,
  access: typeof EVERY_ROLE | typeof OPERATOR_ONLY,
  { answer, description, ...input }: MarketText,
) {
  const named = input.params === undefined ? [] : ([404] as const)
  const told = input.body === undefined ? [] : ([413, 415] as const)
  const content = answer === undefined ? { type: 'null' } : { content: { 'application/json': { schema: answer } } }
  return {
    config: { access },
    schema: {
      operationId,
      tags: ['market'],
      summary,
      ...(description === undefined ? {} : { description }),
      ...input,
      response: {
        [answer === undefined ? 204 : 200]: { description: summary, headers: answerHeaders, ...content },
        ...badRequest,
        ...refusals(401, 403, ...named, ...told, 500, 503),
      },
    },
  }
}

/** Answers a statement: what became of it, or every fault at once under the names of the body's fields. */
export async function sendStated(reply: FastifyReply, stated: Result<Stated, Finding[]>): Promise<unknown> {
  if (!stated.ok) return await reply.code(400).send(errorBody(stated.error.map(withFieldOfBody)))
  return await reply.send(toStated(stated.value))
}

/** A page that is asked for, with one more than is shown: it says whether there is a next page. @throws REQUEST_INVALID */
export function pageOf(query: {
  readonly limit: number
  readonly after?: string
  readonly asOf?: string
  readonly asKnown?: string
}): PeriodPage {
  const [key = '', validFrom = ''] = query.after?.split('@') ?? []
  for (const [field, day] of Object.entries({ after: query.after && validFrom, asOf: query.asOf })) {
    if (day !== undefined && findMarketDay(day, dk.zone) === undefined)
      throw new GridbookError('REQUEST_INVALID', `${field}: ${day} is no day of the calendar`, { field })
  }
  return {
    limit: query.limit + 1,
    after: query.after === undefined ? undefined : { key, validFrom },
    asOf: query.asOf,
    atSeq: query.asKnown === undefined ? undefined : BigInt(query.asKnown),
  }
}

/** The part of what was found that is shown, and where the next page begins. */
export function shown<Row>(
  found: readonly Row[],
  limit: number,
  keyOf: (row: Row) => string,
): { readonly rows: readonly Row[]; readonly next: string | null } {
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  return { rows, next: found.length > limit && last !== undefined ? keyOf(last) : null }
}
