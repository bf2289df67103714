import { table } from '../src/cli/output.ts'
import type { Machine } from './machine.ts'
import type { BenchResult } from './result.ts'

/** Everything that a run of the benchmark says. */
export interface BenchReport {
  readonly machine: Machine
  readonly results: readonly BenchResult[]
}

/** The report for people. */
export function reportText({ machine, results }: BenchReport): string {
  const rows = results.map(({ name, ratio, target, holds, median, unit, rounds }) => [
    name,
    ratio === null ? '' : String(ratio),
    target ?? 'stated',
    verdict(target, holds),
    `${median.toLocaleString('en-US')} ${unit}`,
    String(rounds),
  ])
  return [
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}, ${machine.threads} threads, load ${machine.loadAtStart.toFixed(1)}`,
    '',
    table(['measurement', 'ratio', 'target', '', 'median', 'rounds'], rows),
    '',
    ...results.map(({ name, note }) => `${name}: ${note}`),
  ].join('\n')
}

function verdict(target: string | null, holds: boolean): string {
  if (target === null) return ''
  return holds ? 'holds' : 'MISSED'
}
