import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { inTransaction } from '../platform/index.ts'
import { chargeHistory } from './charge-history.ts'
import type { ChargeHistory } from './charge-history.ts'
import { CHARGES, faultsOf, GRID, loaders, SYSTEM, tariff } from './example-charges.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let load: Awaited<ReturnType<typeof loaders>>
beforeAll(async () => {
  database = await freshDatabase()
  load = await loaders(database.pool)
})
afterAll(async () => {
  await load.close()
  await database.drop()
})

const shown = async (code: string, atSeq?: bigint): Promise<ChargeHistory[]> =>
  await inTransaction(database.pool, async (trx) => await chargeHistory(trx, code, atSeq))

test('a charge of each type arrives with its values', async () => {
  const report = await load.charges(
    CHARGES,
    `${GRID};T1;tariff;2026-01-01;;Grid tariff;By the hour;PT1H;true;false;true;`,
    `${SYSTEM};T1;tariff;2026-01-01;2026-07-01;Tax;;P1D;false;true;;`,
    `${GRID};S1;subscription;2026-01-01;;Subscription;;P1M;true;;;`,
    `${GRID};F1;fee;2026-01-01;;Fee;;P1M;true;false;false;`,
  )
  expect(report).toMatchObject({ lines: 4, appended: 4, unchanged: 0, refused: 0, findings: [] })
  const { recordedSeq } = report
  expect(await shown('T1')).toMatchObject([
    {
      ownerId: GRID,
      type: 'tariff',
      points: 0,
      periods: [
        {
          validFrom: '2026-01-01',
          validTo: null,
          recordedSeq,
          name: 'Grid tariff',
          description: 'By the hour',
          resolution: 'PT1H',
          vat: true,
          isTax: false,
          transparent: true,
        },
      ],
    },
    { ownerId: SYSTEM, periods: [{ validTo: '2026-07-01', isTax: true, vat: false, transparent: false }] },
  ])
  expect((await shown('S1')).map(({ type }) => type)).toEqual(['subscription'])
  expect(await shown('nothing')).toEqual([])
})

test('one code may be a tariff, a fee and a subscription of the same owner: three charges', async () => {
  await load.charges(
    CHARGES,
    tariff('SAME'),
    `${GRID};SAME;fee;2026-01-01;;Fee;;P1M;true;;;`,
    `${GRID};SAME;subscription;2026-01-01;;Subscription;;P1M;true;;;`,
  )
  expect((await shown('SAME')).map(({ type }) => type)).toEqual(['tariff', 'fee', 'subscription'])
})

test('good lines are stored, each bad one is named with line, code and field', async () => {
  const report = await load.charges(
    CHARGES,
    tariff('B1'),
    `5790000432753;B2;tariff;2026-01-01;;x;;PT1H;true;;;`,
    `${GRID};ELEVENCHARS;tax;2026-13-01;;${'n'.repeat(133)};${'d'.repeat(2049)};PT1H;perhaps;;;`,
    `${GRID};B3;tariff;2026-01-01;2026-01-01;x;;P1M;true;;;`,
    `${GRID};B4;fee;2026-01-01;;x;;P1M;true;true;true;`,
    `${GRID};B5;subscription;2026-01-01;;;;PT1H;;;;`,
    `;;;;;;;;;;;`,
    `${GRID};B6;tariff;2026-01-01;2026-02-01;;;;;;;true`,
    `${GRID};B7;tariff;2026-01-01;;;;;;;;true`,
    tariff('B1'),
  )
  expect(report).toMatchObject({ lines: 10, appended: 1, refused: 9 })
  expect(faultsOf(report)).toEqual([
    [3, 'CHECK_DIGIT', 'owner_id'],
    [4, 'FIELD_INVALID', 'code'],
    [4, 'FIELD_INVALID', 'type'],
    [4, 'FIELD_INVALID', 'valid_from'],
    [4, 'FIELD_INVALID', 'name'],
    [4, 'FIELD_INVALID', 'description'],
    [4, 'FIELD_INVALID', 'vat'],
    [5, 'FIELD_INVALID', 'valid_to'],
    [5, 'FIELD_INVALID', 'resolution'],
    [6, 'CHARGE_TAX', 'is_tax'],
    [6, 'CHARGE_TRANSPARENT', 'transparent'],
    [7, 'FIELD_MISSING', 'name'],
    [7, 'FIELD_INVALID', 'resolution'],
    [7, 'FIELD_MISSING', 'vat'],
    [8, 'FIELD_MISSING', 'owner_id'],
    [8, 'FIELD_MISSING', 'code'],
    [8, 'FIELD_MISSING', 'type'],
    [8, 'FIELD_MISSING', 'valid_from'],
    [8, 'FIELD_MISSING', 'name'],
    [8, 'FIELD_MISSING', 'resolution'],
    [8, 'FIELD_MISSING', 'vat'],
    [9, 'FIELD_INVALID', 'valid_to'],
    [10, 'STATEMENT_UNKNOWN', 'valid_from'],
    [11, 'STATEMENT_DOUBLED', 'valid_from'],
  ])
  expect((await shown('B7')).length).toBe(0)
})

