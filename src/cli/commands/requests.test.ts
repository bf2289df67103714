import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRequestMarket, type RequestMarket } from '../../../test/request-market.ts'
import { programOf, runCommand } from '../../../test/run-command.ts'
import { glnWithCheckDigit } from '../../kernel/index.ts'
import { requestCommands } from './requests.ts'

const SUPPLIER = glnWithCheckDigit(1)
let market: RequestMarket
let directory: string
beforeAll(async () => {
  market = await openRequestMarket()
  directory = await mkdtemp(join(tmpdir(), 'requests-'))
})
afterAll(async () => {
  await market.close()
  await rm(directory, { recursive: true })
})

/** Runs a command in this process, against the test's database. */
async function gridbook(role: 'hub' | 'supplier', ...words: string[]) {
  return await runCommand(programOf(requestCommands), ['requests', ...words], {
    GRIDBOOK_DATABASE_URL: market.intake.url,
    GRIDBOOK_DATA: join(directory, role),
    GRIDBOOK_ROLE: role,
    GRIDBOOK_ACTOR_ID: SUPPLIER,
  })
}

test('a hub shows what waits, answers it, and shows what it answered', async () => {
  expect((await gridbook('hub', 'show')).out).toContain('There is no request.')
  const party = { actorId: SUPPLIER, role: 'DDQ' } as const
  expect(await market.send('RSM-016', party, { energySupplierId: SUPPLIER, settlementVersion: 'D01' })).toEqual([])
  expect((await gridbook('hub', 'show', '--open')).out).toMatch(/RSM-016 +D04 .* DDQ +transaction-1 +waits/)
  expect((await gridbook('hub', 'show', '--open', '--json')).json()).toMatchObject({
    requests: [{ requestType: 'RSM-016', answer: null, asked: { settlementVersion: 'D01' } }],
  })
  const answered = await gridbook('hub', 'answer', '--json')
  expect([answered.json(), answered.exitCode]).toEqual([{ answered: 0, rejected: 1, failed: [] }, 0])
  expect((await gridbook('hub', 'answer')).out).toContain('0 answered, 0 rejected')
  expect((await gridbook('hub', 'show')).out).toContain('rejected: E86')
  expect((await gridbook('hub', 'show', '--open', '--json')).json()).toEqual({ requests: [] })
  expect((await gridbook('hub', 'show', '--requester', glnWithCheckDigit(2), '--json')).json()).toEqual({
    requests: [],
  })
})

test('a supplier shows what it asked', async () => {
  expect((await gridbook('supplier', 'show')).out).toContain('There is no request.')
  await market.intake.pool.query(
    `insert into settlement_requests.sent values ('m', 't', 'RSM-015', 'E23', '{"start": "2026-02-28T23:00:00Z"}', now())`,
  )
  expect((await gridbook('supplier', 'show')).out).toMatch(/RSM-015 +E23 +t +sent/)
})

test('send says everything that is wrong before anything goes out', async () => {
  expect((await gridbook('supplier', 'send', 'RSM-099', '--from', '2026-03')).error).toMatchObject({ code: 'USAGE' })
  expect((await gridbook('supplier', 'send', 'RSM-016', '--from', '2026-03')).error).toMatchObject({
    code: 'CONFIG_INVALID',
  })
  expect((await gridbook('hub', 'send', 'RSM-016', '--from', '2026-03')).error).toMatchObject({ code: 'OTHER_ROLE' })
  expect((await gridbook('supplier', 'answer')).error).toMatchObject({ code: 'OTHER_ROLE' })
})
