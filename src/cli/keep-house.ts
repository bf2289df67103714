import { setTimeout as sleep } from 'node:timers/promises'
import { flushWhenDue, SWEEP_GRACE_MS, type ImportPorts } from '../measurements/index.ts'
import { bringPointsToToday } from '../metering-points/index.ts'
import type { Log } from '../platform/index.ts'

const PAUSE_MS = 30_000
const SWEEP_MS = 3_600_000
// Rows that wait in PostgreSQL go to the lake when they are many, or have waited long.
const POLICY = { rows: 50_000, ageMs: 300_000 }

/** What a process that stays looks after. */
export interface House {
  readonly intake: ImportPorts
  readonly log: Log
  /** what else is to be swept once an hour */
  readonly sweep?: () => Promise<unknown>
  /** what else is looked after every time, under what it is called when it fails */
  readonly also?: Readonly<Record<string, () => Promise<unknown>>>
}

/**
 * What a process that stays does from time to time, until the signal: moves readings that wait into the lake, brings the
 * search of metering points to today, deletes what no reader can need any more. A failure is logged, and tried again the next time.
 */
export async function keepHouse({ intake, log, sweep, also = {} }: House, signal: AbortSignal): Promise<void> {
  let sweptMs = intake.clock.nowMs()
  const attempt = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    await work().catch((error: unknown) => {
      log.error({ error }, `${what} failed`)
    })
  }
  while (!signal.aborted) {
    await sleep(PAUSE_MS, undefined, { signal }).catch(() => {})
    if (signal.aborted) return
    const nowMs = intake.clock.nowMs()
    await attempt('moving readings into the lake', () => flushWhenDue(intake, POLICY, nowMs))
    await attempt('bringing metering points to today', () =>
      bringPointsToToday(intake.pool, intake.clock.today(intake.zone)),
    )
    for (const [what, work] of Object.entries(also)) await attempt(what, work)
    if (nowMs - sweptMs < SWEEP_MS) continue
    sweptMs = nowMs
    await attempt('sweeping the lake', () => intake.lake.sweep({ graceMs: SWEEP_GRACE_MS, nowMs }))
    if (sweep !== undefined) await attempt('sweeping', sweep)
  }
}
