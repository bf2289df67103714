import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { inTransaction, NEWEST_SEQ, openEngine, parquet } from '../platform/index.ts'
import type { Engine } from '../platform/index.ts'
import { supplyPeriodsAsKnown } from './as-known.ts'
import {
  contract,
  CONTRACTS,
  customer,
  CUSTOMERS,
  faultsOf,
  loaders,
  PERIODS,
  pointId,
  supplied,
  withPoints,
} from './example-supply.ts'
import { exportSupply } from './export-supply.ts'
import type { SupplyPeriod } from './model.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let load: Awaited<ReturnType<typeof loaders>>
let directory: string
let engine: Engine
beforeAll(async () => {
  database = await freshDatabase()
  load = await loaders(database.pool)
  directory = await mkdtemp(join(tmpdir(), 'supply-export-'))
  engine = await openEngine({ threads: 1, tempDir: join(directory, 'spill') })
  await withPoints(database.pool, 200)
  await load.customers(CUSTOMERS, customer('C1'), customer('C2'))
  await load.contracts(CONTRACTS, contract('K1', 'C1'), contract('K2', 'C2', '0.06'), contract('K3', 'C1'))
})
afterAll(async () => {
  await engine.close()
  await load.close()
  await database.drop()
  await rm(directory, { recursive: true })
})

const periods = async (n: number, atSeq?: bigint): Promise<SupplyPeriod[]> =>
  await inTransaction(database.pool, async (trx) => await supplyPeriodsAsKnown(trx, { pointIds: [pointId(n)], atSeq }))
const days = (found: readonly SupplyPeriod[]): unknown[] =>
  found.map(({ contractId, validFrom, validTo }) => [contractId, validFrom, validTo])

let files = 0
async function exported(from: string, to: string, atSeq: bigint = NEWEST_SEQ): Promise<Record<string, unknown>[]> {
  const target = await mkdtemp(join(directory, `${(files += 1)}-`))
  const file = await inTransaction(
    database.pool,
    async (trx) => await exportSupply(trx, engine, target, { from, to, atSeq }),
  )
  const rows = await engine.rows(`select * from ${parquet([file.path])}`)
  expect(rows).toHaveLength(file.rows)
  return rows
}

test('a point has one contract at a time: the next one ends the one before', async () => {
  const report = await load.periods(PERIODS, supplied(1, 'K1'), supplied(1, 'K2', '2026-03-15', '2026-06-01'))
  expect(report).toMatchObject({ lines: 2, appended: 2, findings: [] })
  expect(await periods(1)).toMatchObject([
    {
      contractId: 'K1',
      customerId: 'C1',
      validFrom: '2026-01-01',
      validTo: '2026-03-15',
      recordedSeq: report.recordedSeq,
    },
    { contractId: 'K2', customerId: 'C2', validFrom: '2026-03-15', validTo: '2026-06-01' },
  ])
})

test('a number of a supply period is kept for ever, also over a withdrawal', async () => {
  await load.periods(PERIODS, supplied(2, 'K1'))
  const [first] = await periods(2)
  await load.periods(PERIODS, `${pointId(2)};;2026-01-01;;true`)
  expect(await periods(2)).toEqual([])
  await load.periods(PERIODS, supplied(2, 'K2'))
  await load.periods(PERIODS, supplied(2, 'K1'))
  const [again] = await periods(2)
  expect(again?.supplyPeriodId).toBe(first?.supplyPeriodId)
  expect(again?.recordedSeq).not.toBe(first?.recordedSeq)
  expect((await periods(2, first?.recordedSeq))[0]).toEqual(first)
})

test('each bad line is named with line, code and field, the others are recorded', async () => {
  const report = await load.periods(
    PERIODS,
    supplied(3, 'K1'),
    supplied(4, 'none'),
    supplied(999, 'K1'),
    supplied(900, 'K1'),
    supplied(800, 'K1'),
    `${pointId(5)};;2026-01-32;2025-01-01;perhaps`,
    supplied(6, 'K1', '2026-01-01', '2026-03-01'),
    supplied(6, 'K2', '2026-02-01'),
    supplied(3, 'K2'),
    `${pointId(7)};;2026-01-01;;true`,
    `57;K1;2026-01-01;;`,
  )
  expect(report).toMatchObject({ lines: 11, appended: 3, refused: 8 })
  expect(faultsOf(report)).toEqual([
    [3, 'CONTRACT_UNKNOWN', 'contract_id'],
    [4, 'E10', 'metering_point_id'],
    [5, 'SUPPLY_POINT', 'metering_point_id'],
    [7, 'FIELD_INVALID', 'tombstone'],
    [7, 'FIELD_INVALID', 'valid_from'],
    [7, 'FIELD_MISSING', 'contract_id'],
    [9, 'PERIODS_OVERLAP', 'valid_from'],
    [10, 'STATEMENT_DOUBLED', 'valid_from'],
    [11, 'STATEMENT_UNKNOWN', 'valid_from'],
    [12, 'FIELD_INVALID', 'metering_point_id'],
  ])
  expect(days(await periods(800))).toEqual([['K1', '2026-01-01', null]])
})

