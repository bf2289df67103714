import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { clientsById } from './issuer-options.ts'
import type { IssuerOptions } from './issuer-options.ts'
import { loadProvider } from './load-provider.ts'
import { KEYS_PATH, providerSettings, TOKEN_PATH } from './provider-settings.ts'
import { signingKey } from './signing-key.ts'

const PATHS: ReadonlySet<string> = new Set([TOKEN_PATH, KEYS_PATH, '/.well-known/openid-configuration'])

/** A running token issuer. */
export interface Issuer {
  /** the `iss` claim, and where its metadata begin: `<url>/.well-known/openid-configuration` */
  readonly url: string
  /** where a client posts `grant_type=client_credentials` */
  readonly tokenUrl: string
  /** Ends it and every connection to it. */
  readonly stop: () => Promise<void>
}

/**
 * Starts an OAuth 2.0 issuer on the loopback interface: client credentials for signed access tokens with exactly one
 * role (datahub 1.1), metadata and public keys for who verifies them.
 */
export async function startIssuer(options: IssuerOptions): Promise<Issuer> {
  const clients = clientsById(options)
  const key = await signingKey(options.keyFile)
  const { default: Provider, errors } = await loadProvider()
  const server = createServer()
  const url = await listening(server, options.port ?? 0)
  try {
    const answer = new Provider(url, providerSettings(options, clients, key, errors)).callback()
    server.on('request', (request, response) => {
      // The server behind also knows logins of people, whom this issuer has none of.
      if (PATHS.has(request.url?.split('?')[0] ?? '')) void answer(request, response)
      else response.writeHead(404).end()
    })
  } catch (error) {
    await stopped(server)
    throw error
  }
  return { url, tokenUrl: `${url}${TOKEN_PATH}`, stop: async () => await stopped(server) }
}

async function listening(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the issuer listens on no port')
  return `http://127.0.0.1:${address.port}`
}

async function stopped(server: Server): Promise<void> {
  server.closeAllConnections()
  if (!server.listening) return
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve()
    })
  })
}
