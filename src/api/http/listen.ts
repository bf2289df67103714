import type { FastifyInstance } from 'fastify'
import { GridbookError } from '../../kernel/index.ts'

/** A server that answers. */
export interface Listening {
  /** `http://host:port`, without a path */
  readonly url: string
  /** Takes no new requests, lets those under way finish for a while, then ends what is left. */
  readonly close: () => Promise<void>
}

const GRACE_MS = 10_000

/**
 * Starts to answer.
 * @param port 0: any free one
 * @param graceMs how long requests under way may go on when it is closed
 * @throws GridbookError CONFIG_INVALID when the address is taken, not this machine's, or not allowed
 */
export async function listen(
  server: FastifyInstance,
  { host, port, graceMs = GRACE_MS }: { readonly host: string; readonly port: number; readonly graceMs?: number },
): Promise<Listening> {
  await server.listen({ host, port }).catch((cause: unknown) => {
    throw toListenError(cause, `${host}:${port}`)
  })
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  const shownHost = host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${shownHost}:${address.port}`,
    close: async () => {
      const timer = setTimeout(() => {
        server.server.closeAllConnections()
      }, graceMs)
      try {
        await server.close()
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process listens there',
  EADDRNOTAVAIL: 'this machine does not have the address',
  ENOTFOUND: 'the name of the host is unknown',
  EACCES: 'that is not allowed',
}

function toListenError(cause: unknown, where: string): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const reason = REASONS[code]
  if (reason === undefined) return cause
  return new GridbookError('CONFIG_INVALID', `apiHost and apiPort: cannot listen at ${where}, ${reason}`, {}, { cause })
}
