import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { marketDay } from '../kernel/index.ts'
import { currentSeq, inTransaction, NEWEST_SEQ } from '../platform/index.ts'
import {
  byTheHour,
  CHARGES,
  flat,
  GRID,
  HOURS,
  loaders,
  PRICES,
  SERIES,
  tariff,
  withPoints,
} from './example-charges.ts'
import type { ChargeType } from './model.ts'
import { statedPrice, type StatedPrice } from './stated-price.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let load: Awaited<ReturnType<typeof loaders>>
beforeAll(async () => {
  database = await freshDatabase()
  load = await loaders(database.pool)
  await withPoints(database.pool, 1)
})
afterAll(async () => {
  await load.close()
  await database.drop()
})

async function stated(
  code: string,
  date: string,
  { type = 'tariff', hour = 0, atSeq = NEWEST_SEQ }: { type?: ChargeType; hour?: number; atSeq?: bigint } = {},
): Promise<StatedPrice | undefined> {
  const query = {
    charge: { ownerId: GRID, code, type },
    day: marketDay(date, 'Europe/Copenhagen'),
    hour,
    carriedFrom: '2026-03-01',
    atSeq,
  }
  return await inTransaction(database.pool, async (trx) => await statedPrice(trx, query))
}
const now = async (): Promise<bigint> => await inTransaction(database.pool, currentSeq)
const brief = (found: StatedPrice | undefined): string =>
  found === undefined ? 'none' : `${found.price} ${found.form} ${found.validFrom} ${found.validTo ?? ''}`.trim()

const ofMonth = (code: string, type: ChargeType, from: string, to = ''): string =>
  `${GRID};${code};${type};${from};${to};Charge ${code};;P1M;true;false;false;`

test('a tariff has the price of its hour: of a table by the clock, until another one, or a series, says otherwise', async () => {
  await load.charges(CHARGES, tariff('T', 'PT1H', '2026-06-01'))
  await load.prices(HOURS, byTheHour('T'))
  const first = await now()
  await load.prices(PRICES, flat('T', '0.5', '2026-03-10'))
  await load.prices(SERIES, `${GRID};T;tariff;2026-03-10T01:00Z;PT1H;0.7`)
  const [second, series] = [await stated('T', '2026-03-10', { hour: 3 }), await stated('T', '2026-03-10', { hour: 2 })]
  expect([brief(second), brief(series)]).toEqual(['500000 table 2026-03-10', '700000 series 2026-03-10 2026-03-11'])
  expect(series?.recordedSeq).toBe((second?.recordedSeq ?? 0n) + 1n)
  // As known before, the day has the table's price; and the clock has no hour 2 on the 29th.
  expect(brief(await stated('T', '2026-03-10', { hour: 2, atSeq: first }))).toBe('30000 table 2026-01-01')
  expect(brief(await stated('T', '2026-03-29', { hour: 2, atSeq: first }))).toBe('40000 table 2026-01-01')
  expect(brief(await stated('T', '2026-03-09'))).toBe('10000 table 2026-01-01 2026-03-10')
  // The charge ends in June, and its price with it.
  expect(brief(await stated('T', '2026-06-01'))).toBe('none')
  expect(brief(await stated('NONE', '2026-03-10'))).toBe('none')
})

test('a subscription has the price of its first day in the month', async () => {
  await load.charges(CHARGES, ofMonth('S', 'subscription', '2026-02-15'))
  await load.prices(PRICES, flat('S', '28', '2026-02-01', '', 'subscription'))
  await load.prices(PRICES, flat('S', '31', '2026-03-01', '', 'subscription'))
  const type = 'subscription'
  expect(brief(await stated('S', '2026-02-20', { type }))).toBe('28000000 table 2026-02-01 2026-03-01')
  expect(brief(await stated('S', '2026-03-20', { type }))).toBe('31000000 table 2026-03-01')
  expect(brief(await stated('S', '2026-01-31', { type }))).toBe('none')
})

test('a fee has the last price since the period began, while it is the same charge', async () => {
  await load.charges(CHARGES, ofMonth('F', 'fee', '2026-02-01', '2026-03-21'))
  const fees = [flat('F', '9', '2026-02-01', '2026-02-28', 'fee'), flat('F', '10', '2026-03-05', '2026-03-08', 'fee')]
  expect(await load.prices(PRICES, ...fees)).toMatchObject({ findings: [] })
  const type = 'fee'
  const of = async (...days: string[]): Promise<string[]> => {
    const found: string[] = []
    for (const day of days) found.push(brief(await stated('F', day, { type })))
    return found
  }
  const priced = '10000000 table 2026-03-05 2026-03-08'
  expect(await of('2026-03-04', '2026-03-05', '2026-03-20', '2026-03-21')).toEqual(['none', priced, priced, 'none'])
})
