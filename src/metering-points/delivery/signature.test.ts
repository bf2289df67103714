import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { newSecret, signatureHeaders } from './signature.ts'

test('a secret is 32 random bytes and says what it is', () => {
  const secrets = Array.from({ length: 20 }, newSecret)
  expect(new Set(secrets).size).toBe(20)
  for (const secret of secrets) {
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32)
  }
})

test('the signature is over id, second and body', () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  const body = Buffer.from('[{"æ":1}]')
  const headers = signatureHeaders(secret, '1-0_1-4', 1_750_000_000, body)
  const expected = createHmac('sha256', Buffer.alloc(32, 7)).update('1-0_1-4.1750000000.[{"æ":1}]').digest('base64')
  expect(headers).toEqual({
    'webhook-id': '1-0_1-4',
    'webhook-timestamp': '1750000000',
    'webhook-signature': `v1,${expected}`,
  })
  for (const other of [
    signatureHeaders(newSecret(), '1-0_1-4', 1_750_000_000, body),
    signatureHeaders(secret, '1-0_1-5', 1_750_000_000, body),
    signatureHeaders(secret, '1-0_1-4', 1_750_000_001, body),
    signatureHeaders(secret, '1-0_1-4', 1_750_000_000, Buffer.from('[]')),
  ]) {
    expect(other['webhook-signature']).not.toBe(headers['webhook-signature'])
  }
})
