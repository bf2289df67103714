import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openBenchHub } from './bench-hub.ts'
import type { BenchOptions } from './options.ts'
import type { PreparedMarket } from './prepared-market.ts'
import { judged, medianOf, ratioOf, type BenchResult } from './result.ts'
import { interleaved } from './rounds.ts'
import { calculationSeconds, currentFiles, floorSeconds } from './settlement.ts'

const AT_MOST_TIMES_THE_FLOOR = 6
const AT_MOST_TIMES_A_TENTH = 11
const BELOW_BYTES = 8_000_000_000
const MEMORY_ROUNDS = 1

/** Balance fixing against the floor of the same files, against a tenth of the points, and its memory. */
export async function measureBalanceFixing(
  large: PreparedMarket,
  small: PreparedMarket | undefined,
  options: BenchOptions,
  say: (text: string) => void,
): Promise<{ readonly results: readonly BenchResult[]; readonly seconds: number }> {
  const { rounds, threads } = options
  const hub = await openBenchHub({ dataDir: large.dataDir, threads })
  const smallHub = small === undefined ? undefined : await openBenchHub({ dataDir: small.dataDir, threads })
  try {
    const files = await currentFiles(hub)
    const samples = await interleaved(
      rounds,
      {
        floor: () => floorSeconds(hub, files),
        calculation: () => calculationSeconds(hub, large),
        tenth: async () =>
          smallHub === undefined || small === undefined ? 0 : await calculationSeconds(smallHub, small),
      },
      (text) => say(`balance fixing, ${text}`),
    )
    const seconds = medianOf(samples.calculation)
    const results = [
      judged(
        {
          name: 'balance-fixing',
          ratio: ratioOf(samples.calculation, samples.floor),
          median: seconds,
          unit: 's',
          rounds,
          note: `${large.meteringPoints} points, ${large.values} values; one plain sum of all value columns takes ${medianOf(samples.floor).toFixed(3)} s; the whole run with publication took ${large.runSeconds.toFixed(1)} s`,
        },
        { sense: '<=', bound: AT_MOST_TIMES_THE_FLOOR },
      ),
      await memoryResult(large, hub.database.url, threads),
    ]
    if (small !== undefined) results.push(scaleResult(samples.calculation, samples.tenth, large, small, rounds))
    return { results, seconds }
  } finally {
    await smallHub?.close()
    await hub.close()
  }
}

function scaleResult(
  large: readonly number[],
  small: readonly number[],
  { meteringPoints }: PreparedMarket,
  tenth: PreparedMarket,
  rounds: number,
): BenchResult {
  const times = ratioOf(large, small)
  return judged(
    {
      name: 'scale',
      ratio: times,
      median: medianOf(large),
      unit: 's',
      rounds,
      note: `balance fixing of ${meteringPoints} points over that of ${tenth.meteringPoints}, which takes ${medianOf(small).toFixed(3)} s`,
    },
    { sense: '<=', bound: AT_MOST_TIMES_A_TENTH },
  )
}

async function memoryResult(
  { dataDir, calculationId, meteringPoints }: PreparedMarket,
  databaseUrl: string,
  threads: number,
): Promise<BenchResult> {
  const program = fileURLToPath(new URL('peak-memory.ts', import.meta.url))
  const running = promisify(execFile)(process.execPath, [
    '--disable-warning=DeprecationWarning',
    program,
    dataDir,
    databaseUrl,
    calculationId,
    String(threads),
  ])
  const endWithUs = (): void => void running.child.kill('SIGKILL')
  process.once('exit', endWithUs)
  const { stdout } = await running
  process.off('exit', endWithUs)
  const peak = Number(stdout)
  return judged(
    {
      name: 'balance-fixing-memory',
      ratio: peak / BELOW_BYTES,
      median: peak / 1e9,
      unit: 'GB',
      rounds: MEMORY_ROUNDS,
      note: `peak resident memory of a process that only calculates ${meteringPoints} points, over 8 GB`,
    },
    { sense: '<', bound: 1 },
  )
}
