import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isErrorCode, monthOf, slotCount } from '../../kernel/index.ts'
import { mutated } from '../testing/mutations.ts'
import { bytesOf, interval } from '../testing/plain-document.ts'
import { Random } from '../testing/random.ts'
import { decodeRsm019 } from './decode.ts'
import type { WholesalePoint } from './document.ts'
import { encodeRsm019 } from './encode.ts'
import type { EncodableWholesale } from './encode.ts'

const ROOT = 'NotifyWholesaleServices_MarketDocument'
const ZONE = 'Europe/Copenhagen'
const [SUPPLIER, OWNER] = ['5790000701278', '5790001089030'] as const

const HEADER = {
  messageId: 'message-1',
  documentType: 'E31',
  processType: 'D05',
  businessSector: '23',
  createdAtMs: Date.UTC(2026, 10, 5, 7, 30, 54),
  senderId: '5790001330552',
  senderRole: 'DGL',
  receiverId: SUPPLIER,
  receiverRole: 'DDQ',
}

const OCTOBER = monthOf('2026-10', ZONE)
// The day of 25 hours.
const LONG_DAY = { fromMs: Date.UTC(2026, 9, 24, 22), toMs: Date.UTC(2026, 9, 25, 23) }
const BASE = {
  transactionId: 'transaction-1',
  version: 65n,
  gridArea: '804',
  energySupplierId: SUPPLIER,
  product: '5790001330590',
  unit: 'KWH',
  currency: 'DKK',
} as const
const CHARGE = { chargeCode: '40000', chargeType: 'D03', chargeOwnerId: OWNER } as const

const HOURLY: EncodableWholesale = {
  ...BASE,
  ...CHARGE,
  meteringPointType: 'E17',
  settlementMethod: 'D01',
  priceUnit: 'KWH',
  resolution: 'PT1H',
  ...LONG_DAY,
  points: [
    { position: 1, quantity: 46_572_000n, price: 756_998n, amount: 35_254_911n, quality: 'calculated' },
    { position: 2, quantity: 1_000_000n, price: -250_000n, amount: -250_000n, quality: 'incomplete' },
    { position: 3, quantity: 5_000_000n, price: undefined, amount: undefined, quality: 'incomplete' },
    { position: 4, quantity: 0n, price: 0n, amount: 0n, quality: 'calculated' },
    { position: 25, quantity: undefined, price: undefined, amount: undefined, quality: 'not_available' },
  ],
}
const MONTH = { resolution: 'P1M', fromMs: OCTOBER.fromMs, toMs: OCTOBER.toMs } as const
const monthly = (amount: bigint): WholesalePoint[] => [
  { position: 1, quantity: undefined, price: undefined, amount, quality: undefined },
]
const MONTHLY: EncodableWholesale = { ...BASE, ...CHARGE, ...MONTH, points: monthly(20_108_216_520n) }
const TOTAL: EncodableWholesale = { ...BASE, ...MONTH, points: monthly(349_419_943_412n) }

type Change = Record<string, unknown>

function plain(series: EncodableWholesale, changes: Change = {}, period: Change = {}, head: Change = {}): object {
  const document = JSON.parse(new TextDecoder().decode(encodeRsm019(HEADER, [series]))) as Record<
    string,
    { Series: { Period: object }[] }
  >
  const root = document[ROOT]
  const [first] = root?.Series ?? []
  const changed = { ...first, Period: { ...first?.Period, ...period }, ...changes }
  return { [ROOT]: { ...root, Series: [changed], ...head } }
}

/** Findings as `CODE path`, the path from the series on. */
function faultsOf(value: unknown): string[] {
  const { findings, series } = decodeRsm019(bytesOf(value))
  return [...findings, ...series.flatMap((one) => one.findings)].map(
    ({ code, path }) => `${code} ${(path ?? '').replace(/^\w+_MarketDocument\.?(Series\[0\]\.)?/, '')}`,
  )
}

const point = (position: unknown, changes: Change = {}): Change => ({
  position: { value: position },
  'energySum_Quantity.quantity': 1,
  'price.amount': { value: 1 },
  ...changes,
})

