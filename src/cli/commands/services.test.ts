import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pointId } from '../../../test/point-market.ts'
import { programOf, runCommand } from '../../../test/run-command.ts'
import {
  GRID,
  openOverdue,
  openServiceMarket,
  service,
  SUPPLIER,
  type ServiceMarket,
} from '../../../test/service-market.ts'
import { serviceCommands } from './services.ts'

let market: ServiceMarket
let directory: string
beforeAll(async () => {
  market = await openServiceMarket()
  directory = await mkdtemp(join(tmpdir(), 'services-'))
})
afterAll(async () => {
  await market.close()
  await rm(directory, { recursive: true })
})

/** Runs a command in this process, against the test's database. */
async function gridbook(role: 'hub' | 'supplier', ...words: string[]) {
  return await runCommand(programOf(serviceCommands), ['services', ...words], {
    GRIDBOOK_DATABASE_URL: market.url,
    GRIDBOOK_DATA: join(directory, role),
    GRIDBOOK_ROLE: role,
    GRIDBOOK_ACTOR_ID: SUPPLIER.actorId,
  })
}

test('a hub shows requests, lets them run out, answers and cancels them', async () => {
  expect((await gridbook('hub', 'list')).out).toContain('There is no request.')
  await openOverdue(market.pool, 1)
  expect((await gridbook('hub', 'list', '--open')).out).toMatch(/D01 disconnect .* 2020-01-31\S+ +open/)
  expect((await gridbook('hub', 'expire', '--json')).json()).toEqual({ overdue: 1 })
  expect((await gridbook('hub', 'expire')).out).toContain('0 overdue')
  // Far ahead, because commands go by the machine's clock.
  market.setDay('2990-01-01')
  const start = '2990-01-01T23:00:00Z'
  const records = [1, 2, 3, 5].map((n) => service(`t-${n}`, n, { start }))
  expect(await market.ask('m-1', records)).toEqual([])
  const { services } = (await gridbook('hub', 'list', '--open', '--json')).json() as {
    services: { requestId: string }[]
  }
  const [third = '', second = '', first = ''] = services.map(({ requestId }) => requestId)
  expect((await gridbook('hub', 'answer', first, '--accept')).out).toContain(`request ${first}: accepted`)
  expect((await gridbook('hub', 'answer', second, '--refuse', 'D41', 'ingen adgang', '--json')).json()).toEqual({
    requestId: second,
    outcome: 'refused',
  })
  expect((await gridbook('hub', 'cancel', third)).out).toContain('cancelled')
  expect((await gridbook('hub', 'cancel', third)).error).toMatchObject({ code: 'SERVICE_CLOSED' })
  expect((await gridbook('hub', 'answer', '999', '--accept')).error).toMatchObject({ code: 'NOT_FOUND' })
  const all = (await gridbook('hub', 'list')).out
  for (const state of ['overdue', 'accepted', 'refused D41', 'cancelled', 'rejected D16']) expect(all).toContain(state)
  expect((await gridbook('hub', 'list', '--point', pointId(2), '--json')).json()).toMatchObject({
    services: [{ state: 'refused', reasons: [{ code: 'D41', text: 'ingen adgang' }] }],
  })
  expect((await market.drained(SUPPLIER)).toSorted()).toEqual([
    'RSM-020-A01 t-1',
    'RSM-020-A02 t-1 D20',
    'RSM-020-A02 t-2 D28 D41',
    'RSM-020-A02 t-5 D16',
  ])
})

test('a hub shows answers that answered nothing', async () => {
  expect((await gridbook('hub', 'stray')).out).toContain('There is no answer.')
  await market.answer(
    'RSM-020-A01',
    'a',
    [{ transactionId: 'a-1', originalTransactionId: 'nothing', reasons: [] }],
    GRID,
  )
  expect((await gridbook('hub', 'stray')).out).toMatch(/RSM-020-A01 +a-1 +nothing +D06/)
  expect((await gridbook('hub', 'stray', '--json')).json()).toMatchObject({ answers: [{ transactionId: 'a-1' }] })
})

test('what is not understood is said before anything is done', async () => {
  for (const words of [
    ['answer', '1'],
    ['answer', '1', '--accept', '--refuse', 'D28'],
    ['answer', '1', 'why', '--accept'],
  ]) {
    expect((await gridbook('hub', ...words)).error).toMatchObject({ code: 'USAGE' })
  }
  expect((await gridbook('hub', 'cancel', 'one')).error).toMatchObject({ code: 'commander.invalidArgument' })
  const send = ['send', pointId(1), '--day', '2026-06-16', '--service']
  expect((await gridbook('supplier', ...send, 'D02')).error).toMatchObject({ code: 'commander.invalidArgument' })
  expect((await gridbook('supplier', ...send, 'D01')).error).toMatchObject({ code: 'CONFIG_INVALID' })
  expect((await gridbook('hub', ...send, 'D01')).error).toMatchObject({ code: 'OTHER_ROLE' })
  expect((await gridbook('supplier', 'expire')).error).toMatchObject({ code: 'OTHER_ROLE' })
})

test('a supplier shows what it asked', async () => {
  expect((await gridbook('supplier', 'list')).out).toContain('There is no request.')
  await market.pool.query(
    `insert into point_documents.sent_service values ('m', 't', $1, 'D05', '2026-06-16', null, now())`,
    [pointId(1)],
  )
  expect((await gridbook('supplier', 'list', '--open')).out).toMatch(/D05 meter_check +2026-06-16 +t +sent/)
})
