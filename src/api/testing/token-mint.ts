import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateKeyPair, importJWK, SignJWT } from 'jose'
import type { CryptoKey, JWK } from 'jose'
import { startIssuer } from '../../sandbox/index.ts'
import type { IssuerClient } from '../../sandbox/index.ts'

/** Claims that differ from those of a good token; undefined leaves one out. */
export type ClaimChanges = Readonly<Record<string, unknown>>

/** A real issuer, and the means to make tokens that it would never hand out. */
export interface TokenMint {
  readonly url: string
  readonly audience: string
  /** A token as the issuer gives it to a client. */
  readonly token: (clientId: string) => Promise<string>
  /** A token with other claims, signed with the issuer's own key. */
  readonly signed: (claims: ClaimChanges) => Promise<string>
  /** The same, signed by somebody who only knows the name of the issuer's key. */
  readonly forged: (claims: ClaimChanges) => Promise<string>
  readonly stop: () => Promise<void>
}

/** Starts an issuer for some clients. */
export async function startTokenMint(audience: string, clients: readonly IssuerClient[]): Promise<TokenMint> {
  const directory = await mkdtemp(join(tmpdir(), 'gridbook-mint-'))
  const keyFile = join(directory, 'key.json')
  const issuer = await startIssuer({ audience, clients, keyFile })
  const jwk = JSON.parse(await readFile(keyFile, 'utf8')) as JWK
  const own = (await importJWK(jwk, 'ES256')) as CryptoKey
  const { privateKey: foreign } = await generateKeyPair('ES256')
  const secretOf = new Map(clients.map((client) => [client.clientId, client]))
  const sign = async (claims: ClaimChanges, key: CryptoKey): Promise<string> => {
    const nowSeconds = Math.trunc(Date.now() / 1000)
    const good = { iss: issuer.url, aud: audience, iat: nowSeconds, exp: nowSeconds + 600 }
    const payload = Object.fromEntries(
      Object.entries({ ...good, ...claims }).filter(([, value]) => value !== undefined),
    )
    return await new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: jwk.kid ?? '' }).sign(key)
  }
  return {
    url: issuer.url,
    audience,
    token: async (clientId) => {
      const client = secretOf.get(clientId)
      const response = await fetch(issuer.tokenUrl, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: client?.clientSecret ?? '',
          scope: `${client?.audience ?? audience}/.default`,
        }),
      })
      const body = (await response.json()) as { readonly access_token?: string }
      if (body.access_token === undefined) throw new Error(`no token for ${clientId}: ${JSON.stringify(body)}`)
      return body.access_token
    },
    signed: async (claims) => await sign(claims, own),
    forged: async (claims) => await sign(claims, foreign),
    stop: async () => {
      await issuer.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** A token whose claims were changed after it was signed. */
export function tampered(token: string, change: ClaimChanges): string {
  const [head = '', body = '', signature = ''] = token.split('.')
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object
  return [head, encoded({ ...claims, ...change }), signature].join('.')
}

/** The claims of a token without a signature. @param alg as the header states it */
export function unsigned(token: string, alg: string): string {
  return [encoded({ alg, typ: 'JWT' }), token.split('.')[1] ?? '', ''].join('.')
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
