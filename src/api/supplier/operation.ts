import type { TSchema } from 'typebox'
import { GridbookError } from '../../kernel/index.ts'
import { CORRELATION_HEADER } from '../http/correlation.ts'
import { problems } from '../http/problem.ts'
import { ROUTE_ROLES } from './route-roles.ts'
import type { SupplierOperation } from './route-roles.ts'

/** What is to be said of an operation. */
interface OperationText {
  readonly tag: 'invoices' | 'books' | 'inbox' | 'operation'
  readonly summary: string
  readonly description?: string
  /** its answer with status 200 */
  readonly answer: TSchema
  readonly querystring?: TSchema
  readonly params?: TSchema
  /** whether there may be nothing to answer with; always so where a path names something */
  readonly mayBeMissing?: boolean
}

/** The options of a route: who may use it, what it takes, what it answers, refusals included. */
export function operation(
  operationId: SupplierOperation,
  { tag, answer, summary, description, mayBeMissing, ...input }: OperationText,
) {
  const roles = ROUTE_ROLES[operationId]
  const missing = mayBeMissing ?? input.params !== undefined
  return {
    config: { access: roles },
    schema: {
      operationId,
      tags: [tag],
      summary,
      ...(description === undefined ? {} : { description }),
      ...input,
      response: {
        200: {
          description: summary,
          headers: { [CORRELATION_HEADER]: { type: 'string', description: 'The id under which it is logged.' } },
          content: { 'application/json': { schema: answer } },
        },
        ...problems(400, 401, 403, ...(missing ? ([404] as const) : []), 409, 500, 503),
      },
    },
  }
}

/** What was found. @throws NOT_FOUND when nothing was */
export function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new GridbookError('NOT_FOUND', `there is no ${what}`)
  return value
}
