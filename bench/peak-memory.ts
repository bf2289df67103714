// A process of its own that only calculates: node peak-memory.ts DATA_DIRECTORY DATABASE_URL CALCULATION_ID THREADS
import { readFileSync } from 'node:fs'
import { openBenchHub } from './bench-hub.ts'

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

/** Highest resident memory of this process. */
function peakBytes(): number {
  // Linux counts in maxRSS what the parent had at the fork; the high-water mark does not.
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : ''
  const highWater = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]
  return (highWater === undefined ? process.resourceUsage().maxRSS : Number(highWater)) * 1024
}
