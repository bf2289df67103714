import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { dk } from '../market/index.ts'
import { inTransaction, openEngine, NEWEST_SEQ } from '../platform/index.ts'
import { byTheHour, CHARGES, flat, HOURS, link, LINKS, loaders, PRICES, SPOT, tariff, withPoints, pointId } from './example-charges.ts'
import { exportCharges } from './export-charges.ts'
import { importChargeLinks } from './import-charge-links.ts'

test('perf', async () => {
  const db = await freshDatabase()
  const load = await loaders(db.pool)
  const dir = await mkdtemp(join(tmpdir(), 'perf-'))
  const engine = await openEngine({ threads: 2, tempDir: join(dir, 'spill') })
  const N = 100_000
  const t = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const s = performance.now()
    const r = await work()
    console.log(name, Math.trunc(performance.now() - s), 'ms', Math.trunc(process.memoryUsage().rss / 1e6), 'MB')
    return r
  }
  await t('points', () => withPoints(db.pool, N))
  const codes = ['A', 'B', 'C', 'D', 'E', 'F']
  await load.charges(CHARGES, ...codes.map((c) => tariff(c)))
  await load.prices(PRICES, ...codes.slice(1).map((c) => flat(c, '0.5')))
  await load.prices(HOURS, byTheHour('A'))
  await t('spot', () => load.spot(SPOT, ...Array.from({ length: 2976 * 2 }, (_, n) => `DK${1 + (n % 2)};${new Date(Date.parse('2026-04-30T22:00Z') + Math.trunc(n / 2) * 900_000).toISOString()};PT15M;${n}`)))
  const lines = [LINKS]
  for (let n = 1; n <= N; n += 1) for (const c of codes) lines.push(link(n, c))
  const path = join(dir, 'links.csv')
  await writeFile(path, lines.join('\n'))
  console.log(await t('import links', () => importChargeLinks(path, { pool: db.pool, profile: dk })))
  console.log(await t('again', () => importChargeLinks(path, { pool: db.pool, profile: dk })))
  for (let i = 0; i < 3; i += 1)
    await t('export', () => inTransaction(db.pool, (trx) => exportCharges(trx, engine, dir, { from: '2026-05-01', to: '2026-06-01', atSeq: NEWEST_SEQ, zone: 'Europe/Copenhagen' })))
  await engine.close()
  await load.close()
  await db.drop()
  await rm(dir, { recursive: true })
  expect(pointId(1)).toBeDefined()
}, 200_000)
