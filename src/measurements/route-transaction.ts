import type { Rsm012Transaction } from '../exchange/index.ts'
import type { DayRows, MarketZone } from '../kernel/index.ts'
import { isInForce, type PointPeriod } from '../metering-points/index.ts'
import { dayByNumber } from './day-tables.ts'

/** A part of a transaction that one energy supplier receives: rows that lie side by side, and the interval they are sent in. */
export interface SupplierPart {
  readonly energySupplierId: string
  /** half-open, epoch milliseconds */
  readonly fromMs: number
  readonly toMs: number
  readonly firstRow: number
  readonly rowCount: number
}

/** Periods of a point by market day, undefined for an unknown point. */
export type PeriodsOf = (meteringPointId: string) => readonly PointPeriod[] | undefined

/**
 * Who receives the days of a transaction (BRS-021): whoever supplies the point on the day, or its parent when it is a child.
 * A transaction of one supplier goes out as it came. One that several have to do with is divided, and its parts cover
 * whole market days, because an interval may not be shorter than four hours (settlement 5.3); positions that were not
 * stated stay unstated.
 * @param rows the block that holds the transaction's rows
 * @returns nothing for days without a supplier, such as those of exchange points
 */
export function routeTransaction(
  transaction: Rsm012Transaction,
  rows: DayRows,
  periodsOf: PeriodsOf,
  zone: MarketZone,
): SupplierPart[] {
  const { fromMs, toMs, firstRow, rowCount } = transaction
  const days = rows.marketDay.subarray(firstRow, firstRow + rowCount)
  if (days.length === 0) return []
  const suppliers = suppliersOf(transaction.meteringPointId, days, periodsOf, zone)
  const [only] = suppliers
  if (suppliers.every((supplier) => supplier === only)) {
    return only === undefined || only === null ? [] : [{ energySupplierId: only, fromMs, toMs, firstRow, rowCount }]
  }
  return runsOf(suppliers, days).map((run) => ({
    energySupplierId: run.energySupplierId,
    fromMs: dayByNumber(days[run.from] ?? 0, zone).startMs,
    toMs: dayByNumber(days[run.to - 1] ?? 0, zone).endMs,
    firstRow: firstRow + run.from,
    rowCount: run.to - run.from,
  }))
}

/** The points whose periods routing a transaction of this point asks for beside its own: its parents. */
export function parentsOf(meteringPointId: string, periodsOf: PeriodsOf): string[] {
  return (periodsOf(meteringPointId) ?? []).flatMap(({ parentId }) => parentId ?? [])
}

type Supplier = string | null | undefined

/** The supplier of each day; of one alone when it is the same on all of them. */
function suppliersOf(meteringPointId: string, days: Int32Array, periodsOf: PeriodsOf, zone: MarketZone): Supplier[] {
  const periods = periodsOf(meteringPointId) ?? []
  const dates = {
    first: dateOf(
      days.reduce((a, b) => Math.min(a, b)),
      zone,
    ),
    last: dateOf(
      days.reduce((a, b) => Math.max(a, b)),
      zone,
    ),
  }
  const whole = periods.find((period) => isInForce(period, dates.first))
  if (whole !== undefined && whole.parentId === null && isInForce(whole, dates.last)) return [whole.energySupplierId]
  return Array.from(days, (day) => supplierOn(periods, dateOf(day, zone), periodsOf))
}

/** Who supplies a point on a market day (YYYY-MM-DD): of a child its parent's supplier; undefined or null: nobody. */
export function supplierOn(periods: readonly PointPeriod[], date: string, periodsOf: PeriodsOf): Supplier {
  const period = periods.find((candidate) => isInForce(candidate, date))
  if (period?.parentId === undefined || period.parentId === null) return period?.energySupplierId
  return periodsOf(period.parentId)?.find((candidate) => isInForce(candidate, date))?.energySupplierId
}

function dateOf(dayNumber: number, zone: MarketZone): string {
  return dayByNumber(dayNumber, zone).date
}

interface Run {
  readonly energySupplierId: string
  /** places among the days, half-open */
  readonly from: number
  readonly to: number
}

/** Days that follow each other and have the same supplier: together they have one interval. */
function runsOf(suppliers: readonly Supplier[], days: Int32Array): Run[] {
  const runs: Run[] = []
  suppliers.forEach((energySupplierId, at) => {
    if (energySupplierId === undefined || energySupplierId === null) return
    const last = runs.at(-1)
    const goesOn = last?.to === at && last.energySupplierId === energySupplierId && days[at] === (days[at - 1] ?? 0) + 1
    if (goesOn) runs[runs.length - 1] = { ...last, to: at + 1 }
    else runs.push({ energySupplierId, from: at, to: at + 1 })
  })
  return runs
}
