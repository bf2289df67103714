import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examplePoint, GRID_COMPANY, OTHER_COMPANY, recordMasterData } from '../../../test/reading-documents.ts'
import { commitDeliveries } from '../../../test/reading-store.ts'
import { dayOf, openRequestMarket, type RequestMarket, type TestRequest } from '../../../test/request-market.ts'
import { decodeRsm014, type Party } from '../../exchange/index.ts'
import { formatDecimal, glnWithCheckDigit, marketDayOf } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'

const [S1, S2, S3] = [glnWithCheckDigit(1), glnWithCheckDigit(2), glnWithCheckDigit(3)]
const [B1, B2] = [glnWithCheckDigit(901), glnWithCheckDigit(902)]
const supplier = (actorId: string): Party => ({ actorId, role: 'DDQ' })
const responsible = (actorId: string): Party => ({ actorId, role: 'DDK' })
const gridCompany = (actorId: string): Party => ({ actorId, role: 'MDR' })

const DAYS = ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06']
const PRODUCTION = { type: 'production', settlementMethod: null } as const
const ACTORLESS = { energySupplierId: null, balanceResponsibleId: null, settlementMethod: null } as const

let market: RequestMarket
/** versions of the calculations, by name */
const versions: Record<string, bigint> = {}

// Area 801, by the quarter-hour: S1 uses 10 kWh under B1 and 2 under B2 and makes 4, S2 uses 3 under B1; import 13. Area 802: S1 uses 5.
beforeAll(async () => {
  market = await openRequestMarket()
  const { pool, ports } = market.intake
  await recordMasterData(pool, [
    examplePoint(1, { energySupplierId: S1, balanceResponsibleId: B1 }),
    examplePoint(2, { ...PRODUCTION, energySupplierId: S1, balanceResponsibleId: B1 }),
    examplePoint(3, { type: 'exchange', ...ACTORLESS, fromGridArea: '802', toGridArea: '801' }),
    examplePoint(4, { lossRole: 'grid_loss', energySupplierId: S3 }),
    examplePoint(5, { ...PRODUCTION, lossRole: 'system_correction', energySupplierId: S3 }),
    examplePoint(6, { energySupplierId: S2, balanceResponsibleId: B1 }),
    examplePoint(7, { energySupplierId: S1, balanceResponsibleId: B2, settlementMethod: 'non_profiled' }),
    examplePoint(8, { gridArea: '802', lossRole: 'grid_loss', energySupplierId: S3 }),
    examplePoint(9, { ...PRODUCTION, gridArea: '802', lossRole: 'system_correction', energySupplierId: S3 }),
    examplePoint(10, { gridArea: '802', energySupplierId: S1, balanceResponsibleId: B1 }),
    examplePoint(11, { energySupplierId: S1, balanceResponsibleId: B2 }),
  ])
  for (const day of DAYS) {
    const readings = [
      [1, 10],
      [2, 4],
      [3, 13],
      [6, 3],
      [7, 1],
      [10, 5],
      [11, 2],
    ] as const
    await commitDeliveries(
      ports,
      readings.map(([point, kwh]) => dayOf(point, day, kwh)),
      `readings ${day}`,
    )
  }
  const run = async (name: string, ...given: Parameters<RequestMarket['calculate']>): Promise<void> => {
    versions[name] = (await market.calculate(...given)).version
  }
  await run('whole', 'balance_fixing', '2026-03-02', '2026-03-04', ['801', '802'])
  await run('later', 'balance_fixing', '2026-03-06', '2026-03-06', ['801'])
  await run('first', 'first_correction_settlement', '2026-03-01', '2026-03-31', ['801', '802'])
  await run('wholesale', 'wholesale_fixing', '2026-03-01', '2026-03-31', ['802'])
  await run('second', 'second_correction_settlement', '2026-03-01', '2026-03-31', ['801'])
  await run('secret', 'aggregation', '2026-03-02', '2026-03-02', ['801'], true)
  // A correction for 3 March, after which S2 has no point left there.
  await commitDeliveries(ports, [dayOf(1, '2026-03-03', 11, 2)], 'a correction')
  await recordMasterData(pool, [examplePoint(6, { energySupplierId: S3, balanceResponsibleId: B1 })])
  await run('corrected', 'balance_fixing', '2026-03-03', '2026-03-03', ['801'])
})
afterAll(async () => {
  await market.close()
})

