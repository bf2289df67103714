import type { FastifyRequest } from 'fastify'
import type { DocumentFormat } from '../../exchange/index.ts'
import { GridbookError } from '../../kernel/index.ts'
import { mediaTypeOf } from '../http/media-type.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** those in which the route takes documents; JSON alone when absent */
    formats?: readonly DocumentFormat[]
  }
}

/** The media type of each format. */
export const MEDIA_TYPES: Readonly<Record<DocumentFormat, string>> = {
  json: 'application/json',
  xml: 'application/xml',
}

const FORMATS = Object.keys(MEDIA_TYPES) as DocumentFormat[]

/** The format that a media type names, with or without parameters. @throws MEDIA_TYPE unless it is one of those allowed */
export function namedFormat(contentType: string | undefined, allowed: readonly DocumentFormat[]): DocumentFormat {
  const type = mediaTypeOf(contentType)
  const format = allowed.find((one) => MEDIA_TYPES[one] === type)
  if (format !== undefined) return format
  const stated = type === '' ? 'no content type is stated' : `the content type ${type} is not supported`
  const supported = allowed.map((one) => MEDIA_TYPES[one]).join(' and ')
  throw new GridbookError('MEDIA_TYPE', `${stated}; the hub takes and gives ${supported} here`)
}

/** The format of a request, and so of what it is answered: XML when it says so, else JSON (datahub 1.3, 1.5). */
export function formatOf({ headers }: Pick<FastifyRequest, 'headers'>): DocumentFormat {
  const type = mediaTypeOf(headers['content-type'])
  return FORMATS.find((format) => MEDIA_TYPES[format] === type) ?? 'json'
}
