import { stopDatabases } from './bench-hub.ts'
import { describeMachine } from './machine.ts'
import { measure } from './measure.ts'
import { benchOptions, USAGE, type BenchOptions } from './options.ts'
import { reportText } from './report.ts'
import { workDirectory } from './work-directory.ts'

const MISSED = 1
const FAILED = 2
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

async function main(options: BenchOptions): Promise<void> {
  const startedMs = performance.now()
  const say = (text: string): void => {
    process.stderr.write(`${((performance.now() - startedMs) / 1000).toFixed(0).padStart(4)} s  ${text}\n`)
  }
  const directory = workDirectory(options.keep)
  endOnSignals()
  try {
    const machine = describeMachine(options.threads)
    const results = await measure(directory.path, options, say)
    const report = { machine, results }
    process.stdout.write(`${options.json ? JSON.stringify(report, null, 2) : reportText(report)}\n`)
    process.exitCode = results.every((result) => result.holds) ? 0 : MISSED
  } finally {
    directory.remove()
  }
}

/** Told to end: the databases stop first, so that they write no more into the directory that goes with the process. */
function endOnSignals(): void {
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.once(signal, () => {
      void stopDatabases().finally(() => process.exit(code))
    })
  }
}

async function start(): Promise<void> {
  let options: BenchOptions
  try {
    options = benchOptions(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`)
    process.exitCode = FAILED
    return
  }
  await main(options)
}

await start()
