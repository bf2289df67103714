import { fits, NO_LOAD, plus } from './bundle-limits.ts'
import type { BundleLimits, Load } from './bundle-limits.ts'

/** A batch of which transactions wait: `left` counts those from ordinal `taken` on. */
export interface WaitingBatch {
  readonly batchId: bigint
  readonly ulid: string
  readonly createdAtMs: number
  readonly taken: number
  readonly left: Load
}

/** The transactions of one batch that a message holds: ordinals from `from` up to and without `to`. */
export interface BundlePart {
  readonly batch: WaitingBatch
  readonly from: number
  readonly to: number
  readonly load: Load
}

/** What a message will hold. */
export interface BundlePlan {
  /** batches that fit whole, oldest first */
  readonly whole: readonly BundlePart[]
  readonly load: Load
  /** the batch that does not fit whole: its transactions must be looked at one by one; undefined when all fit */
  readonly cut: WaitingBatch | undefined
}

/** Fills a message from the front of what waits under one bundling key. @param batches oldest first */
export function planBundle(batches: readonly WaitingBatch[], limits: BundleLimits): BundlePlan {
  const whole: BundlePart[] = []
  let load = NO_LOAD
  for (const batch of batches) {
    const next = plus(load, batch.left)
    if (!fits(next, limits)) return { whole, load, cut: batch }
    whole.push({ batch, from: batch.taken, to: batch.taken + batch.left.transactions, load: batch.left })
    load = next
  }
  return { whole, load, cut: undefined }
}
