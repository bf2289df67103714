import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'
import {
  deadLetters,
  encodeRsm019,
  pollCategory,
  type EncodableWholesale,
  type HubClient,
  type PollCounts,
  type WholesalePoint,
} from '../exchange/index.ts'
import { fixedClock, glnWithCheckDigit, marketDay, monthOf, nextDay, slotCount } from '../kernel/index.ts'
import { dk } from '../market/index.ts'
import { hubAmounts, type HubAmounts, type HubCharge } from './hub-amounts.ts'
import { rsm019Handler } from './rsm019-handler.ts'

const [OURS, OTHER, GRID, SYSTEM] = [glnWithCheckDigit(1), glnWithCheckDigit(2), '8500000000502', '5790000432752']

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  await database.drop()
})

// Each test has a month of its own, so that one database will do.
let month = '2020-01'
beforeEach(() => {
  const last = monthOf(month, dk.zone).days.at(-1)?.date ?? ''
  month = nextDay(marketDay(last, dk.zone)).date.slice(0, 7)
})

type Change = Partial<EncodableWholesale>
interface Sent {
  readonly series: readonly Change[]
  readonly process?: 'D05' | 'D32'
}

const FEE = { chargeCode: 'Fee-804', chargeType: 'D02', chargeOwnerId: GRID, unit: 'H87' } as const
const TARIFF = { chargeCode: '40000', chargeType: 'D03', chargeOwnerId: SYSTEM } as const

/** A series of the month, of area 804 and version 65 unless it says otherwise. */
function whole(change: Change, transactionId: string): EncodableWholesale {
  const { fromMs, toMs } = monthOf(month, dk.zone)
  return {
    transactionId,
    version: 65n,
    gridArea: '804',
    energySupplierId: OURS,
    product: '5790001330590',
    unit: 'KWH',
    currency: 'DKK',
    resolution: 'P1M',
    fromMs,
    toMs,
    points: [],
    ...change,
  }
}

function documentOf(messageId: string, { series, process = 'D05' }: Sent): Uint8Array {
  return encodeRsm019(
    {
      messageId,
      documentType: 'E31',
      processType: process,
      businessSector: '23',
      createdAtMs: 0,
      senderId: dk.operatorId ?? '',
      senderRole: 'DGL',
      receiverId: OURS,
      receiverRole: 'DDQ',
    },
    series.map((change, n) => whole(change, `${messageId}-${n}`)),
  )
}

let messages = 0
/** Puts documents into the hub's queue and empties it as the supplier does. */
async function take(...documents: readonly (Sent | Uint8Array)[]): Promise<PollCounts> {
  const waiting = documents.map((document) => {
    const messageId = `hub-${(messages += 1)}`
    return { messageId, bytes: document instanceof Uint8Array ? document : documentOf(messageId, document) }
  })
  return await takeMessages(waiting)
}

async function takeMessages(
  waiting: { readonly messageId: string; readonly bytes: Uint8Array }[],
): Promise<PollCounts> {
  const client = {
    peek: async () => await Promise.resolve(waiting[0]),
    dequeue: async () => {
      waiting.shift()
      return await Promise.resolve('dequeued' as const)
    },
  } as unknown as HubClient
  const handlers = [rsm019Handler({ pool: database.pool, zone: dk.zone })]
  const ports = { pool: database.pool, clock: fixedClock(0), handlers }
  return await pollCategory('aggregations', { client, ports, wait: async () => {} })
}

const amounts = async (of: string = month): Promise<HubAmounts | undefined> =>
  await hubAmounts(database.pool, { energySupplierId: OURS, month: of }, dk.zone)
const charges = async (): Promise<readonly HubCharge[]> =>
  (await amounts())?.areas.flatMap((area) => area.charges) ?? []

const NOTHING = { quantity: undefined, price: undefined, amount: undefined, quality: undefined }
const amount = (micro: bigint): Change => ({ points: [{ ...NOTHING, position: 1, amount: micro }] })

/** A daily charge of some days of the month. */
function days(first: number, values: readonly Partial<WholesalePoint>[], change: Change = {}): Change {
  const at = (n: number): number => monthOf(month, dk.zone).days[n]?.startMs ?? monthOf(month, dk.zone).toMs
  return {
    meteringPointType: 'E17',
    settlementMethod: 'D01',
    resolution: 'P1D',
    fromMs: at(first - 1),
    toMs: at(first - 1 + values.length),
    points: values.map((value, n) => ({ ...NOTHING, position: n + 1, ...value })),
    ...change,
  }
}
const PIECES = { quantity: 2_000_000n, price: 12_756_998n, amount: 25_513_996n } as const

