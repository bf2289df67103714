import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GRID_COMPANY, pointId } from '../../../test/reading-documents.ts'
import { ONE, SYSTEM, TWO } from '../../../test/report-market.ts'
import { openWholesaleHub, POINT, type WholesaleHub } from '../../../test/wholesale-hub.ts'
import { parseInstant } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import type { ComparisonPorts } from './compare-calculations.ts'
import { explainAmount, type AskedAmount, type ExplainedAmount } from './explain-amount.ts'

let hub: WholesaleHub
let corrected: Awaited<ReturnType<WholesaleHub['correct']>>
let ports: ComparisonPorts

// The fixing is explained after the correction: as it was known then, nothing that came later enters.
beforeAll(async () => {
  hub = await openWholesaleHub()
  corrected = await hub.correct()
  const { pool, lake, engine, directory } = hub.intake
  ports = { pool, lake, engine, zone: dk.zone, scratch: join(directory, 'scratch') }
})
afterAll(async () => {
  await hub.close()
})

type Other = Partial<AskedAmount> & { readonly calculation?: string; readonly limit?: number }
const made = new Map<string, Promise<readonly ExplainedAmount[]>>()

/** Explains once what several tests look at. */
async function explain(code: string, at: string, other: Other = {}): Promise<readonly ExplainedAmount[]> {
  const key = JSON.stringify([code, at, other])
  const found = made.get(key) ?? explainAnew(code, at, other)
  made.set(key, found)
  return await found
}

async function explainAnew(code: string, at: string, other: Other): Promise<readonly ExplainedAmount[]> {
  const { calculation = hub.fixing.calculationId, limit = 10, ...rest } = other
  const owner = code === 'TAX' || code === 'TRANS' ? SYSTEM : GRID_COMPANY
  const atMs = parseInstant(at) ?? Number.NaN
  const asked = { chargeCode: code, chargeOwnerId: owner, gridArea: '801', energySupplierId: undefined, atMs, ...rest }
  return (await explainAmount(calculation, asked, limit, ports)).amounts
}

const brief = ({ energySupplierId, top, ...amount }: ExplainedAmount): string[] => [
  `${energySupplierId} ${amount.meteringPointType}: ${amount.quantity} x ${amount.price} = ${amount.amount}`,
  ...top.map((part) => {
    const n = Object.values(POINT).find((each) => pointId(each) === part.meteringPointId)
    return `${n}${part.isAllocatedLoss ? ' loss' : ''}: ${part.quantity} ${part.qualities.join('+')} from ${part.linkFrom} to ${part.linkTo}`
  }),
]

const [MONTH, CHANGE, END] = ['2026-02-28T23:00:00Z', '2026-03-15T23:00:00Z', '2026-03-31T22:00:00Z']

describe('a tariff by the hour', () => {
  // Hour 5 of the 2nd: the flex point reads 1.007 + 0.003 k in quarters 20 to 23, the hourly one 2.501 + 0.017 x 5; the exchange
  // 2 + 0.005 k. Children are in no energy result, so what is lost is 8.43 - 4.286 - 2.586. The loss point is ONE's.
  test('is the energy of its points, and the loss that one is given; hours spread over quarters carry their rounding', async () => {
    const amounts = await explain('NET', '2026-03-02T04:00:00Z')
    expect(amounts.map(({ energySupplierId, settlementMethod }) => `${energySupplierId} ${settlementMethod}`)).toEqual([
      `${ONE} flex`,
      `${TWO} non_profiled`,
    ])
    const [flex, hourly] = amounts.map(brief)
    expect(flex).toEqual([
      `${ONE} consumption: 5.844 x 0.105000 = 0.613620`,
      `1: 4.286000 measured from ${MONTH} to ${CHANGE}`,
      `5 loss: 1.558000 calculated from ${MONTH} to ${END}`,
    ])
    expect(hourly).toEqual([
      `${TWO} consumption: 2.586 x 0.105000 = 0.271530`,
      `2: 2.586000 measured from ${MONTH} to ${END}`,
    ])
  })

  test('names the messages that brought the readings, of the loss none, and the statement of the price', async () => {
    const [amount] = await explain('NET', '2026-03-02T04:00:00Z')
    expect(amount?.top.map(({ deliveries }) => deliveries.map(({ documentId }) => documentId))).toEqual([
      [expect.stringMatching(/^readings/) as string],
      [],
    ])
    expect(amount?.priceBasis).toMatchObject({
      stated: { price: 105_000n, form: 'table', validFrom: '2025-01-01', validTo: null },
      dividedByDays: undefined,
    })
    expect(amount).toMatchObject({
      parts: 2,
      partsQuantity: '5.844000',
      quantityRounding: '0.000000',
      exactAmount: '0.613620000',
      amountRounding: '0.000000000',
    })
  })

  test('of a correction has what came since: two messages for the point, and the new price', async () => {
    const { calculationId: calculation } = corrected
    const [changed] = await explain('NET', '2026-03-01T23:00:00Z', { calculation })
    const [point] = changed?.top.filter(({ meteringPointId }) => meteringPointId === pointId(POINT.flex)) ?? []
    expect([point?.quantity, point?.deliveries.length]).toEqual(['12.500000', 2])
    const [before] = await explain('NET', '2026-03-01T23:00:00Z')
    expect(before?.top.find(({ meteringPointId }) => meteringPointId === pointId(POINT.flex))).toMatchObject({
      quantity: '4.046000',
    })
    // The 29th has no hour 2 on the clock, and from it on another price.
    const late = await explain('NET', '2026-03-29T01:00:00Z', { calculation })
    expect(late[0]?.priceBasis?.stated).toMatchObject({ price: 400_000n, validFrom: '2026-03-29' })
    const [early] = await explain('NET', '2026-03-29T01:00:00Z')
    expect(early?.priceBasis?.stated).toMatchObject({ price: 103_000n, validFrom: '2025-01-01' })
  })

  test('with a negative price, and a product that is rounded once: half away from zero', async () => {
    const [amount] = await explain('TRANS', '2026-03-02T04:00:00Z')
    expect(amount).toMatchObject({
      quantity: '2.586',
      price: '-0.051234',
      exactAmount: '-0.132491124',
      amount: '-0.132491',
      amountRounding: '0.000000124',
    })
  })

  test('without readings has its points, with nothing and missing', async () => {
    const [amount] = await explain('TRANS', '2026-03-15T05:00:00Z')
    expect(amount).toMatchObject({ parts: 1, quantity: '0.000', amount: '0.000000' })
    expect(amount?.top).toMatchObject([{ quantity: '0.000000', qualities: ['missing'], deliveries: [] }])
  })

  test('shows no more parts than are asked for, but counts all', async () => {
    const [amount] = await explain('NET', '2026-03-02T04:00:00Z', { energySupplierId: ONE, limit: 1 })
    expect([amount?.parts, amount?.top.length]).toEqual([2, 1])
  })
})

