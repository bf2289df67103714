import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'

/** The measurements, in the order in which they are taken. */
export const BENCHMARKS = [
  'balance-fixing',
  'scale',
  'wholesale-fixing',
  'interval-rows',
  'intake-documents-2000',
  'intake-documents-1',
  'values-per-second',
  'pricing',
  'pricing-postgres',
  'issue-invoices',
  'peek-store-dequeue',
  'point-search',
  'points-import',
] as const
/** Name of a measurement. */
export type Benchmark = (typeof BENCHMARKS)[number]

/** What is measured and how. */
export interface BenchOptions {
  readonly json: boolean
  /** Points of the large market; the small one of `scale` has a tenth of them. */
  readonly meteringPoints: number
  /** Points of the search, which need no readings. */
  readonly searchPoints: number
  readonly only: ReadonlySet<Benchmark>
  /** Rounds of each measurement; every round measures all that is compared. */
  readonly rounds: number
  /** Where prepared markets stay for the next run; a directory that is removed at the end when undefined. */
  readonly keep: string | undefined
  /** Threads of the engine. */
  readonly threads: number
}

/** How to call the program. */
export const USAGE = `usage: npm run bench -- [--json] [--metering-points N] [--search-points N] [--only NAME,...] [--rounds N] [--keep DIR]
names: ${BENCHMARKS.join(', ')}`

/** The threads that targets speak of. */
const THREADS = 2

/** So many that every search finds something. */
const FEWEST_SEARCHED = 100_000
/** Points of the smallest example market, ten times. */
const FEWEST_POINTS = 3000

/**
 * Options from the command line.
 * @throws Error naming what is wrong
 */
export function benchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      'metering-points': { type: 'string', default: '100000' },
      'search-points': { type: 'string', default: '5000000' },
      only: { type: 'string', default: BENCHMARKS.join(',') },
      rounds: { type: 'string', default: '5' },
      keep: { type: 'string' },
    },
  })
  return {
    json: values.json,
    meteringPoints: wholeNumber('--metering-points', values['metering-points'], FEWEST_POINTS),
    searchPoints: wholeNumber('--search-points', values['search-points'], FEWEST_SEARCHED),
    only: new Set(values.only.split(',').map(benchmark)),
    rounds: wholeNumber('--rounds', values.rounds, 1),
    keep: values.keep,
    threads: Math.min(THREADS, availableParallelism()),
  }
}

function benchmark(name: string): Benchmark {
  const found = BENCHMARKS.find((each) => each === name)
  if (found === undefined) throw new Error(`there is no measurement '${name}'`)
  return found
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text)
  if (!/^\d{1,9}$/.test(text) || value < least)
    throw new Error(`${name} is ${text}, and takes a whole number from ${least}`)
  return value
}
