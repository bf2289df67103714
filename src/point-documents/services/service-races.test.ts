import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  GRID,
  openOverdue,
  openServiceMarket,
  service,
  SUPPLIER,
  type ServiceMarket,
} from '../../../test/service-market.ts'
import { dk } from '../../market/index.ts'
import { showServices } from '../../metering-points/index.ts'
import { expireServiceRequests } from './expire-service-requests.ts'

let market: ServiceMarket
beforeEach(async () => {
  market = await openServiceMarket()
})
afterEach(async () => {
  await market.close()
})

const from = (path: string): string => JSON.stringify(import.meta.resolve(path))

const expiring = `
  import { openPool } from ${from('../../platform/index.ts')}
  import { expireServiceRequests } from ${from('./expire-service-requests.ts')}
  const pool = openPool(process.argv[1])
  console.log(await expireServiceRequests({ pool, clock: { nowMs: () => Date.UTC(2026, 5, 15) } }))
  await pool.end()`

const asking = `
  import { decodeServiceRequest, encodeServiceRequest, packBytes } from ${from('../../exchange/index.ts')}
  import { DirectoryStorage, openPool } from ${from('../../platform/index.ts')}
  import { receiveServiceRequest } from ${from('./receive-service-request.ts')}
  const pool = openPool(process.argv[1])
  const { header, record } = JSON.parse(process.argv[2])
  const bytes = encodeServiceRequest(header, [record], 'json')
  const ports = { pool, objects: new DirectoryStorage(process.cwd()), zone: 'Europe/Copenhagen', clock: { nowMs: () => header.createdAtMs } }
  const arrived = { source: 'test', document: decodeServiceRequest(bytes, 'json'), packed: await packBytes(bytes) }
  console.log((await receiveServiceRequest(arrived, ports)).length)
  await pool.end()`

/** Runs a process that takes a request for a service in. */
async function intake(crashAt: string): Promise<Ended> {
  const header = {
    messageId: 'm-1',
    documentType: 'D22',
    processType: 'D22',
    businessSector: '23',
    createdAtMs: market.clock.nowMs(),
    senderId: SUPPLIER.actorId,
    senderRole: 'DDQ',
    receiverId: dk.operatorId,
    receiverRole: 'DDZ',
  }
  return await ended(asking, crashAt, JSON.stringify({ header, record: service('t-1', 1) }))
}

/** Runs a process that lets requests run out. */
async function expiry(crashAt = ''): Promise<Ended> {
  return await ended(expiring, crashAt)
}

interface Ended {
  /** what it said */
  readonly count: number
  readonly signal: string | null
}

/** Runs a process until it ends, or is ended at a fault point. */
async function ended(program: string, crashAt: string, ...words: string[]): Promise<Ended> {
  const run = spawn(process.execPath, ['--input-type=module', '--eval', program, market.url, ...words], {
    env: { ...process.env, GRIDBOOK_CRASH_AT: crashAt },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const signal = new Promise<string | null>((resolve) => {
    run.on('close', (_, by) => {
      resolve(by)
    })
  })
  const said = await text(run.stdout)
  return { count: Number(said), signal: await signal }
}

async function tallied(): Promise<{ readonly open: number; readonly overdue: number; readonly told: number }> {
  const { rows } = await market.pool.query<{ open: number; overdue: number; told: number }>(
    `select (select count(*)::int from metering_points.open_service_request) as open,
       (select count(*)::int from metering_points.service_answer where outcome = 'overdue') as overdue,
       (select count(*)::int from exchange.queue_item) as told`,
  )
  return rows[0] ?? { open: 0, overdue: 0, told: 0 }
}

test('two processes let requests run out at once: each of them once', async () => {
  await openOverdue(market.pool, 130)
  const runs = await Promise.all([expiry(), expiry()])
  expect(runs.reduce((sum, { count }) => sum + count, 0)).toBe(130)
  expect(await tallied()).toEqual({ open: 0, overdue: 130, told: 130 })
})

test('ended before the commit: nothing has happened, and the next one does it', async () => {
  await openOverdue(market.pool, 2)
  for (const point of ['services:closed', 'services:answered']) {
    expect(await expiry(point)).toEqual({ count: 0, signal: 'SIGKILL' })
    expect(await tallied()).toEqual({ open: 2, overdue: 0, told: 0 })
  }
  expect(await expireServiceRequests(market)).toBe(2)
  expect(await market.drained(SUPPLIER)).toEqual(['RSM-020-A02 t-1 D20', 'RSM-020-A02 t-2 D20'])
})

test('ended while a message is taken in: nothing of it is there, and it can come again', async () => {
  for (const point of ['services:recorded', 'services:told']) {
    expect(await intake(point)).toEqual({ count: 0, signal: 'SIGKILL' })
    expect(await showServices(market.pool, { limit: 5 })).toEqual([])
    expect(await tallied()).toMatchObject({ open: 0, told: 0 })
  }
  expect(await market.ask('m-1', [service('t-1', 1)])).toEqual([])
  expect(await market.drained(GRID)).toHaveLength(1)
})

test('the same service asked for by several messages at once: one is forwarded, the others are told why not', async () => {
  const records = (k: number) => {
    const both = [service(`t-${k}-1`, 1), service(`t-${k}-2`, 2)]
    return k % 2 === 0 ? both : both.toReversed()
  }
  const asked = await Promise.all([1, 2, 3].map((k) => market.ask(`m-${k}`, records(k))))
  expect(asked).toEqual([[], [], []])
  expect(await market.drained(GRID)).toHaveLength(2)
  const rejections = await market.drained(SUPPLIER)
  expect(rejections).toHaveLength(4)
  expect(rejections.every((one) => one.endsWith(' D28'))).toBe(true)
})

test('two answers to the same requests at once: one of them counts for each', async () => {
  await market.ask('m-1', [service('t-1', 1), service('t-2', 2)])
  const [first, second] = [await market.forwarded(), await market.forwarded()]
  const answering = (originalTransactionId: string, transactionId: string) => ({
    transactionId,
    originalTransactionId,
    reasons: [],
  })
  await Promise.all([
    market.answer('RSM-020-A01', 'a', [answering(first, 'a-1'), answering(second, 'a-2')]),
    market.answer('RSM-020-A02', 'b', [
      { ...answering(second, 'b-1'), reasons: [{ code: 'D28' }] },
      { ...answering(first, 'b-2'), reasons: [{ code: 'D28' }] },
    ]),
  ])
  expect(await market.drained(SUPPLIER)).toHaveLength(2)
  expect(await market.drained(GRID, 'measuredata')).toHaveLength(2)
  const states = (await showServices(market.pool, { limit: 5 })).map(({ state }) => state)
  expect(states.every((state) => state === 'accepted' || state === 'refused')).toBe(true)
})
