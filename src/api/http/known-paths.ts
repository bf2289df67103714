import type { FastifyInstance } from 'fastify'
import { GridbookError } from '../../kernel/index.ts'
import type { Access } from './access.ts'

/** One route of a server. */
export interface KnownRoute {
  readonly method: string
  /** with its parameters as `:name` */
  readonly url: string
  readonly access: Access | undefined
}

declare module 'fastify' {
  interface FastifyInstance {
    /** every route, those included that the OpenAPI document leaves out */
    readonly knownRoutes: KnownRoute[]
  }
}

/**
 * Answers what no route answers: OPTIONS with the methods of the path, another method on a known path with 405, the rest
 * with 404. Nothing here needs a token: the routes are in the published document anyway.
 */
export function answerUnknown(server: FastifyInstance): void {
  const known: KnownRoute[] = []
  server.decorate('knownRoutes', known)
  server.addHook('onRoute', ({ url, method, config }) => {
    for (const one of [method].flat()) known.push({ method: one, url, access: config?.access })
  })
  server.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const methods = known.filter(({ url }) => patternOf(url).test(path)).map(({ method }) => method)
    if (methods.length === 0) throw new GridbookError('ROUTE_UNKNOWN', `there is no route ${shown(path)}`)
    reply.header('allow', [...new Set([...methods, 'OPTIONS'])].toSorted().join(', '))
    if (request.method === 'OPTIONS') return await reply.code(204).send()
    throw new GridbookError('METHOD_UNKNOWN', `${shown(path)} has no method ${request.method}`)
  })
}

function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : RegExp.escape(part)))
  return new RegExp(`^${parts.join('/')}$`, 'i')
}

const MOST_SHOWN = 200

function shown(path: string): string {
  return path.length > MOST_SHOWN ? `${path.slice(0, MOST_SHOWN)}…` : path
}
