import { Type } from 'typebox'
import type { Static } from 'typebox'
import { catalogue } from '../../kernel/index.ts'
import type { GridbookError } from '../../kernel/index.ts'
import type { Log } from '../../platform/index.ts'
import { CORRELATION_HEADER } from './correlation.ts'
import { logFailure, setFailureHeaders } from './failure-headers.ts'
import type { FailureAnswer } from './new-server.ts'
import { statusOf, toGridbookError } from './status-of.ts'

// The media type of a refusal (RFC 9457).
const PROBLEM_TYPE = 'application/problem+json'

const Place = Type.Union([Type.String(), Type.Integer()])

/** A refusal of our own APIs (RFC 9457): what, where, and what to do next, with the code of the catalogue. */
const Problem = Type.Object({
  type: Type.String({ description: 'urn:gridbook:error:<code>' }),
  title: Type.String({ description: 'What the code means.' }),
  status: Type.Integer(),
  detail: Type.String({ description: 'What is wrong with this request.' }),
  instance: Type.String({ description: 'The correlation id of the request.' }),
  code: Type.String({ description: 'The code of the error catalogue.' }),
  where: Type.Record(Type.String(), Place, { description: 'Field, line, metering point, day: as far as they apply.' }),
  next: Type.String({ description: 'What to do about it.' }),
})

/** Answers every failure as a problem. Of a failure of ours the caller learns its code and no more. */
export function problemFailures(log: Log): FailureAnswer {
  return (thrown, request, reply) => {
    const error = toGridbookError(thrown)
    const status = statusOf(error)
    logFailure(log, request, status, error)
    setFailureHeaders(reply, status, error)
    // Sent as bytes: the schemas of a route's answers do not stand between a failure and its caller.
    const body = Buffer.from(JSON.stringify(problemOf(error, status, request.id)))
    return reply.code(status).type(PROBLEM_TYPE).send(body)
  }
}

function problemOf(error: GridbookError, status: number, instance: string): Static<typeof Problem> {
  const { title, next } = catalogue[error.code]
  const where = Object.entries(error.where).filter(([, value]) => value !== undefined)
  return {
    type: `urn:gridbook:error:${error.code}`,
    title,
    status,
    detail: status >= 500 ? title : error.message,
    instance,
    code: error.code,
    where: status >= 500 ? {} : (Object.fromEntries(where) as Record<string, string | number>),
    next,
  }
}

const DESCRIPTIONS = {
  400: 'A parameter is not allowed.',
  401: 'The token is missing or not valid, or does not have exactly one role.',
  403: 'The role may not use this route.',
  404: 'What was asked for does not exist.',
  409: 'It cannot be done as things stand; the problem says what to mend.',
  500: 'Something failed that nobody expected.',
  503: 'It cannot be done at the moment; Retry-After says when to come again.',
} as const

/** How the refusals of a route look, by status, for the document. */
export function problems(...statuses: readonly (keyof typeof DESCRIPTIONS)[]) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: DESCRIPTIONS[status],
        headers: { [CORRELATION_HEADER]: { type: 'string', description: 'The id under which it is logged.' } },
        content: { [PROBLEM_TYPE]: { schema: Problem } },
      },
    ]),
  )
}
