import { afterEach, beforeEach, expect, test } from 'vitest'
import { OTHER_COMPANY, pointId, supplierId } from '../../../test/point-market.ts'
import { GRID, openServiceMarket, service, SUPPLIER, type ServiceMarket } from '../../../test/service-market.ts'
import { gsrnWithCheckDigit, marketDay } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { showServices } from '../../metering-points/index.ts'
import { decideServiceRequest } from './decide-service-request.ts'
import { expireServiceRequests } from './expire-service-requests.ts'
import { showStrayAnswers } from './stray-answers.ts'

let market: ServiceMarket
beforeEach(async () => {
  market = await openServiceMarket()
})
afterEach(async () => {
  await market.close()
})

const states = async () => (await showServices(market.pool, { limit: 50 })).map(({ state }) => state).toReversed()
const answering = (originalTransactionId: string, transactionId = 'a-1') => ({
  transactionId,
  originalTransactionId,
  reasons: [],
})
/** The grid company has so long, and no longer (30 market days after 15 June). */
const DUE_MS = marketDay('2026-07-16', dk.zone).startMs

test.each(['json', 'xml'] as const)('accepted, in %s', async (format) => {
  expect(await market.ask('m-1', [service('t-1', 1, { description: 'gate code 7' })], SUPPLIER, format)).toEqual([])
  const [open] = await showServices(market.pool, { isOpen: true, limit: 5 })
  expect(open).toMatchObject({
    meteringPointId: pointId(1),
    service: 'D01',
    wantedDay: '2026-06-16',
    description: 'gate code 7',
    supplierId: SUPPLIER.actorId,
    gridCompanyId: GRID.actorId,
    gridArea: '801',
    state: 'open',
    dueAt: '2026-07-15T22:00:00Z',
  })
  expect(await market.drained(GRID)).toEqual([`RSM-020 D01 ${pointId(1)} 2026-06-15T22:00:00Z gate code 7`])
  expect(await market.drained(SUPPLIER)).toEqual([])
  const id = open?.forwardedTransactionId ?? ''
  expect(await market.answer('RSM-020-A01', 'a', [answering(id)], GRID, format)).toEqual([])
  expect(await market.drained(SUPPLIER)).toEqual(['RSM-020-A01 t-1'])
  expect(await states()).toEqual(['accepted'])
  // The service may be asked for again.
  expect(await market.ask('m-2', [service('t-2', 1)])).toEqual([])
  expect(await states()).toEqual(['accepted', 'open'])
})

test('refused: D28, and what the grid company says', async () => {
  await market.ask('m-1', [service('t-1', 1), service('t-2', 2)])
  const [first, second] = [await market.forwarded(), await market.forwarded()]
  const refusal = (id: string, transactionId: string, code: string) => ({
    ...answering(id, transactionId),
    reasons: [{ code, text: 'ingen adgang' }],
  })
  expect(
    await market.answer('RSM-020-A02', 'a', [refusal(first, 'a-1', 'D41'), refusal(second, 'a-2', 'D28')]),
  ).toEqual([])
  expect(await market.drained(SUPPLIER)).toEqual(['RSM-020-A02 t-1 D28 D41', 'RSM-020-A02 t-2 D28'])
  expect(await showServices(market.pool, { limit: 1 })).toMatchObject([
    { state: 'refused', reasons: [{ code: 'D28', text: 'ingen adgang' }] },
  ])
})

test('overdue: when the thirtieth day has ended, once; an answer comes too late', async () => {
  await market.ask('m-1', [service('t-1', 1)])
  const id = await market.forwarded()
  market.setNow(DUE_MS - 1)
  expect(await expireServiceRequests(market)).toBe(0)
  market.setNow(DUE_MS)
  expect(await expireServiceRequests(market)).toBe(1)
  expect(await expireServiceRequests(market)).toBe(0)
  expect(await market.drained(SUPPLIER)).toEqual(['RSM-020-A02 t-1 D20'])
  expect(await market.answer('RSM-020-A01', 'a', [answering(id)])).toEqual([])
  expect(await market.drained(SUPPLIER)).toEqual([])
  expect(await market.drained(GRID, 'measuredata')).toEqual(['RSM-009 a-1 D20'])
  expect(await states()).toEqual(['overdue'])
})

