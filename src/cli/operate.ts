import { setTimeout as sleep } from 'node:timers/promises'
import { carryOutRuns, type CarryOutRunsPorts } from '../calculated-series/index.ts'
import type { Log } from '../platform/index.ts'
import { carryOutOpen, startDue, type CarryOutPorts, type SchedulePorts } from '../settlement/index.ts'
import { errorCodeOf } from './error-code-of.ts'

/** What a hub that serves does of its own accord. */
export interface Operation {
  readonly calculations: Omit<CarryOutPorts, 'signal' | 'onEnd'>
  readonly series: Omit<CarryOutRunsPorts, 'signal' | 'onEnd'>
  /** undefined: nothing is started by the calendar */
  readonly schedule: SchedulePorts | undefined
  readonly log: Log
}

/** How often it looks for what is to be carried out. */
const LOOK_MS = 2_000
const SCHEDULE_MS = 60_000

/**
 * Starts what the calendar says and carries out what was started, until the signal; what is under way is finished. A
 * failure is logged, and the next look comes.
 */
export async function operate({ calculations, series, schedule, log }: Operation, signal: AbortSignal): Promise<void> {
  const { clock } = calculations
  let scheduledMs = Number.NEGATIVE_INFINITY
  while (!signal.aborted) {
    if (schedule !== undefined && clock.nowMs() - scheduledMs >= SCHEDULE_MS) {
      scheduledMs = clock.nowMs()
      await logged(log, async () => await runSchedule(schedule, log))
    }
    // Series first: calculations read what they say of child points.
    await logged(log, async () => await carryOutRuns({ ...series, signal, onEnd: ended(log, 'calculated series') }))
    await logged(log, async () => await carryOutOpen({ ...calculations, signal, onEnd: ended(log, 'calculation') }))
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {})
  }
}

async function logged(log: Log, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    log.error({ error }, 'looking for what is to be done failed')
  }
}

/** Says how something ended. @param what that it was */
function ended(log: Log, what: string): (id: string, error: unknown) => void {
  return (id, error) => {
    if (error === undefined) log.info({ id }, `${what} carried out`)
    else log.error({ id, code: errorCodeOf(error), error }, `${what} stopped`)
  }
}

async function runSchedule(schedule: SchedulePorts, log: Log): Promise<void> {
  const { started, failed } = await startDue(schedule)
  for (const { entry, from, startedId } of started) log.info({ entry: entry.name, from, startedId }, 'started as due')
  for (const { due, error } of failed) {
    log.error({ entry: due.entry.name, from: due.from, code: errorCodeOf(error), error }, 'what is due was not started')
  }
}
