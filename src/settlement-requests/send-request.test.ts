import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'
import { decodeRequest, type SendOutcome } from '../exchange/index.ts'
import { clockFrom, glnWithCheckDigit } from '../kernel/index.ts'
import { sendRequest, type NewRequest } from './send-request.ts'
import { showSent } from './show-sent.ts'

const REQUEST: NewRequest = {
  requestType: 'RSM-016',
  processType: 'D04',
  supplierId: glnWithCheckDigit(1),
  hubId: '5790001330552',
  series: { start: '2026-02-28T23:00:00Z', end: '2026-03-31T22:00:00Z', energySupplierId: glnWithCheckDigit(1) },
}

let database: TestDatabase
let nowMs = Date.UTC(2026, 4, 1, 8, 0, 0, 123)
const clock = clockFrom(() => (nowMs += 1000))
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  await database.drop()
})

async function send(answer: () => Promise<SendOutcome>, request = REQUEST) {
  const sent: { path: string; bytes: Uint8Array }[] = []
  const client = {
    send: async (path: string, bytes: Uint8Array) => {
      sent.push({ path, bytes })
      return await answer()
    },
  }
  const result = sendRequest(request, { pool: database.pool, clock, client })
  return { result: await result.catch((error: unknown) => error), sent }
}

const ACCEPTED: SendOutcome = { outcome: 'accepted', repeated: false }
const states = async (open = false) => (await showSent(database.pool, { open, limit: 10 })).map(({ state }) => state)

test('a request is a good document on the path of its type, with ids of its own', async () => {
  const { result, sent } = await send(async () => await Promise.resolve(ACCEPTED))
  const [one] = sent
  const { header, series, findings } = decodeRequest('RSM-016', one?.bytes ?? new Uint8Array())
  expect([one?.path, findings]).toEqual(['/v1.0/cim/requestaggregatedmeasuredata', []])
  expect(header).toMatchObject({ documentType: 'E74', processType: 'D04', senderRole: 'DDQ', receiverRole: 'DGL' })
  expect(result).toMatchObject({
    messageId: header.messageId,
    transactionId: series[0]?.transactionId,
    outcome: ACCEPTED,
  })
  expect(series[0]).toMatchObject(REQUEST.series)
})

test('what the hub says at once is kept, and that nobody knows when it says nothing', async () => {
  const refused: SendOutcome = {
    outcome: 'refused',
    status: 400,
    errors: [{ code: '00304', message: 'no', target: null }],
    text: '',
  }
  await send(async () => await Promise.resolve(refused))
  const { result } = await send(async () => await Promise.reject(new Error('away')))
  expect(result).toMatchObject({ message: 'away' })
  expect(await states()).toEqual(['sent', 'refused', 'accepted'])
  expect(await states(true)).toEqual(['sent', 'accepted'])
  expect((await showSent(database.pool, { limit: 10 }))[1]).toMatchObject({ errors: [{ code: '00304' }], reasons: [] })
})

test('a rejection that came through the queue is shown with its reasons', async () => {
  const { result } = await send(async () => await Promise.resolve(ACCEPTED), {
    ...REQUEST,
    requestType: 'RSM-017',
    processType: 'D05',
  })
  const { transactionId } = result as { readonly transactionId: string }
  await database.pool.query(
    `insert into settlement_requests.rejection values ('m', 't', 'RSM-017', 'D05', $1, null, '[{"code":"E0H","text":"nothing"}]', now())`,
    [transactionId],
  )
  expect((await showSent(database.pool, { limit: 1 }))[0]).toMatchObject({
    state: 'rejected',
    reasons: [{ code: 'E0H' }],
  })
})

test.each(['sent', 'sent_outcome'])('%s is never changed and never removed', async (table) => {
  for (const statement of [
    `update settlement_requests.${table} set message_id = message_id`,
    `delete from settlement_requests.${table}`,
    `truncate settlement_requests.${table} cascade`,
  ]) {
    await expect(database.pool.query(statement)).rejects.toMatchObject({ code: 'GB001' })
  }
})