/** The answer as `area type [method] first..last version kWh-of-the-first-position`, in the order of the queue. */
async function answerTo(requester: Party, request: TestRequest): Promise<string[]> {
  const own = requester.role === 'DDQ' ? { energySupplierId: requester.actorId } : {}
  const party = requester.role === 'DDK' ? { balanceResponsibleId: requester.actorId } : {}
  const messages = await market.ask('RSM-016', requester, { ...own, ...party, ...request })
  return messages.flatMap(({ documentType, body }) => {
    if (documentType !== 'RSM-014') return [documentType]
    const { findings, series, header } = decodeRsm014(body)
    expect(findings).toEqual([])
    expect(header).toMatchObject({ receiverId: requester.actorId, receiverRole: requester.role })
    return series.map((one) => {
      const day = (ms: number): string => marketDayOf(ms, dk.zone).date.slice(8)
      const version = Object.keys(versions).find((name) => versions[name] === one.version) ?? '?'
      const kind = [one.meteringPointType, one.settlementMethod].filter((code) => code !== undefined).join(' ')
      const ids = [one.energySupplierId, one.balanceResponsibleId].map((id) => ACTORS.get(id ?? '') ?? '-').join('/')
      const first = formatDecimal(one.points[0]?.quantity ?? 0n, 6)
      return `${one.gridArea} ${kind} ${ids} ${day(one.fromMs)}..${day(one.toMs - 1)} ${version} ${first}`
    })
  })
}
const ACTORS = new Map<string, string>([
  [S1, 'S1'],
  [S2, 'S2'],
  [S3, 'S3'],
  [B1, 'B1'],
  [B2, 'B2'],
])
const FLEX = { meteringPointType: 'E17', settlementMethod: 'D01' } as const

describe('what is selected', () => {
  test('the newest version of each day, divided where days lack and where the calculation changes', async () => {
    expect(await answerTo(supplier(S1), { ...FLEX, gridArea: '801' })).toEqual([
      '801 E17 D01 S1/- 02..02 whole 12',
      '801 E17 D01 S1/- 03..03 corrected 13',
      '801 E17 D01 S1/- 04..04 whole 12',
      '801 E17 D01 S1/- 06..06 later 12',
    ])
  })

  test('only the days that are asked for', async () => {
    const twoDays = { ...FLEX, gridArea: '801', start: '2026-03-03T23:00:00Z', end: '2026-03-05T23:00:00Z' }
    expect(await answerTo(supplier(S1), twoDays)).toEqual(['801 E17 D01 S1/- 04..04 whole 12'])
  })

  test('a series that the newest version does not have any more is answered from the one before', async () => {
    expect(await answerTo(supplier(S2), { ...FLEX })).toEqual([
      '801 E17 D01 S2/- 02..04 whole 3',
      '801 E17 D01 S2/- 06..06 later 3',
    ])
  })

  test('every type and area when none is named', async () => {
    const day = { start: '2026-03-01T23:00:00Z', end: '2026-03-02T23:00:00Z' }
    expect(await answerTo(supplier(S1), day)).toEqual([
      '801 E17 D01 S1/- 02..02 whole 12',
      '801 E17 E02 S1/- 02..02 whole 1',
      '801 E18 S1/- 02..02 whole 4',
      '802 E17 D01 S1/- 02..02 whole 5',
    ])
  })

  test('nothing of an internal calculation', async () => {
    const request = { energySupplierId: S1, processType: 'D03' }
    expect(await market.outcomeOf('RSM-016', supplier(S1), request)).toEqual(['E0H'])
  })

  test('the answer refers to the request, message and transaction', async () => {
    const [message] = await market.ask('RSM-016', supplier(S1), {
      ...FLEX,
      energySupplierId: S1,
      gridArea: '802',
      messageId: 'asked-for-802',
      transactionId: 'asked-for-802-1',
    })
    expect(decodeRsm014(message?.body ?? new Uint8Array()).series[0]?.originalTransactionId).toBe('asked-for-802-1')
    const { rows } = await market.intake.pool.query(
      "select document_type from exchange.queue_bundle where related_message_id = 'asked-for-802'",
    )
    expect(rows).toEqual([{ document_type: 'RSM-014' }])
  })
})

