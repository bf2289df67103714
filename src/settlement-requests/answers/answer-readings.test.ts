import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  examplePoint,
  GRID_COMPANY,
  OTHER_COMPANY,
  pointId,
  recordMasterData,
} from '../../../test/reading-documents.ts'
import { commitDeliveries } from '../../../test/reading-store.ts'
import {
  dayOf,
  openRequestMarket,
  SYSTEM_OPERATOR,
  type RequestMarket,
  type TestRequest,
} from '../../../test/request-market.ts'
import { decodeRsm012, type Party, type Rsm012Transaction } from '../../exchange/index.ts'
import { glnWithCheckDigit, marketDay, marketDayOf } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { flushBuffer } from '../../measurements/index.ts'

const [S1, S2] = [glnWithCheckDigit(1), glnWithCheckDigit(2)]
const supplier = (actorId: string): Party => ({ actorId, role: 'DDQ' })
const actor = (role: Party['role'], actorId: string): Party => ({ actorId, role })
const AT = (date: string): number => marketDay(date, dk.zone).startMs

let market: RequestMarket
beforeAll(async () => {
  market = await openRequestMarket()
  const { pool, ports } = market.intake
  const child = {
    type: 'electrical_heating',
    settlementMethod: null,
    energySupplierId: null,
    balanceResponsibleId: null,
  } as const
  await recordMasterData(pool, [
    examplePoint(1, { validFrom: '2017-01-01' }),
    examplePoint(1, { validFrom: '2026-03-05', energySupplierId: S2 }),
    examplePoint(2, { ...child, parentId: pointId(1) }),
    examplePoint(3, {
      type: 'exchange',
      settlementMethod: null,
      energySupplierId: null,
      balanceResponsibleId: null,
      fromGridArea: '802',
      toGridArea: '801',
    }),
    examplePoint(4, { energySupplierId: S2 }),
  ])
  const days = ['2019-06-03', '2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-29']
  await commitDeliveries(
    ports,
    days.flatMap((day) => [1, 2, 3].map((point) => dayOf(point, day, point, AT('2026-04-01')))),
    'readings',
  )
  await flushBuffer(ports)
  await commitDeliveries(ports, [dayOf(1, '2026-03-03', 9, AT('2026-04-02'), 'estimated')], 'a correction')
})
afterAll(async () => {
  await market.close()
})

async function readingsFor(requester: Party, point: number, request: TestRequest = {}): Promise<Rsm012Transaction[]> {
  const messages = await market.ask('RSM-015', requester, { meteringPointId: pointId(point), ...request })
  return messages.flatMap(({ body, documentType }) => {
    expect(documentType).toBe('RSM-012')
    const { findings, header, transactions } = decodeRsm012(body, { profile: dk, allowCalculated: true })
    expect(findings).toEqual([])
    expect(header).toMatchObject({ receiverId: requester.actorId, receiverRole: requester.role })
    return transactions
  })
}

/** Transactions as `first..last registered sum`. */
async function answerTo(requester: Party, point: number, request: TestRequest = {}): Promise<string[]> {
  const day = (ms: number): string => marketDayOf(ms, dk.zone).date
  return (await readingsFor(requester, point, request)).map(
    ({ fromMs, toMs, registeredAtMs, sum }) =>
      `${day(fromMs)}..${day(toMs - 1)} ${day(registeredAtMs).slice(5)} ${sum / 1_000_000n}`,
  )
}

