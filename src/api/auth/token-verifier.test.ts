import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { CryptoKey, JWK } from 'jose'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { fixedClock } from '../../kernel/index.ts'
import { tokenVerifier } from './token-verifier.ts'

const NOW_SECONDS = 1_770_000_000
const clock = fixedClock(NOW_SECONDS * 1_000)
let server: Server
let issuerUrl: string
let own: CryptoKey
let keys: JWK[]
let metadata: () => { readonly status: number; readonly body: string }
let asked: string[]

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const { status, body } = request.url === '/keys' ? { status: 200, body: JSON.stringify({ keys }) } : metadata()
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  issuerUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true })
  own = pair.privateKey
  keys = [{ ...(await exportJWK(pair.publicKey)), alg: 'ES256', kid: 'first' }]
  metadata = () => ({ status: 200, body: JSON.stringify({ issuer: issuerUrl, jwks_uri: `${issuerUrl}/keys` }) })
  asked = []
})

async function token(
  claims: object = {},
  key = own,
  header: { alg: string; kid?: string } = { alg: 'ES256', kid: 'first' },
) {
  const good = { iss: issuerUrl, aud: 'api', exp: NOW_SECONDS + 1, azp: 'client', roles: ['energysupplier'] }
  return `Bearer ${await new SignJWT({ ...good, ...claims }).setProtectedHeader(header).sign(key)}`
}

const verifier = () => tokenVerifier({ issuerUrl, audience: 'api', clock })

test('a good token gives client and role; the keys are fetched once', async () => {
  const verify = verifier()
  expect(await verify(await token())).toEqual({ clientId: 'client', role: 'energysupplier' })
  expect(await verify((await token()).replace('Bearer', 'bearer'))).toEqual({
    clientId: 'client',
    role: 'energysupplier',
  })
  expect(await verify(await token({ aud: ['other', 'api'] }))).toMatchObject({ clientId: 'client' })
  expect(asked).toEqual(['/.well-known/openid-configuration', '/keys'])
})

test('the end of a token is exact: there is no tolerance (datahub 1.1)', async () => {
  const verify = verifier()
  expect(await verify(await token({ exp: NOW_SECONDS + 1 }))).toBeDefined()
  await expect(verify(await token({ exp: NOW_SECONDS }))).rejects.toMatchObject({
    code: 'TOKEN_INVALID',
    message: 'the token has expired',
  })
  await expect(verify(await token({ nbf: NOW_SECONDS + 1 }))).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
})

test('a header that holds no token asks nobody anything', async () => {
  for (const header of [undefined, '', 'Bearer', 'Bearer ', 'Basic abc', 'abc', `${await token()}, x`, 'Bearer a b']) {
    await expect(verifier()(header)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  }
  expect(asked).toEqual([])
})

test('a shared secret signs nothing, not even the public key taken for one', async () => {
  const secret = new TextEncoder().encode(JSON.stringify(keys[0]))
  const payload = { iss: issuerUrl, aud: 'api', exp: NOW_SECONDS + 1, azp: 'client', roles: ['energysupplier'] }
  const signed = await new SignJWT(payload).setProtectedHeader({ alg: 'HS256', kid: 'first' }).sign(secret)
  await expect(verifier()(`Bearer ${signed}`)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
})

test('a key that a token brings along, or points to, counts for nothing', async () => {
  const foreign = await generateKeyPair('ES256', { extractable: true })
  const jwk = await exportJWK(foreign.publicKey)
  const brought = await new SignJWT({ iss: issuerUrl, aud: 'api', exp: NOW_SECONDS + 1, azp: 'client', roles: ['x'] })
    .setProtectedHeader({ alg: 'ES256', kid: 'first', jwk, jku: `${issuerUrl}/keys` })
    .sign(foreign.privateKey)
  await expect(verifier()(`Bearer ${brought}`)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  await expect(verifier()(await token({}, own, { alg: 'ES256', kid: 'unknown' }))).rejects.toMatchObject({
    code: 'TOKEN_INVALID',
  })
})

test.each([['RS256'], ['PS256'], ['ES256']])('issuers that sign with %s are understood', async (alg) => {
  const pair = await generateKeyPair(alg, { extractable: true })
  keys = [{ ...(await exportJWK(pair.publicKey)), alg, kid: 'other' }]
  expect(await verifier()(await token({}, pair.privateKey, { alg, kid: 'other' }))).toMatchObject({
    clientId: 'client',
  })
})

test.each([
  ['an error', () => ({ status: 500, body: 'no' })],
  ['no keys', () => ({ status: 200, body: '{"issuer":"x"}' })],
  [
    'another issuer',
    () => ({ status: 200, body: JSON.stringify({ issuer: 'https://evil', jwks_uri: `${issuerUrl}/keys` }) }),
  ],
])('metadata with %s: tokens cannot be judged, and are once the issuer is whole again', async (_what, broken) => {
  const verify = verifier()
  const whole = metadata
  metadata = broken
  await expect(verify(await token())).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE' })
  metadata = whole
  expect(await verify(await token())).toMatchObject({ clientId: 'client' })
})

test('an issuer that is away is no fault of the token', async () => {
  const verify = tokenVerifier({ issuerUrl: 'http://127.0.0.1:9', audience: 'api', clock })
  await expect(verify(await token())).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE' })
})

test('keys of a kind that nobody knows open nothing', async () => {
  keys = [{ kty: 'nonsense', kid: 'first', alg: 'ES256' }]
  await expect(verifier()(await token())).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  keys = []
  await expect(verifier()(await token())).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
})

test('keys that are none are the fault of the issuer', async () => {
  keys = 'none' as unknown as JWK[]
  await expect(verifier()(await token())).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE' })
})
