import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { dk } from '../../market/index.ts'
import { pointId, responsibleId, supplierId, withAreas } from '../example-points.ts'
import { importMeteringPoints } from './import-metering-points.ts'

let database: TestDatabase
let directory: string
let path: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'import-crash-'))
  path = join(directory, 'points.csv')
  const flex = (n: number, area = '801'): string =>
    `${pointId(n)};2026-03-01;consumption;flex;PT15M;${area};;${supplierId(1)};${responsibleId(1)}`
  const lines = [
    'metering_point_id;valid_from;type;settlement_method;resolution;grid_area;parent_id;energy_supplier_id;balance_responsible_id',
    `${pointId(8)};2026-03-01;electrical_heating;;PT1H;801;${pointId(4)};;`,
    flex(1),
    flex(2, '999'),
    flex(3),
    flex(4),
  ]
  await writeFile(path, lines.join('\n'))
})
afterAll(async () => rm(directory, { recursive: true }))
beforeEach(async () => {
  database = await freshDatabase()
  await withAreas(database.pool)
  return async () => database.drop()
})

const from = (file: string): string => JSON.stringify(import.meta.resolve(file))
const program = `
  import { dk } from ${from('../../market/index.ts')}
  import { openPool } from ${from('../../platform/index.ts')}
  import { importMeteringPoints } from ${from('./import-metering-points.ts')}
  const [url, path, scratch] = process.argv.slice(1)
  const pool = openPool(url)
  await importMeteringPoints(path, { pool, profile: dk, scratch }, { portionRows: 2 })
  await pool.end()`

function importThatEndsAt(point: string): string | null {
  const args = ['--input-type=module', '--eval', program, database.url, path, directory]
  return spawnSync(process.execPath, args, { env: { ...process.env, GRIDBOOK_CRASH_AT: point } }).signal
}

const portions = [1, 2, 3]
const boundaries = portions.flatMap((n) => [
  [`points-import:before-commit#${n}`, n - 1],
  [`points-import:committed#${n}`, n],
]) as [string, number][]

test.each(boundaries)(
  'an import that is killed at %s goes on after %i portions, and stores each row once',
  async (boundary, done) => {
    expect(importThatEndsAt(boundary)).toBe('SIGKILL')
    const progress: number[] = []
    const report = await importMeteringPoints(
      path,
      { pool: database.pool, profile: dk, scratch: directory },
      { portionRows: 2, onProgress: (each) => progress.push(each.done) },
    )
    expect(report).toMatchObject({ lines: 5, appended: 4, unchanged: 0, refused: 1, portions: 3, portionsBefore: done })
    expect(report.findings).toMatchObject([{ line: 4, code: 'GRID_AREA_UNKNOWN' }])
    expect(progress).toEqual([0, 2, 4, 5].slice(done))
    const { rows } = await database.pool.query(
      'select count(*)::integer as rows, count(distinct recorded_seq)::integer as commits from metering_points.metering_point_period',
    )
    expect(rows).toEqual([{ rows: 4, commits: 3 }])
  },
)
