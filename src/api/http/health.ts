import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { GridbookError } from '../../kernel/index.ts'

const Health = Type.Object({ status: Type.Literal('ok') }, { description: 'It runs, or is ready.' })

/**
 * Serves /health, which says that the process answers, and /health/ready, which says that it can do its work.
 * @param ready rejects while something that the work needs is away
 * @param failures how refusals of this API look, for the document
 */
export function healthRoutes(
  server: FastifyInstance,
  ready: () => Promise<void>,
  failures: Record<number, unknown>,
): void {
  server.get(
    '/health',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'health',
        tags: ['operation'],
        summary: 'Whether the process answers',
        response: { 200: Health },
      },
    },
    () => ({ status: 'ok' as const }),
  )
  server.get(
    '/health/ready',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'ready',
        tags: ['operation'],
        summary: 'Whether the process can do its work: its database answers',
        response: { 200: Health, 503: failures[503] },
      },
    },
    async () => {
      try {
        await ready()
      } catch (cause) {
        throw new GridbookError('API_NOT_READY', 'what the work needs is away', {}, { cause })
      }
      return { status: 'ok' as const }
    },
  )
}
