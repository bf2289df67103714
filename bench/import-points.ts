// A process of its own that only imports: node import-points.ts DATABASE_URL FILE SCRATCH
import { dk } from '../src/market/index.ts'
import { bringPointsToToday, importMeteringPoints } from '../src/metering-points/index.ts'
import { openPool, systemClock } from '../src/platform/index.ts'
import { peakBytes } from './peak-bytes.ts'

const [databaseUrl = '', file = '', scratch = ''] = process.argv.slice(2)
const startedMs = performance.now()
const pool = openPool(databaseUrl)
try {
  const { appended, refused } = await importMeteringPoints(file, { pool, profile: dk, scratch })
  const recordedMs = performance.now()
  await bringPointsToToday(pool, systemClock.today(dk.zone))
  const seconds = (performance.now() - startedMs) / 1000
  process.stdout.write(
    `${JSON.stringify({ appended, refused, seconds, recordedSeconds: (recordedMs - startedMs) / 1000, peakBytes: peakBytes() })}\n`,
  )
} finally {
  await pool.end()
}
