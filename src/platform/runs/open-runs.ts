import type { Runs, RunsOptions } from './runs.ts'

/** Launches the executor of this process: one at a time, since DBOS keeps one a process. */
export async function openRuns(options: RunsOptions): Promise<Runs> {
  // Loaded when it is needed: most commands execute no run, and would wait for it.
  const { launchRuns } = await import('./runs.ts')
  return await launchRuns(options)
}