test('an answer in the last moment counts; a late one makes the request overdue, whether or not anybody looked', async () => {
  await market.ask('m-1', [service('t-1', 1), service('t-2', 2)])
  const [first, second] = [await market.forwarded(), await market.forwarded()]
  market.setNow(DUE_MS - 1)
  await market.answer('RSM-020-A01', 'a', [answering(first)])
  market.setNow(DUE_MS)
  await market.answer('RSM-020-A01', 'b', [answering(second, 'a-2')])
  expect(await market.drained(SUPPLIER)).toEqual(['RSM-020-A01 t-1', 'RSM-020-A02 t-2 D20'])
  expect(await states()).toEqual(['accepted', 'overdue'])
  await market.ask('m-2', [service('t-3', 3, { start: '2026-07-19T22:00:00Z' })])
  const requestId = (await showServices(market.pool, { isOpen: true, limit: 1 }))[0]?.requestId ?? 0n
  market.setDay('2026-09-01')
  const decision = { requestId, outcome: 'accepted', reasons: [], sender: GRID } as const
  await expect(decideServiceRequest(decision, market)).rejects.toMatchObject({ code: 'SERVICE_CLOSED' })
  expect(await states()).toEqual(['accepted', 'overdue', 'overdue'])
})

test('cancelled by its supplier, as long as it is open; nobody is told', async () => {
  await market.ask('m-1', [service('t-1', 1)])
  const id = await market.forwarded()
  const requestId = (await showServices(market.pool, { limit: 1 }))[0]?.requestId ?? 0n
  const cancel = (supplier: number) =>
    decideServiceRequest(
      { requestId, outcome: 'cancelled', reasons: [], sender: { actorId: supplierId(supplier), role: 'DDQ' } },
      market,
    )
  await expect(cancel(2)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await cancel(1)).toMatchObject({ requestId, transactionId: 't-1' })
  await expect(cancel(1)).rejects.toMatchObject({ code: 'SERVICE_CLOSED' })
  await market.answer('RSM-020-A01', 'a', [answering(id)])
  expect(await market.drained(SUPPLIER)).toEqual([])
  expect(await market.drained(GRID, 'measuredata')).toEqual(['RSM-009 a-1 D20'])
  market.setDay('2026-09-01')
  expect(await expireServiceRequests(market)).toBe(0)
  expect(await states()).toEqual(['cancelled'])
})

test('the operator answers for a company without messages; the supplier is told', async () => {
  await market.ask('m-1', [service('t-1', 1), service('t-2', 2)])
  const ids = (await showServices(market.pool, { limit: 5 })).map(({ requestId }) => requestId).toReversed()
  const sender = { actorId: dk.operatorId ?? '', role: 'DGL' }
  const [first = 0n, second = 0n] = ids
  await decideServiceRequest({ requestId: first, outcome: 'accepted', reasons: [], sender }, market)
  const reasons = [{ code: 'D44', text: 'måler plomberet' }]
  await decideServiceRequest({ requestId: second, outcome: 'refused', reasons, sender }, market)
  expect(await market.drained(SUPPLIER)).toEqual(['RSM-020-A01 t-1', 'RSM-020-A02 t-2 D28 D44'])
})

const OTHER_SUPPLIER = { actorId: supplierId(2), role: 'DDQ' } as const

test('at once: each rule by itself, all in one message; what is sound goes on', async () => {
  const cases: (readonly [ReturnType<typeof service>, ...string[]])[] = [
    [service('unknown point', 1, { meteringPointId: gsrnWithCheckDigit(777) }), 'E10'],
    [service('id that no table holds', 1, { meteringPointId: 'a\0b' }), 'E10'],
    [service('no day', 1, { start: undefined }), 'E17'],
    [service('noon', 1, { start: '2026-06-16T10:00:00Z' }), 'E17'],
    [service('yesterday', 1, { start: '2026-06-13T22:00:00Z' }), 'E17'],
    [service('today', 1, { start: '2026-06-14T22:00:00Z' })],
    [service('60 days ahead', 2, { start: '2026-08-13T22:00:00Z' })],
    [service('61 days ahead', 3, { start: '2026-08-14T22:00:00Z' }), 'E17'],
    [service('no service', 3, { serviceType: undefined }), 'D28'],
    [service('no such service', 3, { serviceType: 'D02' }), 'D28'],
    [service('child', 7, { serviceType: 'D05' }), 'D18'],
    [service('disconnected', 5), 'D16'],
    [service('not disconnected', 1, { serviceType: 'D03' }), 'D16'],
    [service('reopening', 5, { serviceType: 'D03' })],
    [service('closed', 6, { serviceType: 'D05' }), 'D16'],
    [service('several', 6, { start: '2027-01-01T00:00:00Z', serviceType: 'X' }), 'E17', 'D28'],
  ]
  expect(
    await market.ask(
      'm-1',
      cases.map(([record]) => record),
    ),
  ).toEqual([])
  const rejected = cases.filter(([, ...codes]) => codes.length > 0)
  expect(await market.drained(SUPPLIER)).toEqual(
    rejected.map(([{ transactionId }, ...codes]) => ['RSM-020-A02', transactionId, ...codes].join(' ')),
  )
  expect(await market.drained(GRID)).toHaveLength(cases.length - rejected.length)
  expect(await states()).toEqual(cases.map(([, ...codes]) => (codes.length === 0 ? 'open' : 'rejected')))
})