describe('corrections', () => {
  const ask = { ...FLEX, processType: 'D32', start: '2026-03-01T23:00:00Z', end: '2026-03-02T23:00:00Z' }

  test('by their number', async () => {
    expect(await answerTo(supplier(S1), { ...ask, settlementVersion: 'D01' })).toEqual([
      '801 E17 D01 S1/- 02..02 first 12',
      '802 E17 D01 S1/- 02..02 first 5',
    ])
    expect(await answerTo(supplier(S1), { ...ask, settlementVersion: 'D02' })).toEqual([
      '801 E17 D01 S1/- 02..02 second 12',
    ])
    expect(await answerTo(supplier(S1), { ...ask, settlementVersion: 'D03' })).toEqual(['RSM-016'])
  })

  test('the latest of each area when none is named, and never the wholesale fixing', async () => {
    expect(await answerTo(supplier(S1), ask)).toEqual([
      '801 E17 D01 S1/- 02..02 second 12',
      '802 E17 D01 S1/- 02..02 first 5',
    ])
  })

  test('the document says which', async () => {
    const messages = await market.ask('RSM-016', supplier(S1), { ...ask, energySupplierId: S1 })
    const said = messages
      .map(({ body }) => decodeRsm014(body))
      .map(({ header, series }) => [header.processType, series[0]?.settlementVersion])
    expect(said).toEqual([
      ['D32', 'D02'],
      ['D32', 'D01'],
    ])
  })

  test('the wholesale fixing is asked for by its own process', async () => {
    expect(await answerTo(supplier(S1), { ...ask, processType: 'D05', gridArea: '802' })).toEqual([
      '802 E17 D01 S1/- 02..02 wholesale 5',
    ])
  })
})

describe('levels', () => {
  const day = { start: '2026-03-01T23:00:00Z', end: '2026-03-02T23:00:00Z' }

  test('a grid company gets the totals of its own area, exchange and total consumption too', async () => {
    expect(await answerTo(gridCompany(GRID_COMPANY), { ...day, gridArea: '801' })).toEqual([
      '801 E17 D01 -/- 02..02 whole 16',
      '801 E20 -/- 02..02 whole 13',
      '801 E17 E02 -/- 02..02 whole 1',
      '801 E18 -/- 02..02 whole 4',
      '801 E17 -/- 02..02 whole 17',
    ])
    expect(await answerTo(gridCompany(GRID_COMPANY), { ...day, gridArea: '801', meteringPointType: 'E17' })).toEqual([
      '801 E17 -/- 02..02 whole 17',
    ])
    expect(await answerTo(gridCompany(OTHER_COMPANY), { ...day, gridArea: '802', meteringPointType: 'E20' })).toEqual([
      '802 E20 -/- 02..02 whole -13',
    ])
    expect(await market.outcomeOf('RSM-016', gridCompany(OTHER_COMPANY), { ...day, gridArea: '801' })).toEqual(['E86'])
  })

  test('a balance responsible party gets its own totals, and those of a supplier that it names', async () => {
    expect(await answerTo(responsible(B2), day)).toEqual([
      '801 E17 D01 -/B2 02..02 whole 2',
      '801 E17 E02 -/B2 02..02 whole 1',
    ])
    expect(await answerTo(responsible(B1), { ...day, ...FLEX, energySupplierId: S2 })).toEqual([
      '801 E17 D01 S2/B1 02..02 whole 3',
    ])
    expect(await answerTo(responsible(B2), { ...day, energySupplierId: S2 })).toEqual(['RSM-016'])
  })

  test('a supplier may ask for what it has under one balance responsible party', async () => {
    expect(await answerTo(supplier(S1), { ...day, ...FLEX, gridArea: '801', balanceResponsibleId: B2 })).toEqual([
      '801 E17 D01 S1/B2 02..02 whole 2',
    ])
  })
})

describe('without data', () => {
  test('E0H when there is nothing, D46 when there is something in other areas', async () => {
    const own = { energySupplierId: S2, ...FLEX }
    expect(await market.outcomeOf('RSM-016', supplier(S2), { ...own, gridArea: '802' })).toEqual(['D46'])
    const april = { start: '2026-03-31T22:00:00Z', end: '2026-04-30T22:00:00Z' }
    expect(await market.outcomeOf('RSM-016', supplier(S2), { ...own, ...april, gridArea: '802' })).toEqual(['E0H'])
    expect(await market.outcomeOf('RSM-016', supplier(S2), { ...own, ...april })).toEqual(['E0H'])
  })

  test('nobody is answered about somebody else', async () => {
    expect(await market.outcomeOf('RSM-016', supplier(S2), { energySupplierId: S1 })).toEqual(['E16'])
    expect(await market.outcomeOf('RSM-016', responsible(B2), { balanceResponsibleId: B1 })).toEqual(['E18'])
  })
})
