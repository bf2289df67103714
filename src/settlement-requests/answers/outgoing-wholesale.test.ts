import { describe, expect, test } from 'vitest'
import { toOutgoingWholesale } from './outgoing-wholesale.ts'

const head = {
  receiver: { actorId: '5790000000012', role: 'DDQ' },
  relatedMessageId: 'asked',
  originalTransactionId: 'asked-1',
  processType: 'D32',
  settlementVersion: 'D02',
  calculationVersion: 7n,
  gridArea: '801',
  energySupplierId: '5790000000012',
  fromMs: 0,
  toMs: 86_400_000,
} as const
const charge = { code: 'NET', type: 'tariff', ownerId: '5790000000005' } as const

describe('an answer to a request for wholesale services', () => {
  test('by the hour has quantities, prices and amounts in millionths, and codes for words', () => {
    expect(
      toOutgoingWholesale({
        ...head,
        kind: 'amount_per_charge',
        charge,
        isTax: false,
        meteringPointType: 'consumption',
        settlementMethod: 'flex',
        unit: 'kWh',
        resolution: 'PT1H',
        points: [
          {
            position: 1,
            quantityMilli: 1500n,
            priceMicroDkk: 250_000n,
            amountMicroDkk: 375_000n,
            quality: 'calculated',
          },
          { position: 3, quantityMilli: 2n, quality: 'missing' },
        ],
      }),
    ).toEqual({
      receivers: [head.receiver],
      relatedMessageId: 'asked',
      originalTransactionId: 'asked-1',
      processType: 'D32',
      settlementVersion: 'D02',
      calculationVersion: 7n,
      gridArea: '801',
      energySupplierId: '5790000000012',
      fromMs: 0,
      toMs: 86_400_000,
      meteringPointType: 'E17',
      settlementMethod: 'D01',
      charge: { code: 'NET', type: 'D03', ownerId: '5790000000005' },
      unit: 'KWH',
      resolution: 'PT1H',
      points: [
        { position: 1, quantity: 1_500_000n, price: 250_000n, amount: 375_000n, quality: 'calculated' },
        { position: 3, quantity: 2000n, price: undefined, amount: undefined, quality: 'incomplete' },
      ],
    })
  })

  test('by the month has one point of an amount alone, and a total no charge', () => {
    const point = { position: 1, quantity: undefined, price: undefined, amount: 5n, quality: undefined }
    const monthly = toOutgoingWholesale({
      ...head,
      kind: 'monthly_amount_per_charge',
      charge: { ...charge, type: 'subscription' },
      isTax: false,
      unit: 'pcs',
      amountMicroDkk: 5n,
    })
    expect(monthly).toMatchObject({ resolution: 'P1M', unit: 'H87', charge: { type: 'D01' }, points: [point] })
    const total = toOutgoingWholesale({ ...head, kind: 'total_monthly_amount', amountMicroDkk: 5n })
    expect(total).toMatchObject({ resolution: 'P1M', unit: 'KWH', points: [point] })
    expect(total).not.toHaveProperty('charge')
  })
})