describe('amounts of a month', () => {
  test('by charge: quantity, amounts of its days, amount of the month; what does not add up is named (datahub 4.3)', async () => {
    await take(
      { series: [days(3, [PIECES], FEE)] },
      { series: [days(20, [PIECES], FEE)] },
      { series: [{ ...FEE, ...amount(25_513_996n) }] },
      { series: [days(1, [{ quantity: 948_682_000n, price: 1_756_998n, amount: 1_666_832_376n }], TARIFF)] },
      { series: [{ ...TARIFF, ...amount(1_666_832_376n) }] },
      { series: [amount(1_692_346_372n)] },
    )
    expect(await amounts()).toEqual({
      month,
      energySupplierId: OURS,
      areas: [
        {
          gridArea: '804',
          process: 'D05',
          correction: null,
          version: '65',
          charges: [
            {
              chargeType: 'fee',
              chargeCode: 'Fee-804',
              chargeOwnerId: GRID,
              quantity: '4',
              unit: 'pcs',
              rowsAmount: '51.027992',
              amount: '25.513996',
              difference: '-25.513996',
              unknown: 0,
            },
            {
              chargeType: 'tariff',
              chargeCode: '40000',
              chargeOwnerId: SYSTEM,
              quantity: '948.682',
              unit: 'kWh',
              rowsAmount: '1666.832376',
              amount: '1666.832376',
              difference: '0.000000',
              unknown: 0,
            },
          ],
          chargesAmount: '1692.346372',
          total: '1692.346372',
          difference: '0.000000',
        },
      ],
      total: '1692.346372',
    })
  })

  test('types, methods and resolutions of one charge are added up', async () => {
    const value = { quantity: 1_000_000n, price: 1_000_000n, amount: 1_000_000n } as const
    const hour = marketDay(`${month}-02`, dk.zone)
    await take({
      series: [
        days(1, [value, value], TARIFF),
        days(1, [value], { ...TARIFF, settlementMethod: 'E02' }),
        { ...days(1, [value], TARIFF), meteringPointType: 'D14' },
        { ...days(1, [value], TARIFF), resolution: 'PT1H', fromMs: hour.startMs, toMs: hour.endMs },
      ],
    })
    expect(await charges()).toMatchObject([{ quantity: '5', rowsAmount: '5.000000', amount: null, difference: null }])
  })

  test('an amount that is not known is counted, not taken for zero', async () => {
    const unpriced = { quantity: 3_000_000n, quality: 'incomplete' } as const
    await take({ series: [days(1, [unpriced, { ...unpriced, price: 1n, amount: 3n }, unpriced], TARIFF)] })
    await take({ series: [days(1, [unpriced], FEE)] }, { series: [{ ...FEE, ...amount(0n) }] })
    expect(await charges()).toMatchObject([
      { chargeType: 'fee', rowsAmount: null, amount: '0.000000', difference: '0.000000', unknown: 1 },
      { chargeType: 'tariff', quantity: '9', rowsAmount: '0.000003', unknown: 2 },
    ])
  })

  test('a total that was not sent is absent; one of an owner, or of another supplier, is not ours', async () => {
    await take({
      series: [
        { ...TARIFF, ...amount(5_000_000n) },
        { chargeOwnerId: GRID, ...amount(7_000_000n) },
        { ...amount(9_000_000n), energySupplierId: OTHER },
        { ...amount(-1_000_000n), gridArea: '805' },
      ],
    })
    expect(await amounts()).toMatchObject({
      total: '-1.000000',
      areas: [
        { gridArea: '804', chargesAmount: '5.000000', total: null, difference: null },
        { gridArea: '805', chargesAmount: '0.000000', total: '-1.000000', difference: '-1.000000' },
      ],
    })
  })

  test('of no month that nothing came of; without a month the last', async () => {
    expect(await amounts()).toBeUndefined()
    await take({ series: [amount(1n)] })
    expect(await hubAmounts(database.pool, { energySupplierId: OURS }, dk.zone)).toMatchObject({ month })
    expect(await hubAmounts(database.pool, { energySupplierId: GRID }, dk.zone)).toBeUndefined()
  })
})

