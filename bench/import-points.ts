// A process of its own that only imports: node import-points.ts DATABASE_URL FILE SCRATCH
import { dk } from '../src/market/index.ts'
import { bringPointsToToday, importMeteringPoints } from '../src/metering-points/index.ts'
import { openPool, systemClock } from '../src/platform/index.ts'
import { peakBytes } from './peak-bytes.ts'

const [databaseUrl = '', file = '', scratch = ''] = process.argv.slice(2)
const secondsSince = (startedMs: number): number => (performance.now() - startedMs) / 1000

const startedMs = performance.now()
const pool = openPool(databaseUrl)
try {
  const { appended, refused } = await importMeteringPoints(file, { pool, profile: dk, scratch })
  const seconds = secondsSince(startedMs)
  const recordedMs = performance.now()
  await bringPointsToToday(pool, systemClock.today(dk.zone))
  const imported = { appended, refused, seconds, searchSeconds: secondsSince(recordedMs), peakBytes: peakBytes() }
  process.stdout.write(`${JSON.stringify(imported)}\n`)
} finally {
  await pool.end()
}
