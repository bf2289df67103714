import type { CarryOutPorts } from '../../settlement/index.ts'
import { executeRun, isOvertaken } from '../run/run-series.ts'
import { openRunIds } from './open-runs.ts'

/** What a process that serves needs to carry out the runs that the schedule or others have begun: the same as for calculations. */
export type CarryOutRunsPorts = Omit<CarryOutPorts, 'zone'>

// Some moments pass before a command that begins a run is seen to execute it.
const GRACE_MS = 60_000

/**
 * Carries out what was begun a minute ago and has neither ended nor failed, one after the other in its order. Those behind
 * one that another living process executes, or that others got ahead of, wait for the next look: they read what it stores.
 * @returns how many were carried out, with or without success
 */
export async function carryOutRuns(ports: CarryOutRunsPorts): Promise<number> {
  const { pool, clock, definition, signal } = ports
  let carriedOut = 0
  for (const runId of await openRunIds(pool, clock.nowMs() - GRACE_MS)) {
    if (signal.aborted) break
    const runs = await ports.runs()
    if ((await runs.whereabouts(runId)) === 'living') break
    const error: unknown = await executeRun(runId, { runs, definition }).then(
      () => undefined,
      (cause: unknown) => cause,
    )
    ports.onEnd(runId, error)
    carriedOut += 1
    if (isOvertaken(error)) break
  }
  return carriedOut
}
