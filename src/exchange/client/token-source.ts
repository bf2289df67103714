import type { Clock } from '../../kernel/index.ts'
import { tokenRequest } from './token-request.ts'
import type { GrantedToken } from './token-request.ts'

/** Where tokens come from; what for is the client's matter. */
export interface TokenSourceOptions {
  /** the token endpoint, or a discovery document (an address with `/.well-known/` in it) that names it */
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: string
  readonly clock: Clock
  /** longest one request may take, milliseconds; 30 seconds when absent */
  readonly timeoutMs?: number
}

/** Bearer tokens of one client. */
export interface TokenSource {
  /**
   * The token in use; a new one when there is none or it ends soon. However many ask, one request is under way.
   * @throws HubFault TOKEN_REFUSED, TOKEN_UNAVAILABLE
   */
  token(): Promise<string>
  /** Forgets the token; with an argument only if it is this one, so that of two refused requests only one renews it. */
  drop(accessToken?: string): void
}

/** A token is renewed so long before it ends, but lives at least half of its lifetime (datahub 1.1). */
const RENEWAL_MS = 300_000
/** How long a token holds whose endpoint does not say. */
const UNSTATED_LIFETIME_MS = 60_000
/** After a renewal that failed the old token, while it holds, is used so long before the next attempt. */
const RENEWAL_PAUSE_MS = 30_000

interface HeldToken {
  readonly accessToken: string
  readonly renewAtMs: number
  readonly endsAtMs: number
}

/**
 * A source of tokens by the grant of client credentials.
 * @throws GridbookError CONFIG_INVALID when a secret would go over a network unencrypted
 */
export function tokenSource({ clock, timeoutMs = 30_000, ...options }: TokenSourceOptions): TokenSource {
  const request = tokenRequest({ ...options, timeoutMs })
  let held: HeldToken | undefined
  let underWay: Promise<string> | undefined
  let drops = 0

  const renew = async (): Promise<string> => {
    const dropsBefore = drops
    const askedAtMs = clock.nowMs()
    try {
      const granted = await request()
      // Whoever dropped while this was under way may have meant what it brings.
      if (drops === dropsBefore) held = heldFrom(granted, askedAtMs)
      return granted.accessToken
    } catch (error) {
      const nowMs = clock.nowMs()
      if (held === undefined || nowMs >= held.endsAtMs) throw error
      held = { ...held, renewAtMs: Math.min(held.endsAtMs, nowMs + RENEWAL_PAUSE_MS) }
      return held.accessToken
    }
  }

  return {
    token: async () => {
      if (held !== undefined && clock.nowMs() < held.renewAtMs) return held.accessToken
      underWay ??= renew().finally(() => {
        underWay = undefined
      })
      return await underWay
    },
    drop: (accessToken) => {
      if (accessToken !== undefined && held?.accessToken !== accessToken) return
      held = undefined
      drops += 1
    },
  }
}

// Counted from when it was asked for: the answer may have taken its time.
function heldFrom({ accessToken, lifetimeSeconds }: GrantedToken, askedAtMs: number): HeldToken {
  const lifetimeMs = lifetimeSeconds === undefined ? UNSTATED_LIFETIME_MS : lifetimeSeconds * 1_000
  return {
    accessToken,
    renewAtMs: askedAtMs + lifetimeMs - Math.min(RENEWAL_MS, lifetimeMs / 2),
    endsAtMs: askedAtMs + lifetimeMs,
  }
}
