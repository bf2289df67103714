import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { CHARGES, GRID, LINKS, loaders, pointId, PRICES, SERIES, SPOT, tariff, withPoints } from './example-charges.ts'
import type { Loader } from './example-charges.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let load: Awaited<ReturnType<typeof loaders>>
beforeAll(async () => {
  database = await freshDatabase()
  load = await loaders(database.pool)
  await withPoints(database.pool, 3)
  await load.charges(CHARGES, tariff('T1'), tariff('T2', 'P1D'))
})
afterAll(async () => {
  await load.close()
  await database.drop()
})

// What people and programs write by mistake, and what is right now and then, so that some lines are accepted.
const CELLS = [
  '',
  ' ',
  '0',
  '-1',
  '1',
  '1,5',
  '1e400',
  'NaN',
  'null',
  '\\N',
  "'; drop table charges.charge; --",
  '🦊',
  '\u0000',
  '\t',
  '2026-02-30',
  '2026-01-01',
  '2026-03-01',
  '99999-01-01',
  '2026-03-28T23:00Z',
  '2026-03-29T02:30+02:00',
  'PT1H',
  'PT15M',
  'P1D',
  'P1M',
  'tariff',
  'fee',
  'subscription',
  'true',
  'false',
  GRID,
  'T1',
  'T2',
  pointId(1),
  pointId(2),
  'DK1',
  'x'.repeat(3_000),
] as const
const ORDERED: Readonly<Record<string, readonly string[]>> = {
  owner_id: [GRID],
  code: ['T1', 'T2'],
  type: ['tariff'],
  valid_from: ['2026-01-01', '2026-02-01'],
  metering_point_id: [pointId(1)],
  start: ['2026-03-28T23:00Z', '2026-03-29T00:00Z'],
  price_area: ['DK1'],
  resolution: ['PT1H', 'P1D'],
  name: ['n'],
  vat: ['true'],
}

const DOORS: readonly (readonly [name: string, header: string, door: 'charges' | 'prices' | 'links' | 'spot'])[] = [
  ['charges', CHARGES, 'charges'],
  ['prices by table', PRICES, 'prices'],
  ['prices by series', SERIES, 'prices'],
  ['links', LINKS, 'links'],
  ['spot prices', SPOT, 'spot'],
]

async function countsOf(): Promise<string> {
  const tables = ['charge', 'charge_period', 'charge_price', 'charge_price_slots', 'charge_link', 'spot_price']
  const counts = tables.map((table) => `(select count(*) from charges.${table})`).join(", ' ', ")
  const { rows } = await database.pool.query<{ counts: string }>(`select concat(${counts}) as counts`)
  return rows[0]?.counts ?? ''
}

test.each(DOORS)(
  '%s: whatever stands in a line, it is recorded or refused with its reason, and once',
  async (_, header, door) => {
    const columns = header.split(';')
    const cell = (column: string): fc.Arbitrary<string> =>
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...(ORDERED[column] ?? [''])) },
        { weight: 1, arbitrary: fc.constantFrom(...CELLS) },
      )
    const line = fc.tuple(...columns.map(cell)).map((cells) => cells.join(';'))
    const record: Loader = load[door]
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), async (lines) => {
        const report = await record(header, ...lines)
        const written = lines.filter((text) => text.trim() !== '').length
        expect(report.appended + report.unchanged + report.refused).toBe(report.lines)
        expect(report.lines).toBe(written)
        const named = new Set(report.findings.filter(({ severity }) => severity === 'error').map((found) => found.line))
        expect(named.size).toBe(report.refused)
        const before = await countsOf()
        expect(await record(header, ...lines)).toMatchObject({ appended: 0, recordedSeq: undefined })
        expect(await countsOf()).toBe(before)
      }),
      { numRuns: 25 },
    )
  },
)

test.each(DOORS)('%s: a file of rubbish stores nothing', async (_, header, door) => {
  const before = await countsOf()
  const rubbish = Array.from({ length: 300 }, (_each, n) => String.fromCodePoint((n * 7_919) % 0xd7ff)).join('')
  for (const lines of [[''], [rubbish], [header.toUpperCase()], [`${header};more`], ['{"a":1}'], [header, rubbish]])
    expect(await load[door](...lines)).toMatchObject({ appended: 0, recordedSeq: undefined })
  expect(await countsOf()).toBe(before)
})

test('a line of a million characters is refused like any other', async () => {
  const report = await load.spot(SPOT, `DK1;${'9'.repeat(1_000_000)};PT1H;1`, 'DK1;2026-07-01T00:00Z;PT1H;1')
  expect(report).toMatchObject({ appended: 1, refused: 1 })
  expect(JSON.stringify(report.findings).length).toBeLessThan(1_000)
})

test('a name with a character that the database cannot hold is refused, not a failure', async () => {
  const report = await load.charges(CHARGES, `${GRID};T8;tariff;2026-01-01;;a\u0000b;;PT1H;true;;;`, tariff('T9'))
  expect(report).toMatchObject({ appended: 1, refused: 1, findings: [{ code: 'CSV_BROKEN', line: 2 }] })
})
