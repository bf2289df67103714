import { setTimeout as sleep } from 'node:timers/promises'
import { flushWhenDue } from '../measurements/index.ts'
import type { Hub } from './open-hub.ts'
import type { Supplier } from './open-supplier.ts'

const PAUSE_MS = 30_000
// Rows that wait in PostgreSQL go to the lake when they are many, or have waited long.
const POLICY = { rows: 50_000, ageMs: 300_000 }

/** What a process that stays does from time to time, until the signal: moves readings that wait into the lake. */
export async function keepHouse({ intake, log }: Hub | Supplier, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(PAUSE_MS, undefined, { signal }).catch(() => {})
    if (signal.aborted) return
    await flushWhenDue(intake, POLICY, intake.clock.nowMs()).catch((error: unknown) => {
      log.error({ error }, 'readings that wait could not be moved into the lake')
    })
  }
}