const millionths = fc.oneof(fc.bigInt(-(10n ** 18n) + 1n, 10n ** 18n - 1n), fc.bigInt(-5000n, 5000n), fc.constant(0n))
const priced = fc.record({
  quantity: fc.option(millionths, { nil: undefined }),
  price: millionths,
  amount: millionths,
  quality: fc.constantFrom('calculated' as const, 'incomplete' as const, undefined),
})
const unpriced = fc.record({
  quantity: fc.option(millionths, { nil: undefined }),
  quality: fc.constantFrom('incomplete' as const, 'not_available' as const, undefined),
})
const values = fc.oneof(
  priced,
  unpriced.map((drawn) => ({ ...drawn, price: undefined, amount: undefined })),
)
const pointsUpTo = (count: number): fc.Arbitrary<WholesalePoint[]> =>
  fc
    .array(fc.option(values), { minLength: 1, maxLength: count })
    .filter((slots) => slots.some((slot) => slot !== null))
    .map((slots) => slots.flatMap((slot, n) => (slot === null ? [] : [{ position: n + 1, ...slot }])))
const optional = (key: string, ...of: string[]): fc.Arbitrary<Change> =>
  fc.option(fc.constantFrom(...of)).map((drawn) => (drawn === null ? {} : { [key]: drawn }))

const months = fc.constantFrom('2026-02', '2026-03', '2026-10', '2024-02').map((month) => monthOf(month, ZONE))
const form = months.chain(({ fromMs, toMs, days }) => {
  const hours = days.reduce((sum, day) => sum + slotCount(day, 'PT1H'), 0)
  const byTheHour = (resolution: string, count: number): fc.Arbitrary<Partial<EncodableWholesale>> =>
    fc
      .record({
        points: pointsUpTo(count),
        meteringPointType: fc.constantFrom('E17', 'E18', 'D14'),
        fields: fc.constant({ ...CHARGE, resolution, fromMs, toMs, priceUnit: 'KWH' }),
      })
      .map(({ fields, ...rest }) => ({ ...fields, ...rest }))
  return fc.oneof(
    byTheHour('PT1H', hours),
    byTheHour('P1D', days.length),
    fc
      .record({ amount: millionths, charge: fc.constantFrom(CHARGE, {}, { chargeOwnerId: OWNER }) })
      .map(({ amount, charge }) => ({ ...charge, resolution: 'P1M', fromMs, toMs, points: monthly(amount) })),
  )
})

