import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { dk } from '../../market/index.ts'
import { consumption, exchange, heating, pointId, recorded, withAreas } from '../example-points.ts'
import { importMeteringPoints } from '../import/import-metering-points.ts'
import { exportPoints } from './export-points.ts'
import type { PointExportOptions } from './export-points.ts'

let database: TestDatabase
let directory: string
let firstSeq: bigint
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'export-points-'))
  database = await freshDatabase()
  await withAreas(database.pool)
  firstSeq = await recorded(
    database.pool,
    consumption(3, '2026-01-01', { streetName: 'Å "vej"; 1', room: 'tv', hasElectricalHeating: false, city: ' Ry' }),
    consumption(3, '2026-02-01', { resolution: 'PT1H' }),
    heating(1, 3, '2026-01-05', { meterNumber: '007' }),
    consumption(4, '2026-01-01', { gridArea: '802' }),
  )
  await recorded(
    database.pool,
    { meteringPointId: pointId(3), validFrom: '2026-02-01', tombstone: true },
    exchange(2, '2026-03-01'),
    consumption(4, '2026-03-01', { gridArea: '801', isActualAddress: true }),
  )
})
afterAll(async () => {
  await database.drop()
  await rm(directory, { recursive: true })
})

async function exported(from: TestDatabase, name: string, options: PointExportOptions): Promise<Buffer> {
  const path = join(directory, name)
  const written = await exportPoints(path, { pool: from.pool, profile: dk, scratch: directory }, options)
  expect(written).toMatchObject({ path, bytes: (await readFile(path)).length })
  return await readFile(path)
}
const keysOf = async (options: Omit<PointExportOptions, 'format'>): Promise<string[]> => {
  const lines = (await exported(database, 'keys.csv', { ...options, format: 'csv' })).toString().trimEnd().split('\n')
  return lines.slice(1).map((line) => line.split(';').slice(0, 2).join(' '))
}
const key = (n: number, day: string): string => `${pointId(n)} ${day}`

test.each(['csv', 'parquet'] as const)(
  'what is exported as %s, imported into an empty database and exported again has the same bytes',
  async (format) => {
    const first = await exported(database, `first.${format}`, { format })
    const other = await freshDatabase()
    try {
      await withAreas(other.pool)
      const report = await importMeteringPoints(
        join(directory, `first.${format}`),
        { pool: other.pool, profile: dk, scratch: directory },
        { portionRows: 2 },
      )
      expect(report).toMatchObject({ appended: 5, refused: 0 })
      const again = await exported(other, `again.${format}`, { format })
      expect(again.equals(first)).toBe(true)
    } finally {
      await other.drop()
    }
    const left = (await readdir(directory)).filter((name) => !/^(first|again|keys)\./.test(name))
    expect(left).toEqual([])
  },
)

test('every period with its first day, as known now or then', async () => {
  expect(await keysOf({})).toEqual([
    key(1, '2026-01-05'),
    key(2, '2026-03-01'),
    key(3, '2026-01-01'),
    key(4, '2026-01-01'),
    key(4, '2026-03-01'),
  ])
  expect(await keysOf({ asKnown: firstSeq })).toEqual([
    key(1, '2026-01-05'),
    key(3, '2026-01-01'),
    key(3, '2026-02-01'),
    key(4, '2026-01-01'),
  ])
})

test('only the version in force on a day, only points of an area; whole histories when no day is asked for', async () => {
  expect(await keysOf({ asOf: '2026-02-15' })).toEqual([
    key(1, '2026-01-05'),
    key(3, '2026-01-01'),
    key(4, '2026-01-01'),
  ])
  expect(await keysOf({ asOf: '2026-02-15', asKnown: firstSeq, gridAreas: ['801'] })).toEqual([
    key(1, '2026-01-05'),
    key(3, '2026-02-01'),
  ])
  expect(await keysOf({ gridAreas: ['802'] })).toEqual([
    key(2, '2026-03-01'),
    key(4, '2026-01-01'),
    key(4, '2026-03-01'),
  ])
  expect(await keysOf({ gridAreas: ['999'] })).toEqual([])
  await expect(keysOf({ asOf: '2026-02-30' })).rejects.toMatchObject({ code: 'USAGE' })
})

test('a text with a line break is exported as Parquet only, and a failure leaves what stood there', async () => {
  const other = await freshDatabase()
  try {
    await withAreas(other.pool)
    await recorded(other.pool, consumption(5, '2026-01-01', { locationDescription: 'behind\nthe barn' }))
    await writeFile(join(directory, 'kept.csv'), 'kept')
    await expect(exported(other, 'kept.csv', { format: 'csv' })).rejects.toMatchObject({
      code: 'USAGE',
      where: { point: pointId(5) },
    })
    expect(await readFile(join(directory, 'kept.csv'), 'utf8')).toBe('kept')
    expect((await exported(other, 'broken.parquet', { format: 'parquet' })).length).toBeGreaterThan(0)
  } finally {
    await other.drop()
  }
})
