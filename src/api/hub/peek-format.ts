import type { FastifyRequest } from 'fastify'
import { acceptedTypes } from '../http/media-type.ts'
import { requireJson } from './receive-body.ts'

/**
 * The format in which a message is wanted. The Content-Type header decides, also on GET; without it Accept does
 * (datahub 1.3). A client that takes anything has not chosen.
 * @throws MEDIA_TYPE
 */
export function wantedFormat({ headers }: Pick<FastifyRequest, 'headers'>): 'json' {
  if (headers['content-type'] !== undefined) requireJson(headers['content-type'])
  else {
    const accepted = acceptedTypes(headers.accept)
    requireJson(accepted.find((type) => type === 'application/json') ?? accepted.find((type) => type !== '*/*'))
  }
  return 'json'
}
