import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { GridbookError } from '../../kernel/index.ts'
import type { TokenVerifier } from '../auth/token-verifier.ts'

/** Who may use a route: everybody, or callers in one of these roles. */
export type Access = 'public' | readonly [string, ...string[]]

/** Who calls, as its token says. */
export interface Caller {
  readonly clientId: string
  /** GLN or EIC of the actor; in an API without actors the client id */
  readonly actorId: string
  /** one of the roles that routes name */
  readonly role: string
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
  interface FastifyRequest {
    caller: Caller | null
  }
}

/**
 * Lets nobody in without a valid token and a role that the route names. A route that does not say who may use it cannot be
 * added at all. Runs before a body is read.
 * @param identify turns a verified token into a caller; throws ACCESS_DENIED when it stands for nobody
 */
export function guardRoutes(
  server: FastifyInstance,
  verify: TokenVerifier,
  identify: (token: Awaited<ReturnType<TokenVerifier>>) => Promise<Caller>,
): void {
  server.decorateRequest('caller', null)
  server.addHook('onRoute', (route) => {
    accessOf(route)
  })
  server.addHook('onRequest', async (request) => {
    const access = request.routeOptions.config.access
    if (request.is404 || access === 'public') return
    const caller = await identify(await verify(request.headers.authorization))
    request.caller = caller
    if (access?.includes(caller.role) !== true) {
      throw new GridbookError(
        'ACCESS_DENIED',
        `role ${caller.role} may not use ${request.method} ${request.routeOptions.url ?? ''}`,
      )
    }
  })
}

/** Who may use a route. @throws when it does not say so */
export function accessOf(route: Pick<RouteOptions, 'config' | 'url' | 'method'>): Access {
  const access = route.config?.access
  if (access === undefined) throw new Error(`${String(route.method)} ${route.url} does not say who may use it`)
  return access
}

/** Who sent a request that the guard let in. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new Error('this route is open to everybody and has no caller')
  return request.caller
}
