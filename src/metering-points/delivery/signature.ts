import { createHmac, randomBytes } from 'node:crypto'

const SECRET_BYTES = 32
const PREFIX = 'whsec_'

/** A secret to sign with, as text that says what it is. */
export function newSecret(): string {
  return `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`
}

/**
 * The headers by which a receiver knows that a body is ours, unchanged and new: HMAC-SHA256 over id, second and body, as
 * the Standard Webhooks have it.
 * @param id of this delivery
 * @param seconds since 1970, when it is sent
 */
export function signatureHeaders(
  secret: string,
  id: string,
  seconds: number,
  body: Uint8Array,
): Readonly<Record<string, string>> {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.`).update(body).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` }
}
