import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { appendGridAreas } from '../market/index.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import { checkPrices } from './check-prices.ts'
import type { PriceCheck } from './check-prices.ts'
import { chargeHistory } from './charge-history.ts'
import {
  byTheHour,
  CHARGES,
  flat,
  GRID,
  HOURS,
  link,
  LINKS,
  loaders,
  PRICES,
  SERIES,
  SPOT,
  tariff,
  withPoints,
} from './example-charges.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let load: Awaited<ReturnType<typeof loaders>>
beforeAll(async () => {
  database = await freshDatabase()
  load = await loaders(database.pool)
  await withPoints(database.pool, 5)
  await load.charges(
    CHARGES,
    tariff('FULL'),
    tariff('LATE'),
    tariff('HOLE'),
    tariff('STOP', 'PT1H', '2026-03-30'),
    `${GRID};SUB;subscription;2026-01-01;;Subscription;;P1M;true;;;`,
    `${GRID};FEE;fee;2026-01-01;;Fee;;P1M;true;;;`,
  )
  await load.prices(PRICES, flat('FULL', '1'), flat('LATE', '1', '2026-03-11'), flat('STOP', '1'))
  await load.prices(SERIES, `${GRID};HOLE;tariff;2026-03-28T23:00Z;PT1H;1 2 3`)
})
afterAll(async () => {
  await load.close()
  await database.drop()
})

const check = async (month: string, atSeq?: bigint): Promise<PriceCheck | undefined> =>
  await inTransaction(
    database.pool,
    async (trx) =>
      await checkPrices(trx, { month, zone: 'Europe/Copenhagen', ...(atSeq === undefined ? {} : { atSeq }) }),
  )

test('nothing is missing while nobody has a charge', async () => {
  expect(await check('2026-03')).toEqual({ month: '2026-03', charges: 0, points: 0, missing: [] })
  expect(await check('2026-13')).toBeUndefined()
})

test('what is missing is named with its reason, first instant and amount', async () => {
  const { recordedSeq } = await load.links(
    LINKS,
    link(1, 'FULL'),
    link(2, 'LATE', '2026-03-10'),
    link(1, 'HOLE', '2026-03-29', '2026-03-30'),
    link(1, 'STOP', '2026-03-29', '2026-04-01'),
    link(3, 'SUB', '2026-03-01', '', 'subscription'),
    link(3, 'FEE', '2026-03-15', '', 'fee'),
  )
  await load.spot(SPOT, ...Array.from({ length: 743 }, (_, n) => spotLine('DK1', n)))
  const of = (code: string, type: string) => ({ ownerId: GRID, code, type })
  const found = await check('2026-03')
  expect(found).toEqual({
    month: '2026-03',
    charges: 6,
    points: 3,
    missing: [
      {
        charge: of('LATE', 'tariff'),
        reason: 'there is no price',
        first: '2026-03-09T23:00:00Z',
        missing: 96,
        unit: 'quarter-hours',
      },
      {
        charge: of('HOLE', 'tariff'),
        reason: 'there is no price',
        first: '2026-03-29T02:00:00Z',
        missing: 80,
        unit: 'quarter-hours',
      },
      {
        charge: of('STOP', 'tariff'),
        reason: 'the charge does not exist then',
        first: '2026-03-29T22:00:00Z',
        missing: 192,
        unit: 'quarter-hours',
      },
      {
        charge: of('SUB', 'subscription'),
        reason: 'there is no price',
        first: '2026-02-28T23:00:00Z',
        missing: 1,
        unit: 'months',
      },
      {
        charge: of('FEE', 'fee'),
        reason: 'there is no price',
        first: '2026-03-14T23:00:00Z',
        missing: 1,
        unit: 'days',
      },
    ],
  })
  // As known then, there was no spot price at all.
  expect((await check('2026-03', recordedSeq))?.missing.at(-1)).toEqual({
    priceArea: 'DK1',
    reason: 'there is no price',
    first: '2026-02-28T23:00:00Z',
    missing: 2_972,
    unit: 'quarter-hours',
  })
})

const spotLine = (area: string, hour: number): string =>
  `${area};${new Date(Date.parse('2026-02-28T23:00Z') + hour * 3_600_000).toISOString()};PT1H;${hour}`

test('mended, the check finds nothing; the month after lacks its spot prices', async () => {
  await load.prices(
    PRICES,
    flat('LATE', '1', '2026-03-01', '2026-03-11'),
    flat('SUB', '21', '2026-01-01', '', 'subscription'),
    flat('FEE', '99', '2026-01-01', '', 'fee'),
  )
  await load.prices(HOURS, byTheHour('HOLE'))
  await load.links(LINKS, link(1, 'STOP', '2026-03-29', '2026-03-30'))
  expect((await check('2026-03'))?.missing).toEqual([])
  expect((await check('2026-04'))?.missing).toMatchObject([{ priceArea: 'DK1', missing: 2_880 }])
})

test('a grid area without a price area is named: its points have no spot price', async () => {
  await inTransaction(database.pool, async (trx) => {
    const area = { code: '801', validFrom: '2026-06-01', name: '801', priceArea: null, meteredDataResponsibleId: null }
    await appendGridAreas(trx, [area], await nextRecordedSeq(trx))
  })
  expect((await check('2026-06'))?.missing).toEqual([
    {
      gridArea: '801',
      reason: 'the grid area has no price area',
      first: '2026-05-31T22:00:00Z',
      missing: 2_880,
      unit: 'quarter-hours',
    },
  ])
})

test('the history of a charge has its prices, its series and how many points have it', async () => {
  const [history] = await inTransaction(database.pool, async (trx) => await chargeHistory(trx, 'HOLE'))
  expect(history).toMatchObject({
    code: 'HOLE',
    points: 1,
    series: { days: 1, first: '2026-03-29', last: '2026-03-29' },
    prices: [{ validFrom: '2026-01-01', validTo: null }],
  })
  expect(history?.prices[0]?.hourPrices?.[23]).toBe(240_000n)
})
