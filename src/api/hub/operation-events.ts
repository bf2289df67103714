import { PassThrough } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { Type } from 'typebox'
import { OPERATOR_ROLE } from '../auth/market-roles.ts'
import { toCalculation } from './operation-answers.ts'
import { ById } from './operation-schemas.ts'
import type { OperationUseCases } from './operation.ts'
import { answerHeaders, badRequest, refusals } from './refusals.ts'

/** How often a line without content says that the connection lives. */
const BEAT_MS = 15_000

/** GET of a calculation's life as server-sent events, until it is at an end or waits. They end with the server. */
export function eventsRoute(
  scope: FastifyInstance,
  path: string,
  { read, watch }: Pick<OperationUseCases, 'read' | 'watch'>,
): void {
  const open = new Set<PassThrough>()
  scope.addHook('preClose', async () => {
    for (const stream of open) stream.end()
    await Promise.resolve()
  })
  scope.get<{ Params: Static<typeof ById> }>(
    `${path}/:calculationId/events`,
    { config: { access: [OPERATOR_ROLE] }, schema: eventsSchema },
    async ({ params: { calculationId } }, reply) => {
      await read(calculationId)
      const stream = new PassThrough()
      open.add(stream)
      stream.once('close', () => open.delete(stream))
      void follow(stream, (signal) => watch(calculationId, signal))
      return await reply.header('cache-control', 'no-store').type('text/event-stream').send(stream)
    },
  )
}

/** Writes an event for each status; stops looking when nobody reads any more. */
async function follow(
  stream: PassThrough,
  watch: (signal: AbortSignal) => ReturnType<OperationUseCases['watch']>,
): Promise<void> {
  const left = new AbortController()
  const beat = setInterval(() => stream.write(': still here\n\n'), BEAT_MS)
  const leave = (): void => {
    clearInterval(beat)
    left.abort()
  }
  stream.once('close', leave)
  stream.once('finish', leave)
  try {
    for await (const status of watch(left.signal)) {
      if (!stream.writable) break
      stream.write(`event: ${status.state}\ndata: ${JSON.stringify(toCalculation(status))}\n\n`)
    }
    stream.end()
  } catch (error) {
    stream.destroy(error instanceof Error ? error : new Error(String(error)))
  } finally {
    leave()
  }
}

const eventsSchema = {
  operationId: 'watchCalculation',
  tags: ['settlement'],
  summary: 'Watch a calculation: an event whenever it has changed',
  description:
    'Server-sent events, named by the state, with the calculation as data. The stream ends when the calculation is at an end or waits for approval.',
  params: ById,
  response: {
    200: {
      description: 'The events.',
      headers: answerHeaders,
      content: {
        'text/event-stream': { schema: Type.String({ examples: ['event: running\ndata: {"state":"running"}\n\n'] }) },
      },
    },
    ...badRequest,
    ...refusals(401, 403, 404, 500, 503),
  },
}
