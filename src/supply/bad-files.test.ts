import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import {
  contract,
  CONTRACTS,
  customer,
  CUSTOMERS,
  loaders,
  PERIODS,
  pointId,
  supplied,
  withPoints,
} from './example-supply.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let load: Awaited<ReturnType<typeof loaders>>
beforeAll(async () => {
  database = await freshDatabase()
  load = await loaders(database.pool)
  await withPoints(database.pool, 3)
  await load.customers(CUSTOMERS, customer('C1'), customer('C2'))
  await load.contracts(CONTRACTS, contract('K1', 'C1'), contract('K2', 'C2'))
})
afterAll(async () => {
  await load.close()
  await database.drop()
})

const CELLS = [
  '',
  ' ',
  '0',
  '-0.5',
  '1,5',
  '1e400',
  'NaN',
  '\\N',
  "'; drop table supply.customer; --",
  '🦊',
  '\u0000',
  '2026-02-30',
  '2026-01-01',
  '2026-03-01',
  'spot',
  'fixed',
  'true',
  'C1',
  'C2',
  'K1',
  'K2',
  pointId(1),
  pointId(800),
  pointId(900),
  'x'.repeat(3_000),
] as const

const DOORS = [
  ['customers', CUSTOMERS, customer('C9')],
  ['contracts', CONTRACTS, contract('K1', 'C1')],
  ['periods', PERIODS, supplied(1, 'K1')],
] as const

async function countsOf(): Promise<string> {
  const counts = ['customer', 'contract', 'supply_start', 'supply_period'].map(
    (t) => `(select count(*) from supply.${t})`,
  )
  const { rows } = await database.pool.query<{ counts: string }>(`select concat(${counts.join(", ' ', ")}) as counts`)
  return rows[0]?.counts ?? ''
}

test.each(DOORS)(
  '%s: whatever stands in a line, it is recorded or refused with its reason, and once',
  async (door, header, sound) => {
    const cells = sound.split(';')
    const line = fc
      .tuple(
        ...cells.map((cell) =>
          fc.oneof({ weight: 5, arbitrary: fc.constant(cell) }, { weight: 1, arbitrary: fc.constantFrom(...CELLS) }),
        ),
      )
      .map((found) => found.join(';'))
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 10 }), async (lines) => {
        const report = await load[door](header, ...lines)
        expect(report.lines).toBe(lines.filter((text) => text.trim() !== '').length)
        expect(report.appended + report.unchanged + report.refused).toBe(report.lines)
        expect(new Set(report.findings.map((found) => found.line)).size).toBe(report.refused)
        const before = await countsOf()
        expect(await load[door](header, ...lines)).toMatchObject({ appended: 0, recordedSeq: undefined })
        expect(await countsOf()).toBe(before)
      }),
      { numRuns: 30 },
    )
  },
)

test.each(DOORS)('%s: a file of rubbish, or with another header, stores nothing', async (door, header, sound) => {
  const before = await countsOf()
  const rubbish = Array.from({ length: 300 }, (_, n) => String.fromCodePoint((n * 7_919) % 0xd7ff)).join('')
  for (const lines of [[''], [rubbish], [`${header};more`, `${sound};x`], [header], [header, rubbish], ['a,b', 'c,d']])
    expect(await load[door](...lines)).toMatchObject({ appended: 0, recordedSeq: undefined })
  expect(await countsOf()).toBe(before)
})
