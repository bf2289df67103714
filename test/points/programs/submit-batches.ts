// Submits batches of processes about the points that cross, each in one commit, from the first that is not there yet.
// Says which are done.   usage: submit-batches.ts URL SEED BATCHES SIZE
import { openPool } from '../../../src/platform/index.ts'
import { seededRandom } from '../../oracle/random.ts'
import { randomProcesses } from '../random-steps.ts'
import { submitSteps } from '../writer.ts'

const [url = '', seed = '', batches = '', size = ''] = process.argv.slice(2)
const pool = openPool(url, { max: 1 })
try {
  const { rows } = await pool.query<{ there: number }>(
    'select count(distinct message_id)::integer as there from metering_points.process where message_id is not null',
  )
  for (let batch = rows[0]?.there ?? 0; batch < Number(batches); batch += 1) {
    const steps = randomProcesses(seededRandom(Number(seed) + batch), Number(size), [])
    await submitSteps(pool, steps, new Map(), `batch-${batch}`)
    process.stdout.write(`batch-${batch} done\n`)
  }
} finally {
  await pool.end()
}
