import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { newUlid, systemClock } from '../../platform/index.ts'

/** The header in which a request may bring an id of its own, and every answer carries one (datahub 1.3). */
export const CORRELATION_HEADER = 'correlation-id'

const PLAIN = /^[\w.:-]{1,64}$/

/** The id under which a request is logged: the caller's, when it is fit for a log, else a new one. */
export function correlationIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers[CORRELATION_HEADER]
  return typeof given === 'string' && PLAIN.test(given) ? given : newUlid(systemClock.nowMs())
}

/** Puts the id of its request on every answer, refusals included. */
export function answerWithCorrelationId(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.header(CORRELATION_HEADER, request.id)
  })
}
