import type { FastifyInstance } from 'fastify'

/** Largest body of a route that takes an order and no document. */
const MOST_BYTES = 64 * 1024

/**
 * Lets the routes of a scope read small JSON bodies as values, which their schemas then judge. A body of which everything may
 * be left out may be left out itself.
 */
export function readJsonBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  const parse = scope.getDefaultJsonParser('error', 'error')
  scope.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: MOST_BYTES }, parse)
  scope.addHook('preValidation', async (request) => {
    if (request.method === 'POST') request.body ??= {}
    await Promise.resolve()
  })
}
