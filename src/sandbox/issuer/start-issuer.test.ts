import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { allowInsecureRequests, ClientSecretPost, clientCredentialsGrant, discovery } from 'openid-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startIssuer } from './start-issuer.ts'
import type { Issuer } from './start-issuer.ts'

const SUPPLIER = { clientId: 'supplier', clientSecret: 'first secret', role: 'energysupplier' }
const CLERK = { clientId: 'clerk', clientSecret: 'second secret', role: 'billing', audience: 'own-api' }
const GRANT = { grant_type: 'client_credentials', client_id: 'supplier', client_secret: 'first secret' }

let issuer: Issuer
let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gridbook-issuer-'))
  issuer = await startIssuer({ audience: 'hub-api', clients: [SUPPLIER, CLERK] })
})

afterAll(async () => {
  await issuer.stop()
  await rm(directory, { recursive: true })
})

async function ask(
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
  tokenUrl = issuer.tokenUrl,
): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> {
  const response = await fetch(tokenUrl, { method: 'POST', body: new URLSearchParams(fields), headers })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

async function tokenOf(from: Issuer): Promise<string> {
  const { body } = await ask({ ...GRANT, scope: 'hub-api/.default' }, {}, from.tokenUrl)
  return String(body['access_token'])
}

test('a token has one role, the client, the audience and an end, and the public keys prove it', async () => {
  const { status, body } = await ask({ ...GRANT, scope: 'hub-api/.default' })
  expect(status).toBe(200)
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 })
  const { jwks_uri: keys, issuer: named } = (await (
    await fetch(`${issuer.url}/.well-known/openid-configuration`)
  ).json()) as { jwks_uri: string; issuer: string }
  expect(named).toBe(issuer.url)
  const { payload, protectedHeader } = await jwtVerify(
    String(body['access_token']),
    createRemoteJWKSet(new URL(keys)),
    { issuer: issuer.url, audience: 'hub-api' },
  )
  expect(payload).toMatchObject({ azp: 'supplier', roles: ['energysupplier'], aud: 'hub-api' })
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600)
  expect(protectedHeader.alg).toBe('ES256')
})

test('the public keys hold nothing private', async () => {
  const { keys } = (await (await fetch(`${issuer.url}/discovery/v2.0/keys`)).json()) as { keys: object[] }
  expect(keys).toHaveLength(1)
  expect(keys[0]).not.toHaveProperty('d')
})

test('a client of another audience gets its own and not the first', async () => {
  const grant = { grant_type: 'client_credentials', client_id: 'clerk', client_secret: 'second secret' }
  const own = await ask({ ...grant, scope: 'own-api/.default' })
  expect(decodeJwt(String(own.body['access_token']))).toMatchObject({ aud: 'own-api', roles: ['billing'] })
  expect(await ask({ ...grant, scope: 'hub-api/.default' })).toMatchObject({
    status: 400,
    body: { error: 'invalid_scope' },
  })
})

test('the secret may come in the body or in the header', async () => {
  const authorization = `Basic ${Buffer.from('supplier:first+secret').toString('base64')}`
  const { status } = await ask({ grant_type: 'client_credentials', scope: 'hub-api/.default' }, { authorization })
  expect(status).toBe(200)
})

test.each([
  ['a wrong secret', { client_secret: 'no' }, 401, 'invalid_client'],
  ['an empty secret', { client_secret: '' }, 401, 'invalid_client'],
  ['another client’s secret', { client_secret: 'second secret' }, 401, 'invalid_client'],
  ['an unknown client', { client_id: 'nobody' }, 401, 'invalid_client'],
  ['an unknown scope', { scope: 'other/.default' }, 400, 'invalid_scope'],
  ['two scopes', { scope: 'hub-api/.default own-api/.default' }, 400, 'invalid_scope'],
  ['another resource', { resource: 'urn:gridbook:own-api' }, 400, 'invalid_target'],
  ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ['no grant', { grant_type: '' }, 400, 'invalid_request'],
])('%s gets no token', async (_what, fields, status, error) => {
  const answer = await ask({ ...GRANT, scope: 'hub-api/.default', ...fields })
  expect(answer).toMatchObject({ status, body: { error } })
  expect(answer.body).not.toHaveProperty('access_token')
})

