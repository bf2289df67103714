import { fastify } from 'fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '../../platform/index.ts'
import { answerWithCorrelationId, correlationIdOf } from './correlation.ts'

/** Bounds of a server; each has a default that fits production. */
export interface ServerLimits {
  /** longest a request may take to arrive, body included; 5 minutes */
  readonly requestTimeoutMs?: number
  /** longest the headers may take to arrive; 10 seconds */
  readonly headersTimeoutMs?: number
  /** connections at a time; 1,000 */
  readonly maxConnections?: number
  /** how often the two times are looked at; 5 seconds */
  readonly checkIntervalMs?: number
}

/** Answers a failure: status, headers and body. */
export type FailureAnswer = (thrown: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply

const MAX_HEADER_BYTES = 16_384
const MAX_PARAMETER_CHARACTERS = 200
const KEEP_ALIVE_MS = 65_000

/**
 * A server without routes: bounds, correlation ids, one way to answer failures, and one line of log for each request, which
 * never holds a token.
 */
export function newServer(log: Log, answerFailure: FailureAnswer, limits: ServerLimits = {}): FastifyInstance {
  const server = fastify({
    logger: false,
    genReqId: correlationIdOf,
    requestTimeout: limits.requestTimeoutMs ?? 300_000,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    http: {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: limits.headersTimeoutMs ?? 10_000,
      connectionsCheckingInterval: limits.checkIntervalMs ?? 5_000,
    },
    // datahub 1.2: the names of categories are taken in capital letters too.
    routerOptions: { caseSensitive: false, maxParamLength: MAX_PARAMETER_CHARACTERS },
    // A path that cannot be read is refused like everything else.
    frameworkErrors: (error, request, reply) => {
      answerFailure(error, request, reply)
    },
    ajv: { customOptions: { allErrors: true, coerceTypes: true, removeAdditional: false, useDefaults: true } },
  })
  server.server.maxConnections = limits.maxConnections ?? 1_000
  answerWithCorrelationId(server)
  server.setErrorHandler((thrown, request, reply) => answerFailure(thrown, request, reply))
  server.addHook('onResponse', async (request, reply) => {
    const level = reply.statusCode < 400 ? 'debug' : 'info'
    log[level](
      {
        correlationId: request.id,
        method: request.method,
        path: request.url.split('?')[0],
        status: reply.statusCode,
        ms: Math.trunc(reply.elapsedTime),
        ...(request.caller === null ? {} : { clientId: request.caller.clientId, role: request.caller.role }),
      },
      'request',
    )
  })
  return server
}
