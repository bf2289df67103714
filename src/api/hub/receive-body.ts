import type { FastifyInstance, FastifyRequest } from 'fastify'
import { GridbookError } from '../../kernel/index.ts'
import type { BodyBudget } from '../http/body-budget.ts'
import { readBody } from '../http/body-budget.ts'
import { namedFormat } from './document-format.ts'

/**
 * Reads bodies as bytes, whatever they hold, once their headers allow it: a format that the route does not take is refused before
 * its first byte (datahub 1.3), and so is compression, which could hide any size.
 */
export function readBodiesAsBytes(server: FastifyInstance, limitBytes: number, budget: BodyBudget): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', async (request: FastifyRequest, payload: AsyncIterable<Uint8Array>) => {
    if (request.is404) return undefined // nobody asked for it, so it is not read
    namedFormat(request.headers['content-type'], request.routeOptions.config.formats ?? ['json'])
    requireUncompressed(request.headers['content-encoding'])
    if (request.method !== 'POST') return undefined // only what is posted is taken in, and released again
    return await readBody(payload, request.headers, limitBytes, budget)
  })
}

/** The body of a request that passed the parser. @throws MEDIA_TYPE when there was none to parse */
export function bytesOf({ body }: FastifyRequest): Buffer {
  if (body instanceof Uint8Array) return body as Buffer
  throw new GridbookError('MEDIA_TYPE', 'the request has neither a content type nor a body')
}

function requireUncompressed(encoding: string | undefined): void {
  const stated = encoding?.trim().toLowerCase() ?? ''
  if (stated === '' || stated === 'identity') return
  throw new GridbookError('MEDIA_TYPE', `the content encoding ${stated} is not supported`)
}
