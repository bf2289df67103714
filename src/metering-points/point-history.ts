import type { Transaction } from '../platform/index.ts'
import type { PointPeriod } from './model.ts'
import { NEWEST_SEQ, periodsAsKnown } from './periods-as-known.ts'
import { logOf } from './store.ts'
import type { RecordedStatement } from './store.ts'

/** What is known about one metering point, and how it came to be known. */
export type PointHistory = {
  readonly meteringPointId: string
  /** its periods as known, in the order of days; only the one in force when a day was asked for */
  readonly periods: readonly PointPeriod[]
  /** every statement recorded up to then, in the order of recording; withdrawals have no values */
  readonly log: readonly RecordedStatement[]
}

/**
 * A metering point's history.
 * @param at.asKnown what was known when this number was committed; left out: now
 * @param at.asOf only the period in force on this market day
 * @returns undefined when nothing was known of the point
 */
export async function pointHistory(
  trx: Transaction,
  meteringPointId: string,
  at: { readonly asKnown?: bigint | undefined; readonly asOf?: string | undefined } = {},
): Promise<PointHistory | undefined> {
  const log = await logOf(trx, meteringPointId, at.asKnown ?? NEWEST_SEQ)
  if (log.length === 0) return undefined
  const periods = await periodsAsKnown(trx, { atSeq: at.asKnown, pointIds: [meteringPointId] })
  const { asOf } = at
  return { meteringPointId, periods: asOf === undefined ? periods : periods.filter((p) => isInForce(p, asOf)), log }
}

/** Whether the period holds on a market day. */
export function isInForce(period: Pick<PointPeriod, 'validFrom' | 'validTo'>, day: string): boolean {
  return period.validFrom <= day && (period.validTo === null || day < period.validTo)
}
