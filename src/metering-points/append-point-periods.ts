import { accepted, refused } from '../kernel/index.ts'
import type { Finding, Result } from '../kernel/index.ts'
import { gridAreasAsKnown } from '../market/index.ts'
import type { MarketProfile } from '../market/index.ts'
import { nextRecordedSeq } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import type { PointStatement } from './model.ts'
import { candidateOf } from './candidate.ts'
import { checkAlone, planAppend, pointsConcerned } from './plan-append.ts'
import type { AppendPlan, CheckedCandidates } from './plan-append.ts'
import { lockPoints, newestStatements, writeStatements } from './store.ts'

/** What an append did. */
export type Appended = {
  /** statements recorded */
  readonly appended: number
  /** statements that were known already, word for word */
  readonly unchanged: number
  /** the commit; undefined when there was nothing to record, so nothing was */
  readonly recordedSeq: bigint | undefined
}

/**
 * Records statements about metering points: all of them, or none.
 * @param trx READ COMMITTED, and its first write to points; it takes the recorded_seq, so commit it soon
 * @returns every fault of every statement, each with point, day and field; nothing was recorded then
 */
export async function appendPointPeriods(
  trx: Transaction,
  rows: readonly PointStatement[],
  { profile }: { readonly profile: MarketProfile },
): Promise<Result<Appended, Finding[]>> {
  const checked = checkAlone(
    rows.map((row) => candidateOf(row)),
    profile,
  )
  const plan = await planUnderLock(trx, checked)
  if (plan.refused.length > 0) return refused(plan.refused.flatMap(({ findings }) => findings))
  return accepted(await recordPlan(trx, plan))
}

/** Locks the points of the sound candidates and their parents, and decides on what is known of them then. */
export async function planUnderLock(trx: Transaction, checked: CheckedCandidates): Promise<AppendPlan> {
  const ids = [...pointsConcerned(checked.sound)]
  const known = (await lockPoints(trx, ids)) ? await newestStatements(trx, ids) : []
  return planAppend(checked, known, await gridAreasAsKnown(trx))
}

/** Records what a plan appends, under one recorded_seq. */
export async function recordPlan(trx: Transaction, plan: AppendPlan): Promise<Appended> {
  const counts = { appended: plan.append.length, unchanged: plan.unchanged.length }
  if (plan.append.length === 0) return { ...counts, recordedSeq: undefined }
  const recordedSeq = await nextRecordedSeq(trx)
  await writeStatements(
    trx,
    plan.append.map(({ row }) => row),
    recordedSeq,
  )
  return { ...counts, recordedSeq }
}
