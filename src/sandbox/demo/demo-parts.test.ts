import { createServer } from 'node:http'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { hubClient } from '../../exchange/index.ts'
import type { HubClient, TokenSource } from '../../exchange/index.ts'
import { claimDirectory } from '../../platform/index.ts'
import { AREAS } from '../fixed-points.ts'
import type { Area } from '../fixed-points.ts'
import { answerOf, LedgerAnswer } from './answers.ts'
import { clientTable, demoClients } from './demo-clients.ts'
import { doneSteps } from './done-steps.ts'
import { drained } from './drained.ts'
import { postDocuments } from './post-documents.ts'
import { untilFree } from './until-free.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gridbook-demo-'))
})
afterAll(async () => await rm(directory, { recursive: true }))

const running: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map(async (stop) => await stop()))
})

/** A server that answers requests one after the other. */
async function server(
  answer: (request: {
    readonly url: string
    readonly authorization: string
    readonly body: string
  }) => readonly [number, string],
): Promise<string> {
  const listening = createServer((incoming, outgoing) => {
    void text(incoming).then((body) => {
      const { authorization = '' } = incoming.headers
      const [status, said] = answer({ url: incoming.url ?? '', authorization, body })
      outgoing.writeHead(status, { 'content-type': 'application/json' }).end(said)
    })
  })
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  running.push(async () => {
    listening.closeAllConnections()
    await new Promise<void>((resolve) => listening.close(() => resolve()))
  })
  const address = listening.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}`
}

function tokens(token: string): TokenSource {
  return { token: async () => token, drop: () => {} }
}

test('secrets are drawn once, kept from others, and no two are alike', async () => {
  const file = join(directory, 'clients.json')
  const clients = await demoClients(file)
  expect(await demoClients(file)).toEqual(clients)
  expect(new Set(clients.map(({ clientSecret }) => clientSecret)).size).toBe(clients.length)
  expect(new Set(clients.map(({ clientId }) => clientId)).size).toBe(clients.length)
  expect((await stat(file)).mode & 0o077).toBe(0)
})

test('the hub learns of the clients that act in the market, and of no secret', async () => {
  const clients = await demoClients(join(directory, 'clients.json'))
  const { rows, columns } = clientTable(clients)
  const lines = [...rows]
  expect(columns).toEqual(['client_id', 'actor_id', 'role'])
  expect(lines.filter(([, , role]) => role === 'MDR')).toHaveLength(4)
  expect(lines).toContainEqual(['supplier-1', '5792000000009', 'DDQ'])
  expect(lines.some(([id]) => id?.startsWith('staff'))).toBe(false)
  expect(clients.filter(({ clientSecret }) => JSON.stringify(lines).includes(clientSecret))).toEqual([])
})

test('steps that are done are known to the next one', async () => {
  const file = join(directory, 'done.json')
  const first = await doneSteps(file)
  expect(first.has('import')).toBe(false)
  await first.add('import')
  await first.add('deliver')
  const second = await doneSteps(file)
  expect(['import', 'deliver', 'settle'].map((step) => second.has(step))).toEqual([true, true, false])
})

test('drained when the queues of the actor in its role are empty, whatever others have', async () => {
  const other = { actorId: '2', role: 'DDQ', category: 'measuredata', transactions: 9, messages: 1, oldest: null }
  const answers = [7, 7, 3, 0].map((transactions) => [
    other,
    { ...other, actorId: '1', role: 'DDK' },
    ...(transactions === 0 ? [] : [{ ...other, actorId: '1', transactions }]),
  ])
  let asked = 0
  const hubUrl = await server(({ url, authorization }) => {
    if (url !== '/v1/status' || authorization !== 'Bearer t') return [401, '{}']
    asked += 1
    return [200, JSON.stringify({ queues: answers[asked - 1] })]
  })
  const told: number[] = []
  await drained({ hubUrl, tokens: tokens('t'), actorId: '1', role: 'DDQ' }, (waiting) => told.push(waiting))
  expect(told).toEqual([7, 3])
  expect(asked).toBe(4)
})

test('a hub that has gone is named', async () => {
  const options = { tokens: tokens('t'), actorId: '1', role: 'DDQ', hubUrl: 'http://127.0.0.1:1' }
  await expect(drained(options, () => {})).rejects.toMatchObject({ code: 'DEMO_STUCK' })
})

test('queues that do not move are stuck, and so is a hub that does not tell', async () => {
  const queue = { actorId: '1', role: 'DDQ', category: 'measuredata', transactions: 1, messages: 0, oldest: null }
  const still = await server(() => [200, JSON.stringify({ queues: [queue] })])
  const options = { tokens: tokens('t'), actorId: '1', role: 'DDQ', patienceMs: 300 }
  await expect(drained({ ...options, hubUrl: still }, () => {})).rejects.toMatchObject({ code: 'DEMO_STUCK' })
  const closed = await server(() => [403, '{"title":"no"}'])
  await expect(drained({ ...options, hubUrl: closed }, () => {})).rejects.toMatchObject({
    message: expect.stringContaining('403') as unknown,
  })
})

async function post(names: readonly string[], answer: Parameters<typeof server>[0]): ReturnType<typeof postDocuments> {
  const baseUrl = await server(answer)
  await Promise.all(names.map(async (name) => await writeFile(join(directory, name), `{"name":"${name}"}`)))
  const clients = Object.fromEntries(
    AREAS.map((area) => [area, hubClient({ baseUrl, tokens: tokens(`of ${area}`), wait: async () => {} })]),
  ) as Record<Area, HubClient>
  running.push(async () => {
    for (const client of Object.values(clients)) client.close()
    await Promise.resolve()
  })
  const documents = names.map((name, n) => ({ name, area: AREAS[n % AREAS.length] ?? '801' }))
  return await postDocuments(documents, directory, clients, () => {})
}

test('each document goes to the hub once, by the company of its area', async () => {
  const names = Array.from({ length: 13 }, (_, n) => `${n}.json`)
  const seen: string[] = []
  const posted = await post(names, ({ url, authorization, body }) => {
    seen.push(`${url} ${authorization} ${body}`)
    return [202, '']
  })
  expect(posted).toEqual({ sent: 13, known: 0 })
  const path = '/v1.0/cim/notifyvalidatedmeasuredata'
  expect(seen.toSorted()).toEqual(
    names.map((name, n) => `${path} Bearer of ${AREAS[n % 4]} {"name":"${name}"}`).toSorted(),
  )
})

const fault = (code: string): string => `{"Error":{"Code":"${code}","Message":"m","Target":"t","Details":null}}`

test('what the hub has had before counts as known', async () => {
  const posted = await post(['a.json', 'b.json'], ({ body }) =>
    body.includes('a.json') ? [400, fault('00101')] : [202, ''],
  )
  expect(posted).toEqual({ sent: 2, known: 1 })
})

test('any other refusal ends it, naming the document', async () => {
  await expect(post(['a.json', 'b.json'], () => [400, fault('00302')])).rejects.toMatchObject({
    code: 'DEMO_COMMAND_FAILED',
    message: expect.stringContaining('00302') as unknown,
  })
})

test('a directory is free when its last user has gone', async () => {
  const home = await mkdtemp(join(directory, 'home-'))
  await untilFree(home)
  const { mkdir } = await import('node:fs/promises')
  await mkdir(join(home, 'postgres'))
  const claim = await claimDirectory(join(home, 'postgres'))
  await expect(untilFree(home, 100)).rejects.toMatchObject({ code: 'DATABASE_IN_USE' })
  setTimeout(() => claim.release(), 600)
  await untilFree(home)
  expect((await readFile(join(home, 'postgres', 'owner'), 'utf8')).trim()).toBe(String(process.pid))
})

test('an answer of another shape is a failure that names the command and the place', () => {
  const end = (stdout: string): Parameters<typeof answerOf>[2] => ({ exitCode: 0, stdout, stderr: '' })
  expect(answerOf(LedgerAnswer, 'ledger show', end('{"debit":"1.00","credit":"1.00","more":1}'))).toMatchObject({
    debit: '1.00',
  })
  expect(() => answerOf(LedgerAnswer, 'ledger show', end('{"debit":1}'))).toThrow('gridbook ledger show')
  expect(() => answerOf(LedgerAnswer, 'ledger show', end('no JSON'))).toThrow('something else')
})
