import { afterAll, beforeAll, expect, test } from 'vitest'
import { GridbookError } from '../../kernel/index.ts'
import type { CalculationComparison, Publication } from '../../settlement/index.ts'
import { openHubFixture, type HubFixture } from '../testing/hub-fixture.ts'
import type { VersionUseCases } from './versions.ts'

const ID = '00000000-0000-4000-8000-000000000001'
const PUBLISHED: Publication = {
  calculationType: 'balance_fixing',
  gridArea: '801',
  marketDay: '2026-03-01',
  version: 9_007_199_254_740_993n,
  calculationId: ID,
  isInternal: false,
  publishedSeq: 12n,
  publishedAtMs: Date.UTC(2026, 2, 9),
}
const CALCULATION = { calculationId: ID, version: 1n, type: 'balance_fixing', isInternal: false, inputSeq: 3n } as const
const POINT = {
  type: 'consumption',
  settlementMethod: 'flex',
  resolution: 'PT15M',
  gridArea: '801',
  fromGridArea: null,
  toGridArea: null,
  parentId: null,
  energySupplierId: '5790000000005',
  balanceResponsibleId: null,
  connectionState: 'connected',
  lossRole: null,
  product: null,
  unit: 'kWh',
} as const
const SERIES = { timeSeriesType: 'flex_consumption', level: 'supplier', gridArea: '801' } as const
const DELIVERY = {
  documentId: 'd',
  messageId: undefined,
  transactionId: 't',
  recordedSeq: 4n,
  registeredAtMs: Date.UTC(2026, 2, 8),
}
const CHARGE = { ownerId: '5790000000012', code: '40000', type: 'tariff' } as const
const COMPARISON = {
  a: CALCULATION,
  b: { ...CALCULATION, version: 2n, inputSeq: 5n },
  gridAreas: ['801'],
  from: '2026-03-01',
  to: '2026-03-02',
  same: false,
  energy: {
    summary: [
      {
        ...SERIES,
        aKwh: '1.000',
        bKwh: null,
        differenceKwh: '-1.000',
        absoluteKwh: '1.000',
        rows: 1,
        valueRows: 1,
        qualityRows: 0,
        rowsOnlyA: 1,
        rowsOnlyB: 0,
      },
    ],
    differingRows: 1,
    movers: [
      {
        ...SERIES,
        neighbourGridArea: null,
        energySupplierId: '5790000000005',
        balanceResponsibleId: null,
        meteringPointId: null,
        resolution: 'PT15M',
        marketDay: '2026-03-01',
        aKwh: '1.000',
        bKwh: null,
        differenceKwh: '-1.000',
        absoluteKwh: '1.000',
        valueSlots: 1,
        qualitySlots: 0,
        slots: [{ time: '2026-03-01T00:00:00Z', aKwh: '1.000', bKwh: null, aQualities: ['measured'], bQualities: [] }],
        causes: {
          points: 1,
          readingsKwh: '-1.00000000',
          periodsKwh: '0.00000000',
          allocatedLossKwh: '0.00000000',
          roundingKwh: '0.00000000',
          top: [
            {
              meteringPointId: '571313000000000068',
              readAs: 'PT15M',
              contribution: 'flex',
              aKwh: '1.00000000',
              bKwh: null,
              readingsKwh: '-1.00000000',
              periodsKwh: '0.00000000',
              otherQualities: false,
              deliveries: [DELIVERY],
              periods: [
                {
                  meteringPointId: '571313000000000068',
                  fromDay: '2026-03-01',
                  toDay: '2026-03-02',
                  before: POINT,
                  after: undefined,
                },
              ],
            },
          ],
        },
      },
    ],
  },
  amounts: undefined,
  changes: {
    fromSeq: 3n,
    toSeq: 5n,
    readings: { days: 0, points: 0, firstDays: 0, changedSlots: 0, byKind: [], top: [] },
    points: { points: 0, pointDays: 0, suppliedPoints: 0, supplierMoves: [], top: [] },
    charges: {
      pricedCharges: 1,
      priceDays: 1,
      linkedPoints: 1,
      topPrices: [
        { charge: CHARGE, marketDay: '2026-03-01', quarters: 96, firstQuarter: 0, before: undefined, after: 100_000n },
      ],
      topLinks: [
        {
          meteringPointId: '1',
          charge: CHARGE,
          fromDay: '2026-03-01',
          toDay: '2026-03-02',
          before: undefined,
          after: 2,
        },
      ],
    },
  },
} as unknown as CalculationComparison

