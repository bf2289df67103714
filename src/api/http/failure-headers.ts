import type { FastifyReply, FastifyRequest } from 'fastify'
import type { GridbookError } from '../../kernel/index.ts'
import type { Log } from '../../platform/index.ts'

const RETRY_SECONDS = '5'

/** Headers that belong to a status whatever the body looks like: how to authenticate, when to come again. */
export function setFailureHeaders(reply: FastifyReply, status: number, error: GridbookError): void {
  if (status === 401) {
    const description = error.message.replaceAll(/["\\]/g, "'")
    reply.header('www-authenticate', `Bearer error="invalid_token", error_description="${description}"`)
  }
  if (status === 503) reply.header('retry-after', RETRY_SECONDS)
  // What follows of a body that was refused half way must not be taken for the next request.
  if (status === 413 || status === 415) reply.header('connection', 'close')
}

/** Logs what the caller is not told: the cause of a failure that is no fault of its request. */
export function logFailure(log: Log, request: FastifyRequest, status: number, error: GridbookError): void {
  if (status < 500) return
  log.error({ correlationId: request.id, code: error.code, err: error.cause ?? error }, error.message)
}
