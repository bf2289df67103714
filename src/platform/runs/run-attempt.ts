import { setTimeout as sleep } from 'node:timers/promises'
import { DBOS } from '@dbos-inc/dbos-sdk'
import type { WorkflowStatus } from '@dbos-inc/dbos-sdk'
import type { Pool } from '../postgres/pool.ts'
import { whileFree } from './executor-seat.ts'

/** What a run's workflow returns that waits before one of its steps. */
export const HELD = 'held'

/** This process among those that execute runs. */
export interface Executor {
  readonly pool: Pool
  /** the seat it sits on */
  readonly seat: number
}

/**
 * Whether somebody executes a run: `nobody` has begun it, a `living` process executes it, the process that did has ended
 * and it is `orphaned`, or its last attempt has `ended`: done, failed, held.
 */
export type Whereabouts = 'nobody' | 'living' | 'orphaned' | 'ended'

/** How often a caller that waits looks whether there is still somebody to wait for. */
const LOOK_MS = 1_000

const FAILED: ReadonlySet<string> = new Set(['ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED'])

/**
 * The id under which DBOS knows the attempt at a run that is under way or may be begun: the first one's is the run's own.
 * An attempt that has failed, was held, or whose process has ended is over.
 */
export async function attemptOf(runId: string, executor: Executor): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const id = attemptId(runId, attempt)
    const status = await DBOS.getWorkflowStatus(id)
    if (status === null) return id
    if (!isOver(status) && !(await isFreed(status, executor))) return id
  }
}

/** Where a run is. */
export async function whereaboutsOf(runId: string, { pool, seat }: Executor): Promise<Whereabouts> {
  let last: WorkflowStatus | null = null
  for (let attempt = 1; ; attempt += 1) {
    const status = await DBOS.getWorkflowStatus(attemptId(runId, attempt))
    if (status === null) break
    last = status
  }
  if (last === null) return 'nobody'
  if (last.status !== 'PENDING') return 'ended'
  const number = seatOf(last)
  if (number === seat) return 'living'
  return (await whileFree(pool, number, async () => {})) ? 'orphaned' : 'living'
}

/** While somebody waits for an attempt of another process: frees it when that process has ended. */
export function freeWhenOrphaned(attempt: string, executor: Executor): { readonly end: () => Promise<void> } {
  const ended = new AbortController()
  const looking = (async () => {
    while (!ended.signal.aborted) {
      await sleep(LOOK_MS, undefined, { signal: ended.signal }).catch(() => {})
      if (ended.signal.aborted) return
      const status = await DBOS.getWorkflowStatus(attempt)
      if (status === null || (await isFreed(status, executor))) return
    }
  })()
  // A look that fails is no reason to give up waiting; the wait itself says what is wrong with the database.
  const quiet = looking.catch(() => {})
  return {
    end: async () => {
      ended.abort()
      await quiet
    },
  }
}

/** Whether an attempt was freed, so that another one may be made. */
export async function wasFreed(attempt: string): Promise<boolean> {
  return (await DBOS.getWorkflowStatus(attempt))?.status === 'CANCELLED'
}

/** Ends an attempt whose process has ended. Nobody can take its seat meanwhile, and go on with it. */
async function isFreed(status: WorkflowStatus, { pool, seat }: Executor): Promise<boolean> {
  const number = seatOf(status)
  if (status.status !== 'PENDING' || number === seat) return false
  return await whileFree(pool, number, async () => {
    await DBOS.cancelWorkflow(status.workflowID)
  })
}

function isOver({ status, output }: WorkflowStatus): boolean {
  return FAILED.has(status) || (status === 'SUCCESS' && output === HELD)
}

function attemptId(runId: string, attempt: number): string {
  return attempt === 1 ? runId : `${runId}#${attempt}`
}

function seatOf({ executorId }: WorkflowStatus): number {
  return Number(/^executor-(\d+)$/.exec(executorId ?? '')?.[1] ?? Number.NaN)
}