test('twice and eight at once: one effect, one number', async () => {
  const lines = [PERIODS, ...Array.from({ length: 40 }, (_, n) => supplied(100 + n, 'K1'))]
  const reports = await Promise.all(Array.from({ length: 8 }, async () => await load.periods(...lines)))
  expect(reports.map(({ appended }) => appended).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 0, 0, 40])
  expect(await load.periods(...lines)).toMatchObject({ appended: 0, unchanged: 40, recordedSeq: undefined })
})

test('two writers that give a point to two contracts at once leave one of them', async () => {
  await Promise.all([load.periods(PERIODS, supplied(50, 'K1')), load.periods(PERIODS, supplied(50, 'K2'))])
  expect(await periods(50)).toHaveLength(1)
})

test('a snapshot has the periods that touch the days, cut to them, with the terms known at the number', async () => {
  await load.contracts(CONTRACTS, contract('KT', 'C2', '0.04'))
  const { recordedSeq } = await load.periods(
    PERIODS,
    supplied(60, 'KT', '2027-03-10'),
    supplied(61, 'KT', '2027-02-01', '2027-03-01'),
  )
  await load.contracts(CONTRACTS, contract('KT', 'C2', '0.05'))
  const of = (rows: Record<string, unknown>[]): unknown[] => rows.filter((row) => row['contract_id'] === 'KT')
  const [period] = await periods(60)
  const row = {
    supply_period_id: period?.supplyPeriodId,
    metering_point_id: pointId(60),
    contract_id: 'KT',
    customer_id: 'C2',
    from_day: '2027-03-10',
    to_day: '2027-04-01',
    margin: '0.050000',
    supplement: '0.005000',
    subscription: '39.000000',
  }
  expect(of(await exported('2027-03-01', '2027-04-01'))).toEqual([row])
  expect(of(await exported('2027-03-01', '2027-04-01', recordedSeq))).toEqual([{ ...row, margin: '0.040000' }])
  expect(of(await exported('2027-03-15', '2027-03-16'))).toEqual([
    { ...row, from_day: '2027-03-15', to_day: '2027-03-16' },
  ])
  expect(of(await exported('2027-01-01', '2027-02-01'))).toEqual([])
})

test('names and types of the columns are those that models rely on, with and without rows', async () => {
  for (const [from, to] of [
    ['2026-01-01', '2026-02-01'],
    ['2019-01-01', '2019-02-01'],
  ] as const) {
    await exported(from, to)
    const target = await mkdtemp(join(directory, 'types-'))
    const { path } = await inTransaction(
      database.pool,
      async (trx) => await exportSupply(trx, engine, target, { from, to, atSeq: NEWEST_SEQ }),
    )
    const types = await engine.rows<{ column_name: string; column_type: string }>(
      `select column_name, column_type from (describe select * from ${parquet([path])})`,
    )
    expect(types.map(({ column_name, column_type }) => `${column_name} ${column_type}`)).toEqual([
      'supply_period_id INTEGER',
      'metering_point_id VARCHAR',
      'contract_id VARCHAR',
      'customer_id VARCHAR',
      'from_day DATE',
      'to_day DATE',
      'margin DECIMAL(18,6)',
      'supplement DECIMAL(18,6)',
      'subscription DECIMAL(18,6)',
    ])
  }
})

test('the snapshot equals what readers are told, day by day, whatever was stated', async () => {
  const statement = fc.record({
    contractId: fc.constantFrom('K1', 'K2', 'K3'),
    from: fc.integer({ min: 1, max: 27 }),
    length: fc.option(fc.integer({ min: 1, max: 9 })),
  })
  const day = (n: number): string => new Date(Date.UTC(2028, 0, n)).toISOString().slice(0, 10)
  await fc.assert(
    fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 5 }), async (statements) => {
      for (const { contractId, from, length } of statements)
        await load.periods(PERIODS, supplied(70, contractId, day(from), length === null ? '' : day(from + length)))
      const known = await periods(70)
      const rows = (await exported('2028-01-01', '2028-02-01')).filter(
        (row) => row['metering_point_id'] === pointId(70),
      )
      for (let n = 1; n <= 31; n += 1) {
        const told = known.find(
          ({ validFrom, validTo }) => validFrom <= day(n) && (validTo === null || day(n) < validTo),
        )
        const exportedRows = rows.filter((row) => String(row['from_day']) <= day(n) && day(n) < String(row['to_day']))
        expect(exportedRows.map((row) => row['supply_period_id'])).toEqual(
          told === undefined ? [] : [told.supplyPeriodId],
        )
      }
    }),
    { numRuns: 12 },
  )
})
