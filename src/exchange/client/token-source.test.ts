import { createServer } from 'node:http'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { clockFrom } from '../../kernel/index.ts'
import { tokenSource } from './token-source.ts'
import type { TokenSource } from './token-source.ts'

interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

let url = ''
let asked: URLSearchParams[] = []
let answers: (number: number) => Answer | 'cut' | Promise<Answer>
let nowMs = 0
let close: () => Promise<void>

const good = (number: number): Answer => ({
  body: { access_token: `token-${number}`, token_type: 'Bearer', expires_in: 3_599 },
})

beforeEach(async () => {
  asked = []
  answers = good
  nowMs = Date.UTC(2026, 4, 1)
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
      if (request.url === '/.well-known/openid-configuration') {
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ issuer: url, token_endpoint: `${url}/found` }))
        return
      }
      asked.push(new URLSearchParams(Buffer.concat(chunks).toString()))
      const answer = await answers(asked.length)
      if (answer === 'cut') {
        response.destroy()
        return
      }
      const { status = 200, headers = {}, body = {} } = answer
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})
afterEach(async () => close())

function source(tokenUrl = `${url}/token`): TokenSource {
  const clock = clockFrom(() => nowMs)
  return tokenSource({
    tokenUrl,
    clientId: 'us',
    clientSecret: 's&cret=1',
    scope: 'hub/.default',
    clock,
    timeoutMs: 1_000,
  })
}

describe('a token', () => {
  test('is asked for with the client’s credentials in the form (datahub 1.1)', async () => {
    expect(await source().token()).toBe('token-1')
    expect(Object.fromEntries(asked[0] ?? [])).toEqual({
      grant_type: 'client_credentials',
      client_id: 'us',
      client_secret: 's&cret=1',
      scope: 'hub/.default',
    })
  })

  test('is used until five minutes before it ends', async () => {
    const tokens = source()
    expect(await tokens.token()).toBe('token-1')
    nowMs += (3_599 - 300) * 1_000 - 1
    expect(await tokens.token()).toBe('token-1')
    nowMs += 1
    expect(await tokens.token()).toBe('token-2')
    expect(asked).toHaveLength(2)
  })

  test('that lives shortly is used for half of its life', async () => {
    answers = (n) => ({ body: { access_token: `token-${n}`, token_type: 'Bearer', expires_in: 60 } })
    const tokens = source()
    await tokens.token()
    nowMs += 29_999
    expect(await tokens.token()).toBe('token-1')
    nowMs += 1
    expect(await tokens.token()).toBe('token-2')
  })

  test('that does not say how long it holds is used for half a minute', async () => {
    answers = (n) => ({ body: { access_token: `token-${n}`, token_type: 'Bearer' } })
    const tokens = source()
    await tokens.token()
    nowMs += 29_999
    expect(await tokens.token()).toBe('token-1')
    nowMs += 1
    expect(await tokens.token()).toBe('token-2')
  })

  test('counts from when it was asked for, not from when it came', async () => {
    answers = (n) => {
      nowMs += 20_000
      return { body: { access_token: `token-${n}`, token_type: 'Bearer', expires_in: 60 } }
    }
    const tokens = source()
    await tokens.token()
    nowMs += 10_000
    expect(await tokens.token()).toBe('token-2')
  })

  test('is asked for once however many wait for it', async () => {
    const tokens = source()
    const all = await Promise.all(Array.from({ length: 50 }, async () => await tokens.token()))
    expect(new Set(all)).toEqual(new Set(['token-1']))
    expect(asked).toHaveLength(1)
  })

  test('that is dropped is not used again', async () => {
    const tokens = source()
    await tokens.token()
    tokens.drop()
    expect(await tokens.token()).toBe('token-2')
  })

  test('is dropped by name only while it is the one in use', async () => {
    const tokens = source()
    const first = await tokens.token()
    tokens.drop(first)
    const second = await tokens.token()
    tokens.drop(first)
    expect(await tokens.token()).toBe(second)
    expect(asked).toHaveLength(2)
  })

  test('that was under way when everything was dropped serves those who wait, and nobody after', async () => {
    const tokens = source()
    const { promise, resolve } = Promise.withResolvers<Answer>()
    answers = (n) => (n === 1 ? promise : good(n))
    const waiting = tokens.token()
    tokens.drop()
    resolve(good(1))
    expect(await waiting).toBe('token-1')
    expect(await tokens.token()).toBe('token-2')
  })
})

