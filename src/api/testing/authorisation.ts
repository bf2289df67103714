import type { FastifyInstance } from 'fastify'
import { tampered, unsigned } from './token-mint.ts'
import type { TokenMint } from './token-mint.ts'

/** How a request to a route looks when nothing but the token may be wrong with it. */
export interface RouteCase {
  readonly url?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly payload?: string
  /** the status for each role that may use it, while others get 403; or the one status that everybody gets */
  readonly allowed: Readonly<Record<string, number>> | number
}

/** Sends the request of a case with an Authorization header, or without one. */
export async function statusWith(
  server: FastifyInstance,
  route: string,
  { url, headers, payload }: RouteCase,
  authorization: string | undefined,
): Promise<number> {
  const [method = '', pattern = ''] = route.split(' ')
  const response = await server.inject({
    method: method as 'GET',
    url: url ?? pattern,
    headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
    ...(payload === undefined ? {} : { payload }),
  })
  return response.statusCode
}

/** Tokens that must open nothing, by what is wrong with them. The good one is that of a client with every right on the route. */
export async function badTokens(
  mint: TokenMint,
  other: TokenMint,
  { clientId, role }: { readonly clientId: string; readonly role: string },
): Promise<Readonly<Record<string, string | undefined>>> {
  const good = await mint.token(clientId)
  const claims = { azp: clientId, roles: [role] }
  const pastSeconds = Math.trunc(Date.now() / 1000) - 1
  const bearer = (token: string): string => `Bearer ${token}`
  return {
    none: undefined,
    empty: '',
    'no bearer': `Basic ${Buffer.from(`${clientId}:secret`).toString('base64')}`,
    'no token': 'Bearer ',
    nonsense: 'Bearer a.b.c',
    'two tokens': `${bearer(good)}, ${good}`,
    expired: bearer(await mint.signed({ ...claims, exp: pastSeconds })),
    'without an end': bearer(await mint.signed({ ...claims, exp: undefined })),
    'not yet valid': bearer(await mint.signed({ ...claims, nbf: pastSeconds + 3_600 })),
    'unsigned, alg none': bearer(unsigned(good, 'none')),
    'unsigned, alg None': bearer(unsigned(good, 'None')),
    'unsigned, alg ES256': bearer(unsigned(good, 'ES256')),
    'signed by somebody else': bearer(await mint.forged(claims)),
    'tampered role': bearer(tampered(good, { roles: [`${role}x`] })),
    'tampered end': bearer(tampered(good, { exp: 4_000_000_000 })),
    'of another audience': bearer(await mint.token('elsewhere')),
    'signed for another audience': bearer(await mint.signed({ ...claims, aud: 'other-api' })),
    'of no audience': bearer(await mint.signed({ ...claims, aud: undefined })),
    'of another issuer': bearer(await other.token(clientId)),
    'naming another issuer': bearer(await mint.signed({ ...claims, iss: other.url })),
    'without a role': bearer(await mint.signed({ ...claims, roles: [] })),
    'without the claim of roles': bearer(await mint.signed({ ...claims, roles: undefined })),
    'with two roles': bearer(await mint.signed({ ...claims, roles: [role, 'other'] })),
    'with a role that is no list': bearer(await mint.signed({ ...claims, roles: role })),
    'without a client': bearer(await mint.signed({ ...claims, azp: undefined })),
  }
}