describe('which holds', () => {
  const total = (micro: bigint, version: bigint, change: Change = {}): Change => ({
    ...amount(micro),
    version,
    ...change,
  })

  test('the highest version, whatever came last; a charge that it does not have is gone', async () => {
    await take(
      { series: [total(2n, 66n), { ...TARIFF, ...total(2n, 66n) }] },
      { series: [total(1n, 65n), { ...TARIFF, ...total(1n, 65n) }, { ...FEE, ...total(1n, 65n) }] },
    )
    expect(await amounts()).toMatchObject({
      areas: [{ version: '66', total: '0.000002', charges: [{ chargeCode: '40000' }] }],
    })
    expect(await charges()).toHaveLength(1)
  })

  test('a correction before the fixing, and of corrections the last, whatever their versions', async () => {
    await take({ series: [total(1n, 90n)] })
    await take({ process: 'D32', series: [total(3n, 70n, { settlementVersion: 'D02' })] })
    await take({ process: 'D32', series: [total(2n, 80n, { settlementVersion: 'D01' })] })
    expect(await amounts()).toMatchObject({
      areas: [{ process: 'D32', correction: 'D02', version: '70', total: '0.000003' }],
    })
  })

  test('areas each by themselves', async () => {
    await take({ series: [total(1n, 65n), total(2n, 66n, { gridArea: '805' })] })
    expect((await amounts())?.areas.map(({ gridArea, version }) => `${gridArea} ${version}`)).toEqual([
      '804 65',
      '805 66',
    ])
  })

  test('a series that came twice, published and as an answer, counts once', async () => {
    const series = days(1, [PIECES], FEE)
    await take({ series: [series] }, { series: [{ ...series, originalTransactionId: 'ours' }] })
    expect(await charges()).toMatchObject([{ quantity: '2', rowsAmount: '25.513996' }])
  })
})

describe('taking in', () => {
  test('a message that comes again changes nothing', async () => {
    const message = { messageId: 'once', bytes: documentOf('once', { series: [days(1, [PIECES], FEE)] }) }
    expect(await takeMessages([message])).toMatchObject({ stored: 1, deadLetters: 0 })
    expect(await takeMessages([message])).toMatchObject({ stored: 0, known: 1 })
    expect(await charges()).toMatchObject([{ quantity: '2' }])
  })

  test('every position is kept as it was stated, on the day of 23 hours too', async () => {
    const day = marketDay('2026-03-29', dk.zone)
    const hours = slotCount(day, 'PT1H')
    const points = Array.from({ length: hours }, (_, n) => ({
      ...NOTHING,
      position: n + 1,
      quantity: 1_234_000n,
      price: -1n,
      amount: BigInt(n),
      quality: 'calculated' as const,
    })).with(3, { ...NOTHING, position: 4, quality: 'not_available' } as never)
    const [, ...stated] = points
    const charge = { ...TARIFF, resolution: 'PT1H', meteringPointType: 'D14' }
    await take({ series: [{ ...charge, fromMs: day.startMs, toMs: day.endMs, points: stated }] })
    const { rows } = await database.pool.query<{
      quality: string
      prices: number
      missing: number
      message_id: string
    }>(
      `select d.quality, cardinality(d.micro_price) as prices, array_position(d.micro_amount, null) as missing, a.message_id
       from reconciliation.hub_amount_day d join reconciliation.hub_amount a using (hub_amount_id)
       where d.market_day = '2026-03-29' and a.metering_point_type = 'electrical_heating' and a.settlement_method is null`,
    )
    expect(rows).toEqual([{ quality: ` cc-${'c'.repeat(19)}`, prices: 23, missing: 1, message_id: `hub-${messages}` }])
    const { rows: kept } = await database.pool.query(
      'select from exchange.inbound_message where message_id = $1 and raw is not null',
      [`hub-${messages}`],
    )
    expect(kept).toHaveLength(1)
  })

  test('a series with a fault is left out, its neighbours are taken; a document with one becomes a dead letter', async () => {
    expect(await take({ series: [{ ...amount(1n), currency: 'EUR' }, amount(2n)] })).toMatchObject({ stored: 1 })
    expect(await amounts()).toMatchObject({ total: '0.000002' })
    const broken = documentOf('broken', { series: [amount(3n)], process: 'D04' as 'D05' })
    expect(await take(broken)).toMatchObject({ stored: 0, deadLetters: 1 })
    const [letter] = await deadLetters(database.pool)
    expect(letter).toMatchObject({ messageId: `hub-${messages}`, findings: [{ code: '00402' }, { code: '00302' }] })
  })

  test('what was taken in is never changed', async () => {
    for (const [table, column] of [
      ['hub_amount', 'currency'],
      ['hub_amount_day', 'quality'],
    ] as const) {
      for (const statement of [
        `update reconciliation.${table} set ${column} = ${column}`,
        `delete from reconciliation.${table}`,
        `truncate reconciliation.${table} cascade`,
      ]) {
        await expect(database.pool.query(statement), statement).rejects.toMatchObject({ code: 'GB001' })
      }
    }
  })
})
