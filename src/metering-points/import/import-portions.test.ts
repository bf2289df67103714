import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { dk } from '../../market/index.ts'
import { inTransaction } from '../../platform/index.ts'
import { pointId, responsibleId, supplierId, withAreas } from '../example-points.ts'
import { periodsAsKnown } from '../periods-as-known.ts'
import { importMeteringPoints } from './import-metering-points.ts'
import type { PointImportOptions, PointImportReport } from './import-metering-points.ts'

let atOnce: TestDatabase
let inPortions: TestDatabase
let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'import-portions-'))
  ;[atOnce, inPortions] = [await freshDatabase(), await freshDatabase()]
  for (const { pool } of [atOnce, inPortions]) await withAreas(pool)
})
afterAll(async () => {
  for (const database of [atOnce, inPortions]) await database.drop()
  await rm(directory, { recursive: true })
})

const HEADER =
  'metering_point_id;valid_from;type;settlement_method;resolution;grid_area;parent_id;energy_supplier_id;balance_responsible_id;connection_state;tombstone'

/** What a row says; points and parents are numbers among six. */
type Row = {
  readonly point: number
  readonly day: number
  readonly kind: 'consumption' | 'production' | 'electrical_heating' | 'withdrawal' | 'broken'
  readonly parent: number
  readonly area: string
  readonly state: string
}

const row = fc.record<Row>({
  point: fc.integer({ min: 1, max: 6 }),
  day: fc.integer({ min: 1, max: 4 }),
  kind: fc.constantFrom(
    'consumption',
    'consumption',
    'production',
    'electrical_heating',
    'electrical_heating',
    'withdrawal',
    'broken',
  ),
  parent: fc.integer({ min: 1, max: 6 }),
  area: fc.constantFrom('801', '801', '801', '802', '999'),
  state: fc.constantFrom('', '', 'disconnected', 'closed_down'),
})

function lineOf({ point, day, kind, parent, area, state }: Row, first: number): string {
  const key = `${pointId(first + point)};2026-03-0${day}`
  const parties = `${supplierId(1)};${responsibleId(1)}`
  if (kind === 'withdrawal') return `${key};;;;;;;;;true`
  if (kind === 'broken') return `${key};;"`
  if (kind === 'electrical_heating') return `${key};${kind};;PT1H;${area};${pointId(first + parent)};;;${state};`
  return `${key};${kind};${kind === 'consumption' ? 'flex' : ''};PT15M;${area};;${parties};${state};`
}

async function load(
  database: TestDatabase,
  lines: readonly string[],
  options: PointImportOptions,
): Promise<{ readonly report: PointImportReport; readonly told: unknown }> {
  const path = join(directory, 'rows.csv')
  await writeFile(path, [HEADER, ...lines].join('\n'))
  const report = await importMeteringPoints(path, { pool: database.pool, profile: dk, scratch: directory }, options)
  const { lines: count, appended, unchanged, refused, findings } = report
  return { report, told: { count, appended, unchanged, refused, findings } }
}

async function periodsOf({ pool }: TestDatabase, first: number): Promise<unknown> {
  const pointIds = Array.from({ length: 6 }, (_, n) => pointId(first + n + 1))
  const periods = await inTransaction(pool, (trx) => periodsAsKnown(trx, { pointIds }))
  // The commits differ, and nothing else may.
  return periods.map((period) => ({ ...period, recordedSeq: undefined }))
}

let first = 0
test('a file divided into portions of any size gives what one commit gives: periods, counts and findings', async () => {
  const rows = fc.array(row, { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(rows, rows, fc.integer({ min: 1, max: 5 }), async (before, file, portionRows) => {
      first += 10
      const known = before.map((each) => lineOf(each, first))
      for (const database of [atOnce, inPortions]) await load(database, known, {})
      const lines = file.map((each) => lineOf(each, first))
      const whole = await load(atOnce, lines, {})
      const divided = await load(inPortions, lines, { portionRows })
      expect(divided.told).toEqual(whole.told)
      expect(await periodsOf(inPortions, first)).toEqual(await periodsOf(atOnce, first))
      // Known or refused by now, whatever the portions.
      expect((await load(inPortions, lines, { portionRows: 2 })).report.recordedSeq).toEqual(
        (await load(atOnce, lines, {})).report.recordedSeq === undefined ? undefined : expect.any(BigInt),
      )
    }),
    { numRuns: 40 },
  )
}, 120_000)
