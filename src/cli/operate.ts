import { setTimeout as sleep } from 'node:timers/promises'
import { errorCodeOf } from './error-code-of.ts'
import type { Log } from '../platform/index.ts'
import { carryOutOpen, startDue, type CarryOutPorts, type SchedulePorts } from '../settlement/index.ts'

/** What a hub that serves does of its own accord. */
export interface Operation {
  readonly calculations: Omit<CarryOutPorts, 'signal' | 'onEnd'>
  /** undefined: nothing is started by the calendar */
  readonly schedule: SchedulePorts | undefined
  readonly log: Log
}

/** How often it looks for calculations to carry out. */
const LOOK_MS = 2_000
const SCHEDULE_MS = 60_000

/**
 * Starts what the calendar says and carries out what was started, until the signal; a calculation under way is finished. A
 * failure is logged, and the next look comes.
 */
export async function operate({ calculations, schedule, log }: Operation, signal: AbortSignal): Promise<void> {
  const { clock } = calculations
  let scheduledMs = Number.NEGATIVE_INFINITY
  const onEnd: CarryOutPorts['onEnd'] = (calculationId, error) => {
    if (error === undefined) log.info({ calculationId }, 'a calculation was carried out')
    else log.error({ calculationId, code: errorCodeOf(error), error }, 'a calculation has stopped')
  }
  while (!signal.aborted) {
    try {
      if (schedule !== undefined && clock.nowMs() - scheduledMs >= SCHEDULE_MS) {
        scheduledMs = clock.nowMs()
        await runSchedule(schedule, log)
      }
      await carryOutOpen({ ...calculations, signal, onEnd })
    } catch (error) {
      log.error({ error }, 'looking for calculations failed')
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {})
  }
}

async function runSchedule(schedule: SchedulePorts, log: Log): Promise<void> {
  const { started, failed } = await startDue(schedule)
  for (const { entry, from, startedId } of started) log.info({ entry: entry.name, from, startedId }, 'started as due')
  for (const { due, error } of failed) {
    log.error({ entry: due.entry.name, from: due.from, code: errorCodeOf(error), error }, 'what is due was not started')
  }
}
