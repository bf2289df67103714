// A process of its own that only calculates: node peak-memory.ts DATA_DIRECTORY DATABASE_URL CALCULATION_ID THREADS
import { openBenchHub } from './bench-hub.ts'
import { peakBytes } from './peak-bytes.ts'

const [dataDir = '', databaseUrl = '', calculationId = '', threads = '2'] = process.argv.slice(2)
const hub = await openBenchHub({ dataDir, databaseUrl, threads: Number(threads) })
try {
  const step = hub.calculationRun.steps.find(({ name }) => name === 'calculate')
  if (step === undefined) throw new Error('the calculation has no step of that name')
  const { afterwards } = await step.execute(calculationId)
  await afterwards?.()
} finally {
  await hub.close()
}
process.stdout.write(`${peakBytes()}\n`)
