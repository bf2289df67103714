import type { JWK } from 'jose'
import type { Adapter, Configuration, errors, ResourceServer } from 'oidc-provider'
import { scopeOf } from './issuer-options.ts'
import type { IssuerClient, IssuerOptions } from './issuer-options.ts'
import { SIGNING_ALGORITHM } from './signing-key.ts'

/** Where tokens are handed out, below the issuer's URL; the path of the market's own (datahub 1.1). */
export const TOKEN_PATH = '/oauth2/v2.0/token'

/** Where the public keys are. */
export const KEYS_PATH = '/discovery/v2.0/keys'

const LIFETIME_SECONDS = 3_600

/** The authorization server, reduced to one thing: signed tokens for clients that know their secret. */
export function providerSettings(
  options: IssuerOptions,
  clients: ReadonlyMap<string, IssuerClient>,
  key: JWK,
  refusals: typeof errors,
): Configuration {
  const lifetimeSeconds = options.lifetimeSeconds ?? LIFETIME_SECONDS
  const audienceOf = (clientId: string): string => clients.get(clientId)?.audience ?? options.audience
  const audiences = new Set([...clients.keys()].map(audienceOf))
  return {
    adapter: nothingStored,
    jwks: { keys: [key] },
    routes: { token: TOKEN_PATH, jwks: KEYS_PATH },
    scopes: [...audiences].map(scopeOf),
    clientAuthMethods: ['client_secret_post', 'client_secret_basic'],
    clientDefaults: { id_token_signed_response_alg: SIGNING_ALGORITHM },
    clients: [...clients.values()].map(({ clientId, clientSecret }) => ({
      client_id: clientId,
      client_secret: clientSecret,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      scope: scopeOf(audienceOf(clientId)),
    })),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      userinfo: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      dPoP: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx, client) => {
          const asked = ctx.oidc.params?.['scope']
          const own = audienceOf(client.clientId)
          if (asked === scopeOf(own)) return resourceOf(own)
          throw new refusals.InvalidScope(
            'this client gets tokens for its own audience',
            typeof asked === 'string' ? asked : '',
          )
        },
        getResourceServerInfo: (_ctx, resource, client) => {
          const own = audienceOf(client.clientId)
          if (resource !== resourceOf(own)) throw new refusals.InvalidTarget()
          return resourceServer(own, lifetimeSeconds)
        },
      },
    },
    ttl: { ClientCredentials: lifetimeSeconds },
    extraTokenClaims: (_ctx, token) => {
      const clientId = token.clientId ?? ''
      const role = clients.get(clientId)?.role
      return { azp: clientId, roles: role === undefined ? [] : [role] }
    },
  }
}

function resourceServer(audience: string, lifetimeSeconds: number): ResourceServer {
  return {
    scope: scopeOf(audience),
    audience,
    accessTokenFormat: 'jwt',
    accessTokenTTL: lifetimeSeconds,
    jwt: { sign: { alg: SIGNING_ALGORITHM } },
  }
}

/** An audience as the absolute URI by which the server tells resources apart. */
function resourceOf(audience: string): string {
  return `urn:gridbook:${encodeURIComponent(audience)}`
}

/** Signed tokens carry all that is known of them, so the server remembers nothing. */
function nothingStored(): Adapter {
  const nothing = async (): Promise<undefined> => await Promise.resolve(undefined)
  return {
    upsert: nothing,
    find: nothing,
    findByUserCode: nothing,
    findByUid: nothing,
    consume: nothing,
    destroy: nothing,
    revokeByGrantId: nothing,
  }
}