const asked: unknown[] = []
const versions: VersionUseCases = {
  latest: async (query) => {
    asked.push(query)
    return await Promise.resolve([PUBLISHED])
  },
  history: async () =>
    await Promise.resolve([{ ...PUBLISHED, latestFrom: { seq: 12n, atMs: 0 }, latestTo: undefined }]),
  compare: async (references, options) => {
    asked.push([references, options])
    await Promise.resolve()
    if (references[0] === '7') throw new GridbookError('CALCULATION_ARGUMENT', 'nothing in common')
    return COMPARISON
  },
}

let hub: HubFixture
beforeAll(async () => {
  hub = await openHubFixture({ versions })
  await hub.server.ready()
})
afterAll(async () => {
  await hub.stop()
})

async function get(url: string): Promise<{ readonly status: number; readonly body: string }> {
  const response = await hub.server.inject({ url, headers: { authorization: await hub.bearer('operator') } })
  return { status: response.statusCode, body: response.body }
}
const json = async (url: string): Promise<unknown> => JSON.parse((await get(url)).body) as unknown

test('the latest versions, with numbers that are larger than a double holds as text', async () => {
  const url =
    '/v1/settlement/latest?type=balance_fixing&from=2026-03-28&to=2026-03-29&areas=801,802&asKnown=12&correction=true'
  expect(await json(url)).toEqual({
    latest: [
      {
        calculationType: 'balance_fixing',
        gridArea: '801',
        marketDay: '2026-03-01',
        version: '9007199254740993',
        calculationId: ID,
        isInternal: false,
        publishedSeq: '12',
        publishedAt: '2026-03-09T00:00:00Z',
      },
    ],
  })
  expect(asked.at(-1)).toEqual({
    types: ['balance_fixing'],
    from: '2026-03-28',
    to: '2026-03-30',
    gridAreas: ['801', '802'],
    asKnownSeq: 12n,
    correction: true,
  })
  await get('/v1/settlement/latest?asKnown=2026-03-09T00:00:00Z')
  expect(asked.at(-1)).toMatchObject({ types: undefined, asKnownMs: Date.UTC(2026, 2, 9) })
})

test.each(['type=nonsense', 'from=2026-02-30', 'to=soon', 'asKnown=yesterday'])('%s is refused', async (query) => {
  const { status, body } = await get(`/v1/settlement/history?${query}`)
  expect(status).toBe(400)
  expect(body).toContain(query.split('=')[1])
})

test('the history says when a version was the latest', async () => {
  expect(await json('/v1/settlement/history')).toMatchObject({
    history: [{ latestFrom: { seq: '12', at: '1970-01-01T00:00:00Z' }, latestTo: null }],
  })
})

test('a comparison loses nothing of what it has on the way out', async () => {
  const { energy, changes, ...rest } = (await json('/v1/settlement/compare/1/2?level=supplier&limit=3')) as Record<
    string,
    unknown
  >
  expect(asked.at(-1)).toEqual([['1', '2'], { gridArea: undefined, level: 'supplier', limit: 3 }])
  expect(rest).toEqual({
    a: { calculationId: ID, version: '1', calculationType: 'balance_fixing', isInternal: false, inputSeq: '3' },
    b: { calculationId: ID, version: '2', calculationType: 'balance_fixing', isInternal: false, inputSeq: '5' },
    gridAreas: ['801'],
    from: '2026-03-01',
    to: '2026-03-02',
    same: false,
    amounts: null,
  })
  const [mover] = COMPARISON.energy.movers
  const [cause] = mover?.causes.top ?? []
  expect(energy).toEqual({
    ...COMPARISON.energy,
    movers: [
      {
        ...mover,
        causes: {
          ...mover?.causes,
          top: [
            {
              ...cause,
              deliveries: [
                {
                  documentId: 'd',
                  messageId: null,
                  transactionId: 't',
                  recordedSeq: '4',
                  registeredAt: '2026-03-08T00:00:00Z',
                },
              ],
              periods: [{ ...cause?.periods[0], after: null }],
            },
          ],
        },
      },
    ],
  })
  expect(changes).toMatchObject({
    fromSeq: '3',
    charges: { topPrices: [{ before: null, after: '0.100000' }], topLinks: [{ before: null, after: 2 }] },
  })
})

test('calculations without anything in common cannot be compared, and a level is one of five', async () => {
  expect(await get('/v1/settlement/compare/7/8')).toMatchObject({ status: 409 })
  expect(await get('/v1/settlement/compare/1/2?level=nonsense')).toMatchObject({ status: 400 })
})
