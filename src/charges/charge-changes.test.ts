import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { dk } from '../market/index.ts'
import { currentSeq, inTransaction } from '../platform/index.ts'
import type { Pool } from '../platform/index.ts'
import { linkChanges, priceChanges, type LinkChange, type PriceChange } from './charge-changes.ts'
import { CHARGES, flat, GRID, link, LINKS, loaders, pointId, PRICES, tariff, withPoints } from './example-charges.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let pool: Pool
let load: Awaited<ReturnType<typeof loaders>>
/** The number after each step of the story. */
const after: Record<'start' | 'links' | 'prices' | 'again', bigint> = { start: 0n, links: 0n, prices: 0n, again: 0n }

const seq = async (): Promise<bigint> => await inTransaction(pool, async (trx) => await currentSeq(trx))

beforeAll(async () => {
  database = await freshDatabase()
  pool = database.pool
  load = await loaders(pool)
  await withPoints(pool, 3)
  await load.charges(CHARGES, tariff('40000'), `${GRID};40001;subscription;2026-01-01;;Subscription;;P1M;true;;;`)
  await load.prices(PRICES, flat('40000', '0.1'), flat('40001', '20', '2026-01-01', '', 'subscription'))
  await load.links(LINKS, link(1, '40000'))
  after.start = await seq()
  await load.links(LINKS, link(1, '40001', '2026-03-20', '', 'subscription', '2'), link(2, '40000', '2026-05-01'))
  after.links = await seq()
  await load.prices(PRICES, flat('40000', '0.2', '2026-03-30'))
  after.prices = await seq()
  await load.prices(PRICES, flat('40000', '0.1', '2026-03-30'))
  after.again = await seq()
})
afterAll(async () => {
  await load.close()
  await database.drop()
})

type Step = keyof typeof after
const span = (from: Step, to: Step) => ({
  fromSeq: after[from],
  toSeq: after[to],
  from: '2026-03-01',
  to: '2026-04-01',
})
const links = async (from: Step, to: Step): Promise<LinkChange[]> =>
  await inTransaction(pool, async (trx) => await linkChanges(trx, span(from, to)))
const prices = async (from: Step, to: Step): Promise<PriceChange[]> =>
  await inTransaction(pool, async (trx) => await priceChanges(trx, span(from, to), dk.zone))

describe('links', () => {
  test('that were recorded in between, cut to the days that are asked for', async () => {
    expect(await links('start', 'links')).toEqual([
      {
        meteringPointId: pointId(1),
        charge: { ownerId: GRID, code: '40001', type: 'subscription' },
        fromDay: '2026-03-20',
        toDay: '2026-04-01',
        before: undefined,
        after: 2,
      },
    ])
    expect(await links('links', 'again')).toEqual([])
  })
})

describe('prices', () => {
  test('that are others than before, day by day', async () => {
    const charge = { ownerId: GRID, code: '40000', type: 'tariff' }
    const change = { charge, quarters: 96, firstQuarter: 0, before: 100_000n, after: 200_000n }
    expect(await prices('start', 'prices')).toEqual([
      { ...change, marketDay: '2026-03-30' },
      { ...change, marketDay: '2026-03-31' },
    ])
  })

  test('that were set back are no change from end to end, and none is one without statements', async () => {
    expect(await prices('start', 'again')).toEqual([])
    expect(await prices('prices', 'again')).toMatchObject([{ before: 200_000n, after: 100_000n }, {}])
    expect(await prices('start', 'links')).toEqual([])
  })

  test('of a charge that begins to exist appear', async () => {
    await load.charges(CHARGES, `${GRID};40002;tariff;2026-03-31;;New tariff;;PT1H;true;false;true;`)
    await load.prices(PRICES, flat('40002', '0.3', '2026-03-31'))
    const fromSeq = after.again
    const found = await inTransaction(
      pool,
      async (trx) => await priceChanges(trx, { ...span('again', 'again'), fromSeq, toSeq: fromSeq + 9n }, dk.zone),
    )
    expect(found).toMatchObject([
      { charge: { code: '40002' }, marketDay: '2026-03-31', before: undefined, after: 300_000n },
    ])
  })
})