test('at once: somebody else’s point, and a service that is asked for twice; the others go on', async () => {
  expect(await market.ask('m-0', [service('x', 1)], OTHER_SUPPLIER)).toEqual([])
  expect(await market.drained(OTHER_SUPPLIER)).toEqual(['RSM-020-A02 x E16'])
  await market.ask('m-1', [service('t-1', 1), service('t-2', 1), service('t-3', 1, { serviceType: 'D05' })])
  await market.ask('m-2', [service('t-4', 1), service('t-5', 2)])
  expect(await market.drained(SUPPLIER)).toEqual(['RSM-020-A02 t-2 D28', 'RSM-020-A02 t-4 D28'])
  expect(await market.drained(GRID)).toHaveLength(3)
  expect(await states()).toEqual(['rejected', 'open', 'rejected', 'open', 'rejected', 'open'])
  const [, refused] = await showServices(market.pool, { limit: 2 })
  expect(refused?.findings).toMatchObject([
    { code: 'SERVICE_OPEN', field: 'service', value: 'D01', danish: expect.stringContaining('afbrydelse') as string },
  ])
})

test('answers that answer nothing of their sender’s are kept, and acknowledged as refused', async () => {
  await market.ask('m-1', [service('t-1', 1)])
  const id = await market.forwarded()
  const foreign = { actorId: OTHER_COMPANY, role: 'DDM' } as const
  await market.answer('RSM-020-A01', 'a', [answering(id)], foreign)
  expect(await market.drained(foreign, 'measuredata')).toEqual(['RSM-009 a-1 D06'])
  await market.answer('RSM-020-A01', 'b', [
    { ...answering(id, 'b-1'), meteringPointId: pointId(2) },
    answering('nobody knows\0it', 'b-2'),
    { ...answering(id, 'b-3'), meteringPointId: pointId(1) },
    answering(id, 'b-4'),
  ])
  expect(await market.drained(GRID, 'measuredata')).toEqual(['RSM-009 b-1 D05', 'RSM-009 b-2 D06', 'RSM-009 b-4 D20'])
  expect(await market.drained(SUPPLIER)).toEqual(['RSM-020-A01 t-1'])
  const stray = await showStrayAnswers(market.pool, 10)
  expect(stray.map(({ transactionId }) => transactionId)).toEqual(['b-1', 'b-2', 'b-4', 'a-1'])
  expect(stray[3]).toMatchObject({ senderId: OTHER_COMPANY, kind: 'RSM-020-A01', originalTransactionId: id })
})

test('a message that comes again is refused whole, and does nothing again', async () => {
  await market.ask('m-1', [service('t-1', 1)])
  expect(await market.ask('m-1', [service('t-1', 1)])).toEqual(['DUPLICATE_MESSAGE', 'DUPLICATE_TRANSACTION'])
  const id = await market.forwarded()
  await market.answer('RSM-020-A01', 'a', [answering(id)])
  expect(await market.answer('RSM-020-A01', 'a', [answering(id)])).toContain('DUPLICATE_MESSAGE')
  expect(await market.drained(SUPPLIER)).toEqual(['RSM-020-A01 t-1'])
  expect(await market.drained(GRID, 'measuredata')).toEqual([])
})

test.each(['service_request', 'service_answer'])('%s is never changed and never removed', async (table) => {
  await market.ask('m-1', [service('t-1', 1)])
  for (const statement of [
    `update metering_points.${table} set recorded_seq = 1`,
    `delete from metering_points.${table}`,
    `truncate metering_points.${table} cascade`,
  ]) {
    await expect(market.pool.query(statement)).rejects.toMatchObject({ code: 'GB001' })
  }
})
