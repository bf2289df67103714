import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import type { JWTPayload, JWTVerifyGetKey } from 'jose'
import { GridbookError } from '../../kernel/index.ts'
import type { Clock } from '../../kernel/index.ts'
import { systemClock } from '../../platform/index.ts'

/** Whose tokens an API accepts. */
export interface TokenIssuer {
  /** the `iss` claim, and where the issuer's metadata begin */
  readonly issuerUrl: string
  /** the `aud` claim: tokens for other APIs are refused */
  readonly audience: string
  /** the machine's when left out: the end of a token is a matter of real time, even where the market's time is simulated */
  readonly clock?: Clock
}

/** What a valid token says. */
export interface VerifiedToken {
  /** the `azp` claim: the client that got the token */
  readonly clientId: string
  /** the one value of the `roles` claim */
  readonly role: string
}

/**
 * Reads an Authorization header.
 * @throws TOKEN_INVALID when there is no valid token, or one without exactly one role; ISSUER_UNAVAILABLE when it cannot be judged
 */
export type TokenVerifier = (authorization: string | undefined) => Promise<VerifiedToken>

const ALGORITHMS = ['ES256', 'RS256', 'PS256']
const BEARER = /^Bearer +([^\s,]+)$/i
const KEYS_TIMEOUT_MS = 5_000

/**
 * Holds tokens against their issuer: signature, issuer, audience, expiry without tolerance, exactly one role (datahub 1.1).
 * The issuer's keys are fetched when first needed and again when a token names an unknown one.
 */
export function tokenVerifier(issuer: TokenIssuer): TokenVerifier {
  const { clock = systemClock } = issuer
  let keys: Promise<JWTVerifyGetKey> | undefined
  const keysOf = async (): Promise<JWTVerifyGetKey> => {
    keys ??= issuerKeys(issuer.issuerUrl)
    try {
      return await keys
    } catch (error) {
      keys = undefined // the next request asks again
      throw error
    }
  }
  return async (authorization) => {
    const token = BEARER.exec(authorization ?? '')?.[1]
    if (token === undefined) throw invalid('the header Authorization holds no bearer token')
    const key = await keysOf()
    try {
      const { payload } = await jwtVerify(token, key, {
        issuer: issuer.issuerUrl,
        audience: issuer.audience,
        algorithms: ALGORITHMS,
        clockTolerance: 0,
        requiredClaims: ['exp'],
        currentDate: new Date(clock.nowMs()),
      })
      return { clientId: clientOf(payload), role: roleOf(payload) }
    } catch (error) {
      throw refusal(error)
    }
  }
}

async function issuerKeys(issuerUrl: string): Promise<JWTVerifyGetKey> {
  try {
    const response = await fetch(`${issuerUrl.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(KEYS_TIMEOUT_MS),
      redirect: 'error',
    })
    const metadata: unknown = await response.json()
    if (!isMetadata(metadata)) throw new Error(`its metadata name no keys (status ${response.status})`)
    if (metadata.issuer !== issuerUrl) throw new Error(`its metadata name another issuer, ${metadata.issuer}`)
    return createRemoteJWKSet(new URL(metadata.jwks_uri), { timeoutDuration: KEYS_TIMEOUT_MS })
  } catch (cause) {
    throw unavailable(issuerUrl, cause)
  }
}

function isMetadata(value: unknown): value is { readonly issuer: string; readonly jwks_uri: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'issuer' in value &&
    typeof value.issuer === 'string' &&
    'jwks_uri' in value &&
    typeof value.jwks_uri === 'string' &&
    URL.canParse(value.jwks_uri)
  )
}

function clientOf({ azp }: JWTPayload): string {
  if (typeof azp === 'string' && azp !== '') return azp
  throw invalid('the token does not name its client (azp)')
}

function roleOf({ roles }: JWTPayload): string {
  const [role, ...more] = Array.isArray(roles) ? (roles as unknown[]) : []
  if (typeof role === 'string' && role !== '' && more.length === 0) return role
  throw invalid('the token does not have exactly one role')
}

function refusal(error: unknown): GridbookError {
  if (error instanceof GridbookError) return error
  if (error instanceof errors.JWTExpired) return invalid('the token has expired')
  if (error instanceof errors.JWTClaimValidationFailed) return invalid(`the claim ${error.claim} is not as required`)
  if (isAboutToken(error)) return invalid('the signature of the token is not valid')
  return unavailable('', error)
}

// Whatever else jose throws comes from fetching the keys: no fault of the caller.
function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  )
}

function invalid(message: string): GridbookError {
  return new GridbookError('TOKEN_INVALID', message, { field: 'Authorization' })
}

function unavailable(issuerUrl: string, cause: unknown): GridbookError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new GridbookError(
    'ISSUER_UNAVAILABLE',
    `the token issuer ${issuerUrl} does not answer as it should: ${why}`,
    {},
    { cause },
  )
}