describe('readings', () => {
  test('of its own days to a supplier, as they stand, with the registration that they have', async () => {
    expect(await answerTo(supplier(S1), 1)).toEqual([
      '2026-03-02..2026-03-02 04-01 96',
      '2026-03-03..2026-03-03 04-02 864',
      '2026-03-04..2026-03-04 04-01 96',
    ])
    expect(await answerTo(supplier(S2), 1)).toEqual([
      '2026-03-05..2026-03-05 04-01 96',
      '2026-03-29..2026-03-29 04-01 92',
    ])
  })

  test('only the days that are asked for, and historic ones', async () => {
    const third = { start: '2026-03-02T23:00:00Z', end: '2026-03-03T23:00:00Z' }
    expect(await answerTo(supplier(S1), 1, third)).toEqual(['2026-03-03..2026-03-03 04-02 864'])
    const june = { start: '2019-05-31T22:00:00Z', end: '2019-06-30T22:00:00Z' }
    expect(await answerTo(supplier(S1), 1, june)).toEqual(['2019-06-03..2019-06-03 04-01 96'])
  })

  test('of a child to the supplier of its parent', async () => {
    expect(await answerTo(supplier(S1), 2)).toEqual(['2026-03-02..2026-03-04 04-01 576'])
    expect(await readingsFor(supplier(S1), 2)).toMatchObject([{ meteringPointType: 'D14' }])
  })

  test('of every day to the grid company of the area, the system operator and the energy agency', async () => {
    const all = ['2026-03-02..2026-03-05 04-01 1152', '2026-03-29..2026-03-29 04-01 276']
    for (const role of ['MDR', 'DDM'] as const) expect(await answerTo(actor(role, GRID_COMPANY), 3)).toEqual(all)
    expect(await answerTo(actor('EZ', SYSTEM_OPERATOR), 3)).toEqual(all)
    expect(await answerTo(actor('STS', glnWithCheckDigit(77)), 3)).toEqual(all)
  })

  test('an exchange point says between which areas, and the answer to what it belongs', async () => {
    const [first] = await readingsFor(actor('MDR', GRID_COMPANY), 3, { transactionId: 'asked' })
    expect(first).toMatchObject({
      meteringPointType: 'E20',
      inDomain: '801',
      outDomain: '802',
      originalTransactionId: 'asked',
      resolution: 'PT15M',
      unit: 'KWH',
      qualities: { measured: 384, estimated: 0 },
    })
  })

  test.each([
    ['E16', supplier(S2), 1, { start: '2026-03-01T23:00:00Z', end: '2026-03-04T23:00:00Z' }],
    ['D50', actor('MDR', OTHER_COMPANY), 1, {}],
    ['D50', actor('DEL', GRID_COMPANY), 1, {}],
    ['E10', supplier(S1), 99, {}],
    ['E0H', supplier(S2), 4, {}],
    ['E17', supplier(S1), 1, { start: '2017-12-31T23:00:00Z', end: '2018-01-31T23:00:00Z' }],
  ] as const)('%s to %j of point %d', async (code, requester, point, request) => {
    expect(await market.outcomeOf('RSM-015', requester, { meteringPointId: pointId(point), ...request })).toEqual([
      code,
    ])
  })
})

describe('the yearly amount', () => {
  const ask = (point: number): TestRequest =>
    ({
      processType: 'E30',
      meteringPointId: pointId(point),
      start: undefined,
      end: undefined,
    }) as unknown as TestRequest

  test('is the energy of the 365 days before today, estimated while days lack', async () => {
    market.intake.setNow(Date.UTC(2026, 4, 1, 8))
    const [transaction] = await readingsFor(supplier(S2), 1, ask(1))
    expect(transaction).toMatchObject({
      resolution: 'P1Y',
      fromMs: AT('2025-05-01'),
      toMs: AT('2026-05-01'),
      registeredAtMs: Date.UTC(2026, 4, 1, 8),
      sum: 1_244_000_000n,
      qualities: { estimated: 1 },
    })
  })

  test('is measured when every slot of every day is', async () => {
    const { pool, ports } = market.intake
    await recordMasterData(pool, [examplePoint(5)])
    const first = marketDay('2025-05-01', dk.zone)
    const days = Array.from({ length: 365 }, (_, n) =>
      new Date((first.dayNumber + n) * 86_400_000).toISOString().slice(0, 10),
    )
    await commitDeliveries(
      ports,
      days.map((day) => dayOf(5, day, 1)),
      'a year',
    )
    const [transaction] = await readingsFor(supplier(S1), 5, ask(5))
    expect(transaction).toMatchObject({ sum: 35_040_000_000n, qualities: { measured: 1 } })
  })

  test.each([
    ['E16', supplier(S1), 1],
    ['E16', actor('MDR', GRID_COMPANY), 1],
    ['E10', supplier(S1), 99],
    ['E0H', supplier(S2), 4],
  ] as const)('%s to %j of point %d', async (code, requester, point) => {
    expect(await market.outcomeOf('RSM-015', requester, ask(point))).toEqual([code])
  })

  test('exists for consumption and production only', async () => {
    expect(await market.outcomeOf('RSM-015', supplier(S2), ask(2))).toEqual(['D18'])
    expect(await market.outcomeOf('RSM-015', supplier(S2), ask(3))).toEqual(['E16', 'D18'])
  })
})
