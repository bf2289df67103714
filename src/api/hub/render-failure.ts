import { finding } from '../../kernel/index.ts'
import type { GridbookError } from '../../kernel/index.ts'
import type { Log } from '../../platform/index.ts'
import { logFailure, setFailureHeaders } from '../http/failure-headers.ts'
import type { FailureAnswer } from '../http/new-server.ts'
import { statusOf, toGridbookError } from '../http/status-of.ts'
import { errorAnswer } from './error-answer.ts'

/**
 * Answers failures as the hub does (datahub 1.3): an error body with status 400, plain text with all others. Of a failure
 * that is no fault of the request the caller learns no more than that.
 */
export function hubFailures(log: Log): FailureAnswer {
  return (thrown, request, reply) => {
    const error = toGridbookError(thrown)
    const status = statusOf(error)
    logFailure(log, request, status, error)
    setFailureHeaders(reply, status, error)
    reply.code(status)
    if (status === 400) {
      const { type, text } = errorAnswer(request, [asFinding(error)])
      return reply.type(type).send(text)
    }
    return reply.type('text/plain; charset=utf-8').send(textOf(status, error))
  }
}

function asFinding(error: GridbookError) {
  return finding(error.code, error.message, error.where)
}

function textOf(status: number, error: GridbookError): string {
  if (status === 500) return 'Something failed that the hub did not expect. Send the request again.'
  if (status === 503) return 'The hub cannot do this at the moment. Send the request again later.'
  return `${error.message}\n${error.hint}`
}
