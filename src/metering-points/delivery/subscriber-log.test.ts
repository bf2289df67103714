import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { currentSeq, inTransaction } from '../../platform/index.ts'
import { parsePosition } from '../events/event-position.ts'
import { consumption, recorded } from '../example-points.ts'
import { showSubscribers } from './show-subscribers.ts'
import { addSubscriber, changeSubscriber, secretOf, subscribersNow, type NewSubscriber } from './subscriber-log.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  await database.drop()
})

const URL = 'https://receiver.example/events'
const add = async (name: string, other: Partial<NewSubscriber> = {}) =>
  await addSubscriber(database.pool, { name, url: URL, by: 'anna', ...other })
const shown = async (): Promise<string[]> =>
  (await showSubscribers(database.pool)).map(({ name, state, waiting }) => `${name} ${state} ${waiting}`)
const statements = async (name: string) =>
  (await database.pool.query('select state, url, stated_by from metering_points.subscriber where name = $1', [name]))
    .rows as unknown[]

test('a subscriber is added from now on, or from any event', async () => {
  const first = await recorded(database.pool, consumption(1, '2026-01-01'), consumption(2, '2026-01-01'))
  await recorded(database.pool, consumption(3, '2026-01-01'))
  expect(await add('now')).toMatchObject({ ok: true, value: { name: 'now', url: URL, state: 'active' } })
  await add('all', { after: parsePosition('0') })
  await add('later', { after: parsePosition(`${first}-0`) })
  expect(await shown()).toEqual(['all active 3', 'later active 2', 'now active 0'])
  await recorded(database.pool, consumption(4, '2026-01-01'))
  expect(await shown()).toEqual(['all active 4', 'later active 3', 'now active 1'])
})

test('it is paused, resumed and withdrawn, each once; what was said stays', async () => {
  await add('b')
  const before = await inTransaction(database.pool, currentSeq)
  for (const to of ['active', 'paused', 'paused', 'active', 'withdrawn'] as const) {
    await changeSubscriber(database.pool, 'b', to, 'bo')
  }
  expect((await inTransaction(database.pool, currentSeq)) - before).toBe(3n)
  expect(await statements('b')).toEqual([
    { state: 'active', url: URL, stated_by: 'anna' },
    { state: 'paused', url: URL, stated_by: 'bo' },
    { state: 'active', url: URL, stated_by: 'bo' },
    { state: 'withdrawn', url: null, stated_by: 'bo' },
  ])
  await expect(changeSubscriber(database.pool, 'b', 'paused', 'bo')).rejects.toMatchObject({
    code: 'SUBSCRIBER_UNKNOWN',
  })
  await expect(changeSubscriber(database.pool, 'nobody', 'paused', 'bo')).rejects.toMatchObject({
    code: 'SUBSCRIBER_UNKNOWN',
  })
})

test('a name can be used again, with another secret and from then on', async () => {
  const first = await add('c')
  expect(await add('c')).toMatchObject({ ok: false, error: [{ code: 'SUBSCRIBER_EXISTS' }] })
  await changeSubscriber(database.pool, 'c', 'withdrawn', 'bo')
  await recorded(database.pool, consumption(9, '2026-01-01'))
  const second = await add('c')
  expect(await shown()).toContain('c active 0')
  expect(first.ok && second.ok && first.value.secret !== second.value.secret).toBe(true)
})

test('the secret is kept while it is paused, and shown to nobody who lists', async () => {
  const added = await add('d')
  const secret = added.ok ? added.value.secret : ''
  await changeSubscriber(database.pool, 'd', 'paused', 'bo')
  const known = (await subscribersNow(database.pool)).find(({ name }) => name === 'd')
  expect(known === undefined ? undefined : await secretOf(database.pool, known)).toBe(secret)
  const listed = JSON.stringify(await showSubscribers(database.pool), (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  expect(listed).toContain('"d"')
  expect(listed).not.toContain(secret)
})

test.each([
  ['', URL, ['SUBSCRIBER_NAME']],
  ['a b', URL, ['SUBSCRIBER_NAME']],
  ['-x', URL, ['SUBSCRIBER_NAME']],
  ['x'.repeat(61), URL, ['SUBSCRIBER_NAME']],
  ['x', 'http://receiver.example/', ['SUBSCRIBER_URL']],
  ['x', 'ftp://receiver.example/', ['SUBSCRIBER_URL']],
  ['x', 'https://name:sesame@receiver.example/', ['SUBSCRIBER_URL']],
  ['x', 'https://receiver.example//elsewhere.example/', ['SUBSCRIBER_URL']],
  ['', 'receiver', ['SUBSCRIBER_NAME', 'SUBSCRIBER_URL']],
] as const)('%j at %s is refused with everything that is wrong', async (name, url, codes) => {
  const added = await add(name, { url })
  expect(added.ok ? [] : added.error.map(({ code }) => code)).toEqual(codes)
  expect(JSON.stringify(added)).not.toContain('sesame')
})

test('of two who add the same name at once, one does', async () => {
  const added = await Promise.all([1, 2, 3].map(async () => await add('race')))
  expect(added.filter(({ ok }) => ok)).toHaveLength(1)
})