test('no scope, no body, no form: no token', async () => {
  expect(await ask(GRANT)).toMatchObject({ status: 400, body: { error: 'invalid_scope' } })
  expect((await fetch(issuer.tokenUrl, { method: 'POST' })).status).toBe(400)
  const json = { method: 'POST', body: JSON.stringify(GRANT), headers: { 'content-type': 'application/json' } }
  expect((await fetch(issuer.tokenUrl, json)).status).toBe(400)
})

test('a client library finds everything by itself', async () => {
  const found = await discovery(new URL(issuer.url), 'supplier', undefined, ClientSecretPost('first secret'), {
    execute: [allowInsecureRequests],
  })
  const token = await clientCredentialsGrant(found, { scope: 'hub-api/.default' })
  expect(token.expires_in).toBe(3600)
})

test('nothing else is served: no login, no registration', async () => {
  for (const path of ['/', '/auth', '/reg', '/token', '/session/end', '/oauth2/v2.0/token/x']) {
    expect((await fetch(`${issuer.url}${path}`)).status).toBe(404)
  }
})

test('the lifetime can be set', async () => {
  const short = await startIssuer({ audience: 'hub-api', clients: [SUPPLIER], lifetimeSeconds: 2 })
  try {
    const { exp = 0, iat = 0 } = decodeJwt(await tokenOf(short))
    expect(exp - iat).toBe(2)
  } finally {
    await short.stop()
  }
})

test('with a key file tokens outlive a restart, and only the owner may read it', async () => {
  const keyFile = join(directory, 'deep', 'key.json')
  const options = { audience: 'hub-api', clients: [SUPPLIER], keyFile }
  const first = await startIssuer(options)
  const token = await tokenOf(first)
  await first.stop()
  expect(((await stat(keyFile)).mode & 0o777).toString(8)).toBe('600')
  const second = await startIssuer({ ...options, port: portOf(first) })
  try {
    const keys = createRemoteJWKSet(new URL(`${second.url}/discovery/v2.0/keys`))
    const { payload } = await jwtVerify(token, keys, { issuer: second.url, audience: 'hub-api' })
    expect(payload['azp']).toBe('supplier')
  } finally {
    await second.stop()
  }
})

test('issuers that start at once on one key file share one key', async () => {
  const keyFile = join(directory, 'race.json')
  const options = { audience: 'hub-api', clients: [SUPPLIER], keyFile }
  const started = await Promise.all(Array.from({ length: 5 }, () => startIssuer(options)))
  try {
    const served = await Promise.all(
      started.map(async ({ url }) => await (await fetch(`${url}/discovery/v2.0/keys`)).text()),
    )
    expect(new Set(served).size).toBe(1)
  } finally {
    await Promise.all(started.map((each) => each.stop()))
  }
})

test.each(['', 'no json', '{}', '{"kty":"EC","crv":"P-256","kid":"a"}'])(
  'a key file that holds no key (%j) is named and left alone',
  async (text) => {
    const keyFile = join(directory, 'broken.json')
    await writeFile(keyFile, text)
    await expect(startIssuer({ audience: 'a', clients: [SUPPLIER], keyFile })).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      where: { path: keyFile },
    })
    expect(await readFile(keyFile, 'utf8')).toBe(text)
  },
)

test('every fault of the clients is named at once', async () => {
  const clients = [SUPPLIER, SUPPLIER, { clientId: 'x', clientSecret: '', role: 'y' }]
  await expect(startIssuer({ audience: 'a', clients })).rejects.toThrow(/supplier occurs twice.*client 3 lacks/)
})

test('a port that is taken is said, and nothing is left behind', async () => {
  const options = { audience: 'a', clients: [SUPPLIER], port: portOf(issuer) }
  await expect(startIssuer(options)).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test('it prints nothing at all', () => {
  const program = `
    import { startIssuer } from './src/sandbox/issuer/start-issuer.ts'
    const issuer = await startIssuer({ audience: 'a', clients: [{ clientId: 'c', clientSecret: 's', role: 'r' }] })
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'c', client_secret: 's', scope: 'a/.default' })
    const { status } = await fetch(issuer.tokenUrl, { method: 'POST', body })
    await fetch(issuer.tokenUrl, { method: 'POST', body: new URLSearchParams({ grant_type: 'x' }) })
    await issuer.stop()
    process.exitCode = status === 200 ? 0 : 1`
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', program], {
    encoding: 'utf8',
    timeout: 20_000,
    env: { ...process.env, NODE_NO_WARNINGS: '1', NODE_OPTIONS: '' },
  })
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
})

function portOf({ url }: Issuer): number {
  return Number(new URL(url).port)
}
