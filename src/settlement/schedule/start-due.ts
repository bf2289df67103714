import { randomUUID } from 'node:crypto'
import type { Clock, MarketZone } from '../../kernel/index.ts'
import { inTransaction, type Pool, type Transaction } from '../../platform/index.ts'
import { planDue } from './plan-due.ts'
import type { DueStart, ScheduleEntry } from './schedule-entry.ts'
import { beginEntries, entriesInForce, lastStarted, takePeriod } from './schedule-store.ts'

/** Starts what an entry names, in the transaction that records that it was started. */
export type ScheduleStarter = (trx: Transaction, due: DueStart, startedId: string) => Promise<void>

/** What running the schedule needs. */
export interface SchedulePorts {
  readonly pool: Pool
  readonly zone: MarketZone
  readonly clock: Clock
  /** the market's, and those of other rooms; their names differ */
  readonly entries: readonly ScheduleEntry[]
  /** by the kind of an entry */
  readonly starters: ReadonlyMap<string, ScheduleStarter>
}

/** What came of running the schedule once. */
export interface ScheduleRun {
  /** in the order in which they were due */
  readonly started: readonly (DueStart & { readonly startedId: string })[]
  /** periods that could not be started, with why; what follows them in their entry waits for them */
  readonly failed: readonly { readonly due: DueStart; readonly error: unknown }[]
}

/**
 * Starts everything that is due and was not started, oldest first: each period of an entry once for ever, because the start
 * and its record are one commit, whoever else does the same at the same time.
 */
export async function startDue(ports: SchedulePorts): Promise<ScheduleRun> {
  const { pool, zone, clock } = ports
  const nowMs = clock.nowMs()
  await beginEntries(pool, ports.entries, clock.today(zone), zone)
  const entries = await entriesInForce(pool, ports.entries)
  const started: (DueStart & { startedId: string })[] = []
  const failed: { due: DueStart; error: unknown }[] = []
  for (const due of planDue(nowMs, await lastStarted(pool), { entries, zone })) {
    if (failed.some((each) => each.due.entry.name === due.entry.name)) continue
    const startedId = randomUUID()
    try {
      if (await startOne(due, startedId, ports)) started.push({ ...due, startedId })
    } catch (error) {
      failed.push({ due, error })
    }
  }
  return { started, failed }
}

async function startOne(due: DueStart, startedId: string, { pool, starters }: SchedulePorts): Promise<boolean> {
  const start = starters.get(due.entry.kind)
  if (start === undefined) throw new Error(`nobody starts what entry ${due.entry.name} is about: ${due.entry.kind}`)
  return await inTransaction(pool, async (trx) => {
    if (!(await takePeriod(trx, due, startedId))) return false
    await start(trx, due, startedId)
    return true
  })
}