describe('RSM-019', () => {
  test('what is written is read again as it was, in each of its forms', () => {
    const changes = fc.record({
      form,
      version: fc.bigInt(0n, 10n ** 18n - 1n),
      method: optional('settlementMethod', 'D01', 'E02'),
      original: optional('originalTransactionId', 'request-1'),
      unit: fc.constantFrom('KWH', 'H87'),
      correction: fc.option(fc.constantFrom('D01', 'D02', 'D03')),
    })
    fc.assert(
      fc.property(changes, ({ form: drawn, version, method, original, unit, correction }) => {
        const settlement = correction === null ? {} : { settlementVersion: correction }
        const series = { ...BASE, ...drawn, version, unit, ...method, ...original, ...settlement } as EncodableWholesale
        const header = { ...HEADER, processType: correction === null ? 'D05' : 'D32' }
        const read = decodeRsm019(encodeRsm019(header, [series]))
        expect(read).toEqual({ header, series: [{ ...series, index: 0, findings: [], refused: false }], findings: [] })
      }),
      { numRuns: 200 },
    )
  })

  test('compact text: an unknown amount as 0, what is absent left out', () => {
    const text = new TextDecoder().decode(encodeRsm019(HEADER, [HOURLY, MONTHLY, TOTAL]))
    const head = '{"mRID":"transaction-1","version":"65",'
    const area =
      '"meteringGridArea_Domain.mRID":{"codingScheme":"NDK","value":"804"},' +
      '"energySupplier_MarketParticipant.mRID":{"codingScheme":"A10","value":"5790000701278"},' +
      '"product":"5790001330590","quantity_Measure_Unit.name":{"value":"KWH"},'
    const charge =
      '"chargeType.mRID":"40000","chargeType.type":{"value":"D03"},' +
      '"chargeType.chargeTypeOwner_MarketParticipant.mRID":{"codingScheme":"A10","value":"5790001089030"},'
    const month =
      '"currency_Unit.name":{"value":"DKK"},"Period":{"resolution":"P1M",' +
      '"timeInterval":{"start":{"value":"2026-09-30T22:00Z"},"end":{"value":"2026-10-31T23:00Z"}},"Point":['
    expect(text.slice(text.indexOf('"Series"'))).toBe(
      `"Series":[${head}"marketEvaluationPoint.type":{"value":"E17"},"marketEvaluationPoint.settlementMethod":{"value":"D01"},` +
        `${charge}${area}"price_Measure_Unit.name":{"value":"KWH"},"currency_Unit.name":{"value":"DKK"},"Period":{"resolution":"PT1H",` +
        '"timeInterval":{"start":{"value":"2026-10-24T22:00Z"},"end":{"value":"2026-10-25T23:00Z"}},"Point":[' +
        '{"position":{"value":1},"energy_Quantity.quantity":46.572,"price.amount":{"value":0.756998},' +
        '"energySum_Quantity.quantity":35.254911,"quality":{"value":"A06"}},' +
        '{"position":{"value":2},"energy_Quantity.quantity":1,"price.amount":{"value":-0.25},' +
        '"energySum_Quantity.quantity":-0.25,"quality":{"value":"A05"}},' +
        '{"position":{"value":3},"energy_Quantity.quantity":5,"energySum_Quantity.quantity":0,"quality":{"value":"A05"}},' +
        '{"position":{"value":4},"energy_Quantity.quantity":0,"price.amount":{"value":0},' +
        '"energySum_Quantity.quantity":0,"quality":{"value":"A06"}},' +
        '{"position":{"value":25},"energySum_Quantity.quantity":0,"quality":{"value":"A02"}}]}},' +
        `${head}${charge}${area}${month}{"position":{"value":1},"energySum_Quantity.quantity":20108.21652}]}},` +
        `${head}${area}${month}{"position":{"value":1},"energySum_Quantity.quantity":349419.943412}]}}]}}`,
    )
  })

  test('tolerated: bare values, seconds, a byte order mark, no quality, an amount that is absent', () => {
    const seconds = { timeInterval: interval('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z') }
    const document = plain(
      HOURLY,
      { 'currency_Unit.name': 'DKK', 'chargeType.mRID': { value: '40000' } },
      { ...seconds, Point: [{ position: 1, 'price.amount': '1.5', 'energySum_Quantity.quantity': { value: 3 } }] },
    )
    const { series, findings } = decodeRsm019(bytesOf(`\uFEFF${JSON.stringify(document, undefined, 2)}`))
    expect([findings, series[0]?.findings]).toEqual([[], []])
    expect(series[0]).toMatchObject({ ...LONG_DAY, chargeCode: '40000', currency: 'DKK' })
    expect(series[0]?.points).toEqual([
      { position: 1, quantity: undefined, price: 1_500_000n, amount: 3_000_000n, quality: undefined },
    ])
  })

  test('an amount is its digits, never a floating-point number', () => {
    const text = JSON.stringify(plain(TOTAL)).replace(':349419.943412', ':123456789012.345678')
    expect(decodeRsm019(bytesOf(text)).series[0]?.points[0]?.amount).toBe(123_456_789_012_345_678n)
  })

  test('0 without a price is an unknown amount by the hour, and nothing to pay in a month', () => {
    const zero = { position: 1, 'energySum_Quantity.quantity': 0 }
    const amountOf = (document: object): unknown => decodeRsm019(bytesOf(document)).series[0]?.points[0]?.amount
    expect(amountOf(plain(HOURLY, {}, { Point: [zero] }))).toBeUndefined()
    expect(amountOf(plain(HOURLY, {}, { Point: [{ ...zero, 'price.amount': 0 }] }))).toBe(0n)
    expect(amountOf(plain(HOURLY, {}, { Point: [{ ...zero, 'energySum_Quantity.quantity': 7 }] }))).toBe(7_000_000n)
    expect(amountOf(plain(MONTHLY, {}, { Point: [zero] }))).toBe(0n)
  })

  const without = (key: string): Change => ({ [key]: undefined })
  const owner = 'chargeType.chargeTypeOwner_MarketParticipant.mRID'
  test.each<[string, EncodableWholesale, Change, Change, string]>([
    ['no id', HOURLY, { mRID: '' }, {}, '00202 mRID'],
    ['no version', HOURLY, without('version'), {}, 'FIELD_MISSING version'],
    ['a correction outside D32', HOURLY, { 'settlement_Series.version': 'D01' }, {}, 'E86 settlement_Series.version'],
    ['no grid area', HOURLY, without('meteringGridArea_Domain.mRID'), {}, 'FIELD_MISSING meteringGridArea_Domain.mRID'],
    [
      'no supplier',
      TOTAL,
      without('energySupplier_MarketParticipant.mRID'),
      {},
      'FIELD_MISSING energySupplier_MarketParticipant.mRID',
    ],
    ['an unknown type', HOURLY, { 'marketEvaluationPoint.type': 'X17' }, {}, 'D18 marketEvaluationPoint.type'],
    [
      'an unknown method',
      HOURLY,
      { 'marketEvaluationPoint.settlementMethod': 'D02' },
      {},
      'SETTLEMENT_METHOD marketEvaluationPoint.settlementMethod',
    ],
    ['by the hour without a charge', HOURLY, without('chargeType.mRID'), {}, 'FIELD_MISSING chargeType.mRID'],
    ['an empty code', MONTHLY, { 'chargeType.mRID': '' }, {}, 'FIELD_MISSING chargeType.mRID'],
    ['a code without a type', MONTHLY, without('chargeType.type'), {}, 'FIELD_MISSING chargeType.type'],
    ['a charge without an owner', MONTHLY, without(owner), {}, `FIELD_MISSING ${owner}`],
    ['an unknown type of charge', MONTHLY, { 'chargeType.type': 'D04' }, {}, 'E86 chargeType.type'],
    ['an owner that is no text', MONTHLY, { [owner]: [] }, {}, `FIELD_INVALID ${owner}`],
    ['another unit', HOURLY, { 'quantity_Measure_Unit.name': 'MWH' }, {}, 'E73 quantity_Measure_Unit.name'],
    ['a price for another unit', HOURLY, { 'price_Measure_Unit.name': 'MWH' }, {}, 'E73 price_Measure_Unit.name'],
    ['another currency', TOTAL, { 'currency_Unit.name': 'EUR' }, {}, 'E86 currency_Unit.name'],
    ['no period', TOTAL, without('Period'), {}, 'FIELD_MISSING Period'],
    ['another resolution', HOURLY, {}, { resolution: 'PT15M' }, 'D23 Period.resolution'],
    [
      'a day that begins at another hour',
      HOURLY,
      {},
      { resolution: 'P1D', timeInterval: interval('2026-10-24T21:00Z', '2026-10-25T22:00Z') },
      'D66 Period.timeInterval',
    ],
    [
      'a month that begins on the second',
      TOTAL,
      {},
      { timeInterval: interval('2026-10-01T22:00Z', '2026-10-31T23:00Z') },
      'D66 Period.timeInterval',
    ],
    ['two positions in a month', TOTAL, {}, { Point: [point(1), point(2)] }, 'E87 Period.Point[1].position'],
    ['a position twice', HOURLY, {}, { Point: [point(1), point(1)] }, 'E87 Period.Point[1].position'],
    ['hour 26', HOURLY, {}, { Point: [point(26)] }, 'E87 Period.Point[0].position'],
    ['another quality', HOURLY, {}, { Point: [point(1, { quality: 'A03' })] }, 'D12 Period.Point[0].quality'],
    [
      'an amount that is none',
      HOURLY,
      {},
      { Point: [point(1, { 'energySum_Quantity.quantity': 'much' })] },
      'FIELD_INVALID Period.Point[0].energySum_Quantity.quantity',
    ],
    [
      'a price with seven decimals',
      HOURLY,
      {},
      { Point: [point(1, { 'price.amount': { value: '0.0000001' } })] },
      'E89 Period.Point[0].price.amount',
    ],
    [
      'a quantity that is no text',
      HOURLY,
      {},
      { Point: [point(1, { 'energy_Quantity.quantity': true })] },
      'FIELD_INVALID Period.Point[0].energy_Quantity.quantity',
    ],
  ])('refused: %s', (_, series, changes, period, expected) => {
    const document = plain({ ...series, points: series.points.slice(0, 1) }, changes, period)
    expect(faultsOf(document)).toEqual([expected])
    expect(decodeRsm019(bytesOf(document)).series[0]).toMatchObject({ refused: true, points: [] })
  })

  test('warned of: a wrong check digit of the owner, an amount that is absent', () => {
    const document = plain(HOURLY, { [owner]: '5790001089031' }, { Point: [{ position: 1, 'price.amount': 1 }] })
    expect(faultsOf(document)).toEqual([
      `CHECK_DIGIT ${owner}`,
      'FIELD_MISSING Period.Point[0].energySum_Quantity.quantity',
    ])
    const [series] = decodeRsm019(bytesOf(document)).series
    expect(series).toMatchObject({ refused: false, points: [{ price: 1_000_000n, amount: undefined }] })
  })

  test('every fault at once, of the head, of the series and of its points; nothing of it is kept', () => {
    const document = plain(
      HOURLY,
      { mRID: '', 'chargeType.type': 'D09', 'currency_Unit.name': undefined },
      { Point: [point(-1), point(2, { quality: 'A99', 'price.amount': 'x' })] },
      { type: 'E66', 'process.processType': 'D04' },
    )
    expect(faultsOf(document)).toEqual([
      '00401 type',
      '00402 process.processType',
      '00202 mRID',
      'E86 chargeType.type',
      'FIELD_MISSING currency_Unit.name',
      'E87 Period.Point[0].position',
      'FIELD_INVALID Period.Point[1].price.amount',
      'D12 Period.Point[1].quality',
    ])
    expect(decodeRsm019(bytesOf(document)).series[0]?.points).toEqual([])
  })

  test('a good series of a refused document is refused with it, and an id is stated once', () => {
    const { series } = decodeRsm019(bytesOf(plain(TOTAL, {}, {}, { type: 'E66' })))
    expect(series[0]).toMatchObject({ refused: true, points: [], findings: [{ code: '00302' }] })
    const twice = decodeRsm019(encodeRsm019(HEADER, [HOURLY, TOTAL])).series
    expect(twice.map(({ findings }) => findings.map(({ code }) => code))).toEqual([[], ['00102']])
  })

  test('a document of another kind is unknown', () => {
    expect(faultsOf({ NotifyAggregatedMeasureData_MarketDocument: {} })).toEqual(['DOCUMENT_UNKNOWN '])
    expect(faultsOf(`{"${ROOT}":`)).toEqual(['JSON_BROKEN '])
  })

  test('damaged documents never throw, and what is refused has no points', { timeout: 60_000 }, () => {
    const random = new Random(19)
    const originals = [HOURLY, MONTHLY, TOTAL].map((series) => bytesOf(plain(series)))
    let clean = 0
    for (let n = 0; n < 3000; n += 1) {
      const { findings, series } = decodeRsm019(mutated(random.one(originals), random))
      const all = [...findings, ...series.flatMap((one) => one.findings)]
      if (all.length === 0) clean += 1
      expect(all.every(({ code }) => isErrorCode(code))).toBe(true)
      for (const one of series) {
        const isFaulty = [...findings, ...one.findings].some(({ severity }) => severity === 'error')
        expect([one.refused, one.refused && one.points.length > 0]).toEqual([isFaulty, false])
      }
    }
    expect(clean).toBeGreaterThan(0)
    expect(clean).toBeLessThan(2700)
  })
})
