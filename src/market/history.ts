import { NEWEST_SEQ } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import type { ActorPeriod, RecordedActor } from './actor.ts'
import { actorLog, actorsAsKnown } from './actor-store.ts'
import type { GridAreaPeriod, RecordedGridArea } from './grid-area.ts'
import { gridAreaLog, gridAreasAsKnown } from './grid-area-store.ts'

/** What is known about a grid area, and how it came to be known. */
export type GridAreaHistory = {
  readonly code: string
  /** in the order of days */
  readonly periods: readonly GridAreaPeriod[]
  /** every statement, in the order of recording; as it was stated: withdrawals have no values */
  readonly log: readonly RecordedGridArea[]
}

/** What is known about an actor, and how it came to be known. */
export type ActorHistory = {
  readonly actorId: string
  /** in the order of days */
  readonly periods: readonly ActorPeriod[]
  /** every statement, in the order of recording; withdrawals have no values */
  readonly log: readonly RecordedActor[]
}

/** A grid area's history, as known when a number was committed (left out: now); undefined when nothing was known of it. */
export async function gridAreaHistory(
  trx: Transaction,
  code: string,
  atSeq: bigint = NEWEST_SEQ,
): Promise<GridAreaHistory | undefined> {
  const log = await gridAreaLog(trx, code, atSeq)
  return log.length === 0 ? undefined : { code, periods: await gridAreasAsKnown(trx, { atSeq, code }), log }
}

/** An actor's history, as known when a number was committed (left out: now); undefined when nothing was known of it. */
export async function actorHistory(
  trx: Transaction,
  actorId: string,
  atSeq: bigint = NEWEST_SEQ,
): Promise<ActorHistory | undefined> {
  const log = await actorLog(trx, actorId, atSeq)
  return log.length === 0 ? undefined : { actorId, periods: await actorsAsKnown(trx, { atSeq, actorId }), log }
}
