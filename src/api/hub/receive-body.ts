import type { FastifyInstance, FastifyRequest } from 'fastify'
import { GridbookError } from '../../kernel/index.ts'
import type { BodyBudget } from '../http/body-budget.ts'
import { readBody } from '../http/body-budget.ts'
import { mediaTypeOf } from '../http/media-type.ts'

const JSON_TYPE = 'application/json'

/**
 * Reads bodies as bytes, whatever they hold, once their headers allow it: a format that is not supported is refused before
 * its first byte (datahub 1.3), and so is compression, which could hide any size.
 */
export function readBodiesAsBytes(server: FastifyInstance, limitBytes: number, budget: BodyBudget): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', async (request: FastifyRequest, payload: AsyncIterable<Uint8Array>) => {
    if (request.is404) return undefined // nobody asked for it, so it is not read
    requireJson(request.headers['content-type'])
    requireUncompressed(request.headers['content-encoding'])
    return await readBody(payload, request.headers, limitBytes, budget)
  })
}

/** The body of a request that passed the parser. @throws MEDIA_TYPE when there was none to parse */
export function bytesOf({ body }: FastifyRequest): Buffer {
  if (body instanceof Uint8Array) return body as Buffer
  throw new GridbookError('MEDIA_TYPE', 'the request has neither a content type nor a body')
}

/** Lets a content type pass that is JSON. @throws MEDIA_TYPE */
export function requireJson(contentType: string | undefined): void {
  const type = mediaTypeOf(contentType)
  if (type === JSON_TYPE) return
  const stated = type === '' ? 'no content type is stated' : `the content type ${type} is not supported`
  throw new GridbookError('MEDIA_TYPE', `${stated}; the hub takes and gives ${JSON_TYPE}`)
}

function requireUncompressed(encoding: string | undefined): void {
  const stated = encoding?.trim().toLowerCase() ?? ''
  if (stated === '' || stated === 'identity') return
  throw new GridbookError('MEDIA_TYPE', `the content encoding ${stated} is not supported`)
}
