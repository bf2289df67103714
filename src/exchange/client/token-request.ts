import * as oauth from 'openid-client'
import { secureUrl } from './secure-url.ts'
import { tokenFault } from './token-fault.ts'

/** Credentials of a client, and where they are exchanged for a token. */
export interface TokenRequestOptions {
  /** the token endpoint, or a discovery document (an address with `/.well-known/` in it) that names it */
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: string
  /** longest one request may take, milliseconds */
  readonly timeoutMs: number
}

/** A token as the endpoint gave it. */
export interface GrantedToken {
  readonly accessToken: string
  /** seconds for which it holds, counted from the answer; undefined when the endpoint does not say */
  readonly lifetimeSeconds: number | undefined
}

/**
 * Asks for tokens by the grant of client credentials, with the secret in the form (datahub 1.1). A discovery document is
 * read once.
 * @throws GridbookError CONFIG_INVALID when the address is not safe for a secret; the returned function HubFault
 *   TOKEN_REFUSED or TOKEN_UNAVAILABLE
 */
export function tokenRequest(options: TokenRequestOptions): () => Promise<GrantedToken> {
  const url = secureUrl(options.tokenUrl, 'tokenUrl')
  let known: oauth.Configuration | undefined
  return async () => {
    try {
      known ??= await configurationOf(url, options)
      const answer = await oauth.clientCredentialsGrant(known, { scope: options.scope })
      return { accessToken: answer.access_token, lifetimeSeconds: answer.expires_in }
    } catch (error) {
      throw tokenFault(error, url)
    }
  }
}

async function configurationOf(url: URL, options: TokenRequestOptions): Promise<oauth.Configuration> {
  const { clientId, clientSecret } = options
  const secret = oauth.ClientSecretPost(clientSecret)
  const timeout = Math.max(1, Math.ceil(options.timeoutMs / 1_000))
  if (!url.pathname.includes('/.well-known/')) {
    const plain = new oauth.Configuration({ issuer: url.origin, token_endpoint: url.href }, clientId, {}, secret)
    if (url.protocol === 'http:') oauth.allowInsecureRequests(plain)
    plain.timeout = timeout
    return plain
  }
  const execute = url.protocol === 'http:' ? [oauth.allowInsecureRequests] : []
  const found = await oauth.discovery(url, clientId, {}, secret, { execute, timeout })
  secureUrl(found.serverMetadata().token_endpoint ?? '', 'token_endpoint of the discovery document')
  return found
}