describe('an endpoint that does not give one', () => {
  test.each([
    [400, { error: 'invalid_client', error_description: 'secret expired' }, /invalid_client: secret expired/],
    [401, { error: 'invalid_client' }, /invalid_client/],
    [400, { error: 'invalid_scope' }, /invalid_scope/],
  ])('refuses for good with %d', async (status, body, message) => {
    answers = () => ({ status, body })
    await expect(source().token()).rejects.toMatchObject({
      code: 'TOKEN_REFUSED',
      retryable: false,
      message: expect.stringMatching(message),
    })
  })

  test('refuses for good by a challenge', async () => {
    answers = () => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } })
    await expect(source().token()).rejects.toMatchObject({ code: 'TOKEN_REFUSED', retryable: false })
  })

  test.each([
    ['503', { status: 503, body: 'busy' }],
    ['429 with an OAuth error', { status: 429, body: { error: 'slow_down' } }],
    ['no JSON', { body: '<html>' }],
    ['no token', { body: { token_type: 'Bearer' } }],
    ['another kind of token', { body: { access_token: 'x', token_type: 'mac' } }],
    ['a redirect', { status: 302, headers: { location: 'https://example.org' } }],
  ])('may do so later: %s', async (_, answer) => {
    answers = () => answer
    await expect(source().token()).rejects.toMatchObject({ code: 'TOKEN_UNAVAILABLE', retryable: true })
  })

  test('may do so later: the connection is cut', async () => {
    answers = () => 'cut'
    await expect(source().token()).rejects.toMatchObject({ code: 'TOKEN_UNAVAILABLE', retryable: true })
  })

  test('may do so later: no answer in time', async () => {
    answers = async () => await new Promise<Answer>(() => {})
    await expect(source().token()).rejects.toMatchObject({ code: 'TOKEN_UNAVAILABLE', retryable: true })
  })

  test('does not make the error speak of the secret', async () => {
    answers = () => ({ status: 400, body: { error: 'invalid_client' } })
    const fault: unknown = await source()
      .token()
      .catch((error: unknown) => error)
    expect(JSON.stringify([fault, String(fault), fault instanceof Error ? fault.cause : ''])).not.toContain('cret=1')
  })

  test('is asked again by the next who needs a token', async () => {
    answers = (n) => (n === 1 ? { status: 503 } : good(n))
    const tokens = source()
    await expect(tokens.token()).rejects.toMatchObject({ retryable: true })
    expect(await tokens.token()).toBe('token-2')
  })

  test('leaves the old token in use while it holds, and is not asked again at every call', async () => {
    answers = (n) => (n === 1 ? good(1) : { status: 503 })
    const tokens = source()
    await tokens.token()
    nowMs += 3_400_000
    expect(await tokens.token()).toBe('token-1')
    expect(await tokens.token()).toBe('token-1')
    expect(asked).toHaveLength(2)
    nowMs += 30_000
    expect(await tokens.token()).toBe('token-1')
    expect(asked).toHaveLength(3)
    nowMs = Date.UTC(2026, 4, 1) + 3_599_000
    await expect(tokens.token()).rejects.toMatchObject({ code: 'TOKEN_UNAVAILABLE' })
  })
})

describe('where tokens come from', () => {
  test('can be named by a discovery document, which is read once', async () => {
    const tokens = source(`${url}/.well-known/openid-configuration`)
    expect(await tokens.token()).toBe('token-1')
    tokens.drop()
    expect(await tokens.token()).toBe('token-2')
  })

  test('is never an unencrypted address on a network', () => {
    expect(() => source('http://login.example.org/token')).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
  })
})
