import { get, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { publishedFaults } from '../../../test/published-events.ts'
import { examplePoint, recordMasterData } from '../../../test/reading-documents.ts'
import { followEvents, readEvents, type CloudEvent } from '../../metering-points/index.ts'
import { listen, type Listening } from '../http/listen.ts'
import { openHubFixture, type HubFixture } from '../testing/hub-fixture.ts'

const PATH = '/v1/metering-point-events'
const PAUSE_MS = 10

let database: TestDatabase
let hub: HubFixture
let listening: Listening
beforeAll(async () => {
  database = await freshDatabase()
  const { pool } = database
  hub = await openHubFixture({
    pointEvents: {
      read: async (query) => await readEvents(pool, query),
      follow: (query, signal) => followEvents(pool, { ...query, pauseMs: PAUSE_MS, signal }),
    },
  })
  listening = await listen(hub.server, { host: '127.0.0.1', port: 0 })
  await recordMasterData(pool, [examplePoint(1), examplePoint(2), examplePoint(3)])
})
afterAll(async () => {
  await listening.close()
  await hub.stop()
  await database.drop()
})

async function page(query: string, role = 'operator') {
  const response = await hub.server.inject({
    url: `${PATH}${query}`,
    headers: { authorization: await hub.bearer(role) },
  })
  return { status: response.statusCode, body: response.json<{ events: CloudEvent[]; next: string | null }>() }
}

test('events page by page, each once, as they are published', async () => {
  const { status, body: all } = await page('')
  expect([status, all.events.length]).toEqual([200, 3])
  expect(all.events.flatMap(publishedFaults)).toEqual([])
  const seen: CloudEvent[] = []
  for (let after = '?'; ;) {
    const { body } = await page(`${after}limit=2`, 'systemoperator')
    seen.push(...body.events)
    if (body.events.length === 0) {
      expect(body.next).toBe(all.next)
      break
    }
    after = `?after=${body.next}&`
  }
  expect(seen).toEqual(all.events)
  const [first] = all.events
  expect((await page(`?meteringPointId=${first?.subject}`)).body.events).toEqual([first])
  expect((await page(`?after=${first?.id}&limit=1`)).body.events).toEqual([all.events[1]])
  expect((await page('?after=9999')).body).toEqual({ events: [], next: '9999' })
})

test.each(['?after=x', '?after=1-2-3', '?after=9999999999999999999', '?limit=0', '?limit=1001', '?meteringPointId='])(
  '%s is refused',
  async (query) => {
    expect((await page(query)).status).toBe(400)
    const stream = query.startsWith('?limit') ? query.replace('limit', 'after=x&limit') : query
    expect((await page(`/stream${stream}`)).status).toBe(400)
  },
)

/** Opens the stream and reads until so many events have come. */
async function streamed(count: number, query: string, headers: Record<string, string> = {}) {
  const authorization = await hub.bearer('operator')
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const request = get(
    `${listening.url}${PATH}/stream${query}`,
    { agent: false, headers: { authorization, ...headers } },
    resolve,
  )
  request.on('error', reject)
  const response = await promise
  let text = ''
  const read = async (): Promise<string[]> => {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      text += chunk.toString()
      if (idsIn(text).length >= count) break
    }
    return idsIn(text)
  }
  return { type: response.headers['content-type'], read, text: () => text }
}

const idsIn = (text: string): string[] => [...text.matchAll(/^id: (.+)$/gm)].map(([, id = '']) => id)

test('a stream has what there is and what comes, and goes on after the last that was seen', async () => {
  const known = (await page('')).body.events
  const follower = await streamed(4, '')
  const reading = follower.read()
  await recordMasterData(database.pool, [examplePoint(4)])
  const ids = await reading
  expect(follower.type).toBe('text/event-stream')
  expect(ids.slice(0, 3)).toEqual(known.map(({ id }) => id))
  const all = (await page('')).body.events
  expect(ids).toEqual(all.map(({ id }) => id))
  expect(follower.text()).toContain(`event: gridbook.metering_point.imported\ndata: ${JSON.stringify(all[3])}\n\n`)
  const resumed = await streamed(1, '?after=0', { 'last-event-id': all[2]?.id ?? '' })
  expect(await resumed.read()).toEqual([all[3]?.id])
})

test('open streams end with the server', async () => {
  const follower = await streamed(100, '?after=9999')
  const reading = follower.read()
  await listening.close()
  expect(await reading).toEqual([])
})
