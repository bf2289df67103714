import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'

/** What the figures were measured on. */
export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryGb: number
  readonly system: string
  readonly node: string
  /** Threads of the engine. */
  readonly threads: number
  /** Load of the last minute before the start: other work makes figures worse, and ratios less. */
  readonly loadAtStart: number
}

/** Describes this machine. */
export function describeMachine(threads: number): Machine {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.trunc(totalmem() / 1e9),
    system: `${type()} ${release()}`,
    node: process.version,
    threads,
    loadAtStart: loadavg()[0] ?? 0,
  }
}