describe('charges by the day', () => {
  test('a daily tariff has the whole day of its points, children with the supplier of their parent', async () => {
    const amounts = await explain('TAX', '2026-03-01T23:00:00Z')
    // 96 quarters of 1.007 + 0.003 k; 24 hours of 0.333 + 0.001 k.
    expect(amounts.flatMap(brief)).toEqual([
      `${ONE} consumption: 110.352 x 0.008000 = 0.882816`,
      `1: 110.352000 measured from ${MONTH} to ${CHANGE}`,
      `${ONE} electrical_heating: 8.268 x 0.008000 = 0.066144`,
      `3: 8.268000 measured from ${MONTH} to ${CHANGE}`,
    ])
    const long = await explain('TAX', '2026-03-28T23:00:00Z')
    // 92 quarters, and 23 hours, of the day that is short; TWO supplies them by then.
    expect(long.flatMap(brief)).toEqual([
      `${TWO} consumption: 105.202 x 0.008000 = 0.841616`,
      `1: 105.202000 measured from ${CHANGE} to ${END}`,
      `${TWO} electrical_heating: 7.912 x 0.008000 = 0.063296`,
      `3: 7.912000 measured from ${CHANGE} to ${END}`,
    ])
  })

  test('without a price there is a quantity, and no amount; in the correction there is one', async () => {
    const [amount] = await explain('TAX', '2026-02-28T23:00:00Z')
    expect(amount).toMatchObject({ price: null, amount: null, exactAmount: null, amountRounding: null })
    expect([amount?.priceBasis, amount?.parts]).toEqual([undefined, 1])
    const [known] = await explain('TAX', '2026-02-28T23:00:00Z', { calculation: String(corrected.version), limit: 0 })
    expect(known?.priceBasis?.stated.validFrom).toBe('2026-03-01')
  })

  test('a subscription has its links, and a thirty-first of the price of the month', async () => {
    const [amount] = await explain('ABO', '2026-03-15T23:00:00Z')
    expect(amount === undefined ? [] : brief(amount)).toEqual([
      `${TWO} consumption: 2.000 x 2.064516 = 4.129032`,
      `1: 2.000000  from ${CHANGE} to ${END}`,
    ])
    expect(amount).toMatchObject({
      quantityUnit: 'pcs',
      qualities: null,
      priceBasis: { stated: { price: 64_000_000n, validFrom: '2025-01-01' }, dividedByDays: 31 },
      top: [{ factor: 2, deliveries: [] }],
    })
  })

  test('a fee has the link of its one day', async () => {
    const amounts = await explain('GEB', '2026-03-04T23:00:00Z')
    expect(amounts.flatMap(brief)).toEqual([
      `${TWO} consumption: 3.000 x 99.500000 = 298.500000`,
      '2: 3.000000  from 2026-03-04T23:00:00Z to 2026-03-05T23:00:00Z',
    ])
  })
})

// followAmount throws where the parts do not come to what is stored, so it is enough that it says something of each.
test('every amount of a slot can be explained, of every charge, on days of 24 and 23 hours, with readings and without', async () => {
  const stored = await hub.stored(corrected)
  const times = ['2026-03-09T23:00:00Z', '2026-03-29T01:00:00Z']
  for (const time of times) {
    const rows = stored.amounts.filter((row) => row.time === time)
    expect(rows.length).toBeGreaterThan(0)
    for (const code of new Set(rows.map(({ chargeCode }) => chargeCode))) {
      const amounts = await explain(code, time, { calculation: corrected.calculationId })
      const expected = rows.filter(({ chargeCode }) => chargeCode === code)
      expect(amounts).toHaveLength(expected.length)
      for (const row of expected) expect(amounts).toContainEqual(expect.objectContaining(row))
    }
  }
})

test('what there is not: another calculation, charge, area, supplier, or an instant that begins no slot', async () => {
  const at = '2026-03-02T04:00:00Z'
  await expect(explain('NET', at, { calculation: '99' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  for (const [code, instant, other] of [
    ['NONE', at, {}],
    ['NET', at, { gridArea: '802' }],
    ['NET', at, { energySupplierId: SYSTEM }],
    ['NET', '2026-03-02T04:15:00Z', {}],
    ['TAX', at, {}],
    ['NET', '2026-04-02T04:00:00Z', {}],
  ] as const)
    await expect(explain(code, instant, other)).rejects.toMatchObject({ code: 'NOT_CALCULATED' })
})
