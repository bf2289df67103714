import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { CHAOS_FAULTS, startChaosProxy } from './chaos-proxy.ts'
import type { ChaosFault, ChaosProxy } from './chaos-proxy.ts'

const running: { stop: () => Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map(async (each) => await each.stop()))
})

interface Target {
  readonly url: string
  /** What reached it: method, path and body. */
  readonly seen: string[]
}

async function target(
  answer: (incoming: IncomingMessage, outgoing: ServerResponse) => void = (_, outgoing) => outgoing.end('whole answer'),
): Promise<Target> {
  const seen: string[] = []
  const server: Server = createServer((incoming, outgoing) => {
    void text(incoming).then((body) => {
      seen.push(`${incoming.method} ${incoming.url} ${body}`)
      answer(incoming, outgoing)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  running.push({
    stop: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, seen }
}

async function chaos(url: string, faults: Partial<Record<ChaosFault, number>>, seed = 1): Promise<ChaosProxy> {
  const proxy = await startChaosProxy({ target: url, seed, faults, delayMs: 5 })
  running.push(proxy)
  return proxy
}

/** Status and text of the answer, or that there was none. */
async function ask(url: string, init?: RequestInit): Promise<string> {
  try {
    const answer = await fetch(url, init)
    return `${answer.status} ${await answer.text()}`
  } catch {
    return 'broken'
  }
}

test('without faults everything passes as it is, both ways', async () => {
  const { url, seen } = await target((incoming, outgoing) => {
    outgoing.writeHead(202, { messageid: 'M1', 'content-type': 'application/json' })
    outgoing.end(`{"for":"${incoming.headers.authorization}"}`)
  })
  const proxy = await chaos(url, {})
  const answer = await fetch(`${proxy.url}/v1.0/cim/x?y=1`, {
    method: 'POST',
    headers: { authorization: 'Bearer t' },
    body: 'bytes',
  })
  expect([answer.status, answer.headers.get('messageid'), await answer.text()]).toEqual([
    202,
    'M1',
    '{"for":"Bearer t"}',
  ])
  expect(seen).toEqual(['POST /v1.0/cim/x?y=1 bytes'])
  expect(proxy.counts().passed).toBe(1)
})

test('an answer without content stays without', async () => {
  const { url } = await target((_, outgoing) => outgoing.writeHead(204).end())
  const answer = await fetch((await chaos(url, {})).url)
  expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([204, null, ''])
})

test.each<[ChaosFault, RegExp, number]>([
  ['lost', /^broken$/, 0],
  ['unanswered', /^broken$/, 1],
  ['failed', /^(500|503|429) /, 0],
  ['failed_late', /^(500|503|429) /, 1],
  ['delayed', /^200 whole answer$/, 1],
  ['doubled', /^200 whole answer$/, 2],
  ['truncated', /^broken$/, 1],
])('%s: the sender sees %s, the target %s of it', async (fault, sees, reached) => {
  const { url, seen } = await target()
  const proxy = await chaos(url, { [fault]: 1000 })
  expect(await ask(`${proxy.url}/a`, { method: 'DELETE' })).toMatch(sees)
  expect(seen).toEqual(Array.from({ length: reached }, () => 'DELETE /a '))
  expect(proxy.counts()).toMatchObject({ [fault]: 1, passed: 0 })
})

test('a target that is away is a connection that breaks', async () => {
  const { url } = await target()
  const proxy = await chaos(url, {})
  await running.shift()?.stop()
  expect(await ask(proxy.url)).toBe('broken')
})

test('the seed decides what happens to which request, and every fault has its share', async () => {
  const { url } = await target()
  const faults = Object.fromEntries(CHAOS_FAULTS.map((fault) => [fault, 100]))
  const play = async (seed: number): Promise<[string[], Record<string, number>]> => {
    const proxy = await chaos(url, faults, seed)
    const answers: string[] = []
    for (let n = 0; n < 60; n += 1) answers.push(await ask(proxy.url))
    return [answers, proxy.counts()]
  }
  const [first, counts] = await play(7)
  expect(await play(7)).toEqual([first, counts])
  expect((await play(8))[0]).not.toEqual(first)
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(60)
  expect(Object.entries(counts).filter(([, count]) => count === 0)).toEqual([])
})
