import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { calculationId } from '../../../test/plain-calculations.ts'
import { plainOperation } from '../../../test/plain-operation.ts'
import { clockFrom } from '../../kernel/index.ts'
import { openApiOf } from '../testing/openapi-document.ts'
import { openHubFixture, type HubFixture } from '../testing/hub-fixture.ts'
import { listen } from '../http/listen.ts'
import type { OperationUseCases } from './operation.ts'

let database: TestDatabase
let hub: HubFixture
let operator = ''
/** The operator of another client, as far as use cases see it. */
let operation: OperationUseCases

beforeAll(async () => {
  database = await freshDatabase({ max: 8 })
  const clock = clockFrom(() => Date.parse('2026-03-10T12:00:00Z'))
  operation = plainOperation(database.pool, clock)
  hub = await openHubFixture({ operation })
  await hub.server.ready()
  operator = await hub.bearer('operator')
})
afterAll(async () => {
  await hub.stop()
  await database.drop()
})
afterEach(() => {
  hub.logged.length = 0
})

const PATH = '/v1/settlement/calculations'
const ASKED = { type: 'balance_fixing', gridAreas: ['801'], firstDay: '2026-03-02', lastDay: '2026-03-03' }

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly text: string
}

async function ask(method: 'GET' | 'POST', url: string, payload?: object | string): Promise<Answer> {
  const response = await hub.server.inject({
    method,
    url,
    headers: { authorization: operator, ...(payload === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(payload === undefined ? {} : { payload: typeof payload === 'string' ? payload : JSON.stringify(payload) }),
  })
  const isJson = String(response.headers['content-type']).includes('json')
  return { status: response.statusCode, body: isJson ? response.json() : {}, text: response.body }
}
const start = async (other: object = {}): Promise<string> => {
  const { status, body } = await ask('POST', PATH, { ...ASKED, ...other })
  expect(status).toBe(202)
  return String(body['calculationId'])
}

/** Records that the steps up to the check are done, as the process does that carries it out. */
async function checked(id: string): Promise<void> {
  await database.pool.query(
    `insert into platform.run_step (run_id, step, position, rows, seconds)
     select $1, step, position, 1, 0.5 from unnest('{pin,inspect,calculate,check}'::text[]) with ordinality as s (step, position)`,
    [id],
  )
}

describe('a calculation that is asked for', () => {
  test('is handed over, and told back with who started it', async () => {
    const { status, body } = await ask('POST', PATH, ASKED)
    expect(status).toBe(202)
    expect(body).toMatchObject({
      ...ASKED,
      version: expect.stringMatching(/^\d+$/) as string,
      state: 'started',
      createdBy: 'operator',
      startedAt: '2026-03-10T12:00:00Z',
      step: { name: 'pin', number: 1, of: 5 },
      needsApproval: false,
      publishedAt: null,
    })
    const { rows } = await database.pool.query(
      'select is_handed_over from settlement.calculation_attempt where calculation_id = $1',
      [body['calculationId']],
    )
    expect(rows).toEqual([{ is_handed_over: true }])
  })

  test('under an id is started once, however often it is sent', async () => {
    const id = calculationId(77)
    const answers = await Promise.all(
      [1, 2, 3].map(async () => await ask('POST', PATH, { ...ASKED, calculationId: id })),
    )
    expect(new Set(answers.map(({ body }) => body['version'])).size).toBe(1)
    const { rows } = await database.pool.query('select from settlement.calculation where calculation_id = $1', [id])
    expect(rows).toHaveLength(1)
  })

  test('is refused with every fault at once', async () => {
    const wrong = { ...ASKED, type: 'guess', gridAreas: ['80', '801', '801'], firstDay: '2026-02-30', isInternal: true }
    const { status, text } = await ask('POST', PATH, { ...wrong, calculationId: 'x' })
    expect(status).toBe(400)
    for (const part of ["'guess'", "'80'", 'given twice', "'2026-02-30'", 'not a uuid']) expect(text).toContain(part)
    const month = await ask('POST', PATH, { ...ASKED, type: 'wholesale_fixing', isInternal: true })
    expect(month.text).toContain('exactly one calendar month')
    expect(month.text).toContain('only an aggregation can be internal')
    const backwards = await ask('POST', PATH, { ...ASKED, lastDay: '2026-03-01' })
    expect(backwards.text).toContain('ends before it has begun')
  })

  test.each([
    ['no JSON', '{"type":', 400],
    ['nothing', '', 400],
    ['what it does not know', { ...ASKED, sendTo: 'everybody' }, 400],
    ['a prototype', '{"__proto__":{"type":"balance_fixing"}}', 400],
    ['too much', JSON.stringify({ ...ASKED, type: 'x'.repeat(70_000) }), 413],
  ])('is refused when it is %s', async (_, payload, status) => {
    expect((await ask('POST', PATH, payload)).status).toBe(status)
  })

  test('is not taken in another format', async () => {
    const headers = { authorization: operator, 'content-type': 'application/xml' }
    const response = await hub.server.inject({ method: 'POST', url: PATH, headers, payload: '<a/>' })
    expect(response.statusCode).toBe(415)
  })
})

describe('a calculation that is there', () => {
  test('is read by its id; one that is not is 404, and a text that is no id 400', async () => {
    const id = await start()
    expect((await ask('GET', `${PATH}/${id}`)).body).toMatchObject({ calculationId: id, steps: [] })
    expect((await ask('GET', `${PATH}/${calculationId(999)}`)).status).toBe(404)
    expect((await ask('GET', `${PATH}/latest`)).status).toBe(400)
    for (const what of ['cancel', 'approve', 'rerun'])
      expect([what, (await ask('POST', `${PATH}/${calculationId(999)}/${what}`)).status]).toEqual([what, 404])
  })

  test('is listed newest first, page by page, each once', async () => {
    await start()
    await start()
    const seen: unknown[] = []
    for (let after = ''; ;) {
      const page = (await ask('GET', `${PATH}?limit=2${after}`)).body as unknown as {
        readonly calculations: { version: string }[]
        readonly next: string | null
      }
      seen.push(...page.calculations.map(({ version }) => BigInt(version)))
      if (page.next === null) break
      after = `&after=${page.next}`
    }
    const { rows } = await database.pool.query('select version from settlement.calculation order by version desc')
    expect(seen).toEqual(rows.map((row: { version: bigint }) => row.version))
    expect((await ask('GET', `${PATH}?limit=0`)).status).toBe(400)
    expect((await ask('GET', `${PATH}?after=x`)).status).toBe(400)
  })

  test('is cancelled with and without a word; once it is published, not any more', async () => {
    const [silent, spoken, done] = [await start(), await start(), await start()]
    expect((await ask('POST', `${PATH}/${silent}/cancel`)).body).toMatchObject({
      state: 'cancelled',
      cancellation: { by: 'operator', reason: null },
    })
    expect((await ask('POST', `${PATH}/${spoken}/cancel`, { reason: 'wrong day' })).body).toMatchObject({
      cancellation: { reason: 'wrong day' },
    })
    await database.pool.query('insert into settlement.calculation_result values ($1, now(), 1)', [done])
    const late = await ask('POST', `${PATH}/${done}/cancel`)
    expect([late.status, late.text.includes('is published')]).toEqual([409, true])
  })

  test('is repeated under a new id; with approval when that is asked for', async () => {
    const id = await start()
    const { status, body } = await ask('POST', `${PATH}/${id}/rerun`, { needsApproval: true })
    expect([status, body['rerunOf'], body['needsApproval']]).toEqual([202, id, true])
    expect(body['calculationId']).not.toBe(id)
  })
})

describe('approval', () => {
  test('is for another client than the one that started it', async () => {
    const id = await start({ needsApproval: true })
    await checked(id)
    expect((await ask('GET', `${PATH}/${id}`)).body).toMatchObject({ state: 'waiting' })
    const own = await ask('POST', `${PATH}/${id}/approve`)
    expect([own.status, own.text.includes('somebody else')]).toEqual([409, true])
    expect((await ask('POST', `${PATH}/${id}/reject`, { reason: 'too low' })).status).toBe(409)
    await operation.decide(id, { decision: 'approved', by: 'another' })
    expect((await ask('GET', `${PATH}/${id}`)).body).toMatchObject({ decision: { by: 'another' }, state: 'running' })
  })

  test('of what somebody else has started is given or refused, with a reason', async () => {
    const asked = { ...ASKED, needsApproval: true }
    const ids: string[] = []
    for (let n = 0; n < 2; n += 1) {
      const started = await operation.start(asked, 'another')
      if (!started.ok) throw new Error('not started')
      ids.push(started.value.calculationId)
      await checked(started.value.calculationId)
    }
    const [good = '', bad = ''] = ids
    expect((await ask('POST', `${PATH}/${good}/approve`, {})).body).toMatchObject({
      decision: { decision: 'approved', by: 'operator', reason: null },
    })
    expect((await ask('POST', `${PATH}/${bad}/reject`, {})).status).toBe(400)
    expect((await ask('POST', `${PATH}/${bad}/reject`, { reason: '  ' })).status).toBe(400)
    expect((await ask('POST', `${PATH}/${bad}/reject`, { reason: 'too low' })).body).toMatchObject({
      state: 'rejected',
      decision: { reason: 'too low' },
    })
    expect((await ask('POST', `${PATH}/${bad}/approve`)).status).toBe(409)
  })
})

describe('events', () => {
  test('are those of one that is at an end, and the stream is closed', async () => {
    const id = await start()
    await operation.cancel(id, 'another', undefined)
    const { status, text } = await ask('GET', `${PATH}/${id}/events`)
    expect(status).toBe(200)
    const [name, data] = text.trim().split('\n')
    expect(name).toBe('event: cancelled')
    expect(JSON.parse(data?.slice('data: '.length) ?? '')).toMatchObject({ calculationId: id, state: 'cancelled' })
    expect((await ask('GET', `${PATH}/${calculationId(999)}/events`)).status).toBe(404)
  })

  test('come while it changes; who watches keeps no server from closing', async () => {
    const own = await openHubFixture({ operation })
    const listening = await listen(own.server, { host: '127.0.0.1', port: 0 })
    const id = await start()
    const response = await fetch(`${listening.url}${PATH}/${id}/events`, {
      headers: { authorization: await own.bearer('operator') },
    })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toContain('event: started')
    await database.pool.query(`insert into platform.run_step values ($1, 'pin', 0, 1, 0.1)`, [id])
    expect((await reader?.read())?.value).toContain('event: running')
    await own.stop()
    expect((await reader?.read())?.done).toBe(true)
  })
})

test('the schedule shows its entries and what is to come, from today on or in days that are asked for', async () => {
  const { body } = await ask('GET', '/v1/settlement/schedule')
  expect((body['entries'] as { name: string; workingDays: number }[]).map(({ name }) => name)).toContain(
    'balance_fixing',
  )
  expect((body['starts'] as object[])[0]).toMatchObject({
    name: 'aggregation',
    from: '2026-03-10',
    dueAt: '2026-03-11T05:00:00Z',
    state: 'planned',
    startedId: null,
  })
  const asked = await ask('GET', '/v1/settlement/schedule?from=2026-03-12&to=2026-03-12')
  expect((asked.body['starts'] as { from: string }[]).map(({ from }) => from)).toEqual(['2026-03-11'])
  expect((await ask('GET', '/v1/settlement/schedule?from=March')).status).toBe(400)
  expect((await ask('GET', '/v1/settlement/schedule?from=2026-02-30')).status).toBe(400)
})

test('the document tells of every operation', async () => {
  const { paths, tags } = await openApiOf(hub.server)
  const own = Object.keys(paths).filter((path) => path.startsWith(PATH) || path.endsWith('/schedule'))
  expect(own.toSorted()).toEqual([
    PATH,
    `${PATH}/{calculationId}`,
    ...['approve', 'cancel', 'events', 'reject', 'rerun'].map((verb) => `${PATH}/{calculationId}/${verb}`),
    '/v1/settlement/schedule',
  ])
  expect(tags.map(({ name }) => name)).toContain('settlement')
})