test('resolution and tax flag are fixed by the first statement, in the file or before it', async () => {
  await load.charges(CHARGES, tariff('FIX'))
  const changed = `${GRID};FIX;tariff;2026-05-01;;x;;P1D;true;true;;`
  expect(faultsOf(await load.charges(CHARGES, changed))).toEqual([
    [2, 'CHARGE_FIXED', 'resolution'],
    [2, 'CHARGE_FIXED', 'is_tax'],
  ])
  const within = await load.charges(CHARGES, tariff('FIX2', 'P1D'), `${GRID};FIX2;tariff;2026-05-01;;x;;PT1H;true;;;`)
  expect(faultsOf(within)).toEqual([[3, 'CHARGE_FIXED', 'resolution']])
  // What was stated by mistake can be withdrawn, and stated anew.
  await load.charges(CHARGES, `${GRID};FIX;tariff;2026-01-01;;;;;;;;true`)
  expect(await load.charges(CHARGES, changed)).toMatchObject({ appended: 1, findings: [] })
})

test('a new statement follows from its day on; what was known at a number stays', async () => {
  const first = await load.charges(CHARGES, tariff('N1'))
  await load.charges(CHARGES, `${GRID};N1;tariff;2026-04-01;2027-01-01;New name;;PT1H;true;false;true;`)
  expect((await shown('N1'))[0]?.periods.map(({ validFrom, validTo, name }) => [validFrom, validTo, name])).toEqual([
    ['2026-01-01', '2026-04-01', 'Tariff N1'],
    ['2026-04-01', '2027-01-01', 'New name'],
  ])
  expect((await shown('N1', first.recordedSeq))[0]?.periods).toHaveLength(1)
  expect(await shown('N1', (first.recordedSeq ?? 0n) - 1n)).toEqual([])
})

test('an import done twice, and eight of them at once, leave one effect and one number', async () => {
  const lines = [CHARGES, ...Array.from({ length: 40 }, (_, n) => tariff(`R${n}`))]
  const reports = await Promise.all(Array.from({ length: 8 }, async () => await load.charges(...lines)))
  expect(reports.map(({ appended }) => appended).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 0, 0, 40])
  expect(reports.filter(({ recordedSeq }) => recordedSeq !== undefined)).toHaveLength(1)
  expect(await load.charges(...lines)).toMatchObject({ appended: 0, unchanged: 40, recordedSeq: undefined })
  const { rows } = await database.pool.query<{ n: number }>(
    `select count(*)::integer as n from charges.charge where code like 'R%' and owner_id = $1`,
    [GRID],
  )
  expect(rows[0]?.n).toBe(40)
})

test.each(['charge', 'charge_period', 'charge_price', 'charge_price_slots', 'charge_link', 'spot_price'])(
  'facts of %s are never changed',
  async (table) => {
    await expect(database.pool.query(`delete from charges.${table}`)).rejects.toMatchObject({ code: 'GB001' })
    await expect(database.pool.query(`update charges.${table} set recorded_seq = 1`)).rejects.toMatchObject({
      code: 'GB001',
    })
    await expect(database.pool.query(`truncate charges.${table} cascade`)).rejects.toMatchObject({ code: 'GB001' })
  },
)

test('a file with a wrong header stores nothing and says all that is wrong', async () => {
  const report = await load.charges('owner_id;code;colour', `${GRID};X;red`)
  expect(report).toMatchObject({ appended: 0, recordedSeq: undefined })
  expect(faultsOf(report)).toEqual([
    [1, 'FIELD_INVALID', 'colour'],
    [1, 'FIELD_MISSING', 'type'],
    [1, 'FIELD_MISSING', 'valid_from'],
  ])
})
