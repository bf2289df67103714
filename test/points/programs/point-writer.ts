// Two connections submit processes about the points that cross. Prints how many were accepted, a line each commit.
// usage: point-writer.ts URL SEED COMMITS
import { openPool } from '../../../src/platform/index.ts'
import { seededRandom } from '../../oracle/random.ts'
import { writeCrossing, type Numbers } from '../writer.ts'

const [url = '', seed = '', commits = ''] = process.argv.slice(2)
const pool = openPool(url, { max: 2 })
const numbers: Numbers = new Map()
const written = [1, 2].map((n) => writeCrossing(pool, seededRandom(Number(seed) + n), Number(commits), numbers))
try {
  for (const accepted of await Promise.all(written)) process.stdout.write(`${accepted}\n`)
} finally {
  await pool.end()
}
