import type { FastifyRequest } from 'fastify'
import type { DocumentFormat } from '../../exchange/index.ts'
import { acceptedTypes } from '../http/media-type.ts'
import { MEDIA_TYPES, namedFormat } from './document-format.ts'

/**
 * The format in which a message is wanted. The Content-Type header decides, also on GET; without it Accept does
 * (datahub 1.3), JSON before XML, since there is no message without it. A client that takes anything has not chosen.
 * @throws MEDIA_TYPE
 */
export function wantedFormat({ headers }: Pick<FastifyRequest, 'headers'>): DocumentFormat {
  const stated = headers['content-type']
  return namedFormat(stated ?? preferred(acceptedTypes(headers.accept)), ['json', 'xml'])
}

function preferred(accepted: readonly string[]): string | undefined {
  const known = [MEDIA_TYPES.json, MEDIA_TYPES.xml].find((type) => accepted.includes(type))
  return known ?? accepted.find((type) => type !== '*/*')
}
