import { daysOf, finding, parseGsrn, type Finding, type MarketZone } from '../kernel/index.ts'
import { isInForce, type PointPeriod } from '../metering-points/index.ts'
import { meteringPointTypeOf, seriesPath, unitOf, type Rsm012Transaction } from '../exchange/index.ts'
import { dayByNumber } from './day-tables.ts'
import type { DayRows } from '../kernel/index.ts'

/** What a transaction is judged by, beside its own text. */
export interface JudgeContext {
  /** Periods of a point by market day, undefined for an unknown point. */
  readonly periodsOf: (meteringPointId: string) => readonly PointPeriod[] | undefined
  /** The party that may deliver for a grid area, undefined where none is registered. */
  readonly responsibleFor: (gridArea: string) => string | undefined
  readonly senderId: string
  readonly nowMs: number
  readonly zone: MarketZone
  /** the hub sends it, which has judged the readings before */
  readonly isFromHub?: boolean
  readonly processType?: string
}

const THREE_YEARS_MS = 3 * 366 * 24 * 3_600_000

/**
 * Judges a readable transaction by the master data (settlement 5.3, BRS-021): every fault at once.
 * @param rows the block that holds the transaction's day rows
 */
export function judgeTransaction(
  transaction: Rsm012Transaction,
  rows: DayRows | undefined,
  context: JudgeContext,
): Finding[] {
  const where = { point: transaction.meteringPointId, path: seriesPath(transaction) }
  const periods = context.periodsOf(transaction.meteringPointId)
  if (periods === undefined || periods.length === 0) {
    // A mistyped identifier is unknown too; saying which digit is wrong helps more.
    const id = parseGsrn(transaction.meteringPointId, where)
    return [id.ok ? finding('E10', `metering point ${transaction.meteringPointId} is not known`, where) : id.error]
  }
  const findings: Finding[] = []
  // Readings that were asked for may be as old as the hub keeps them (BRS-025).
  if (context.isFromHub !== true && transaction.fromMs < context.nowMs - THREE_YEARS_MS) {
    findings.push(
      finding('E17', 'the readings begin more than three years ago', { ...where, field: 'Period.timeInterval.start' }),
    )
  }
  findings.push(...judgeDays(transaction, rows, periods, context))
  return findings
}

function judgeDays(
  transaction: Rsm012Transaction,
  rows: DayRows | undefined,
  periods: readonly PointPeriod[],
  context: JudgeContext,
): Finding[] {
  const findings = new Map<string, Finding>()
  for (const day of daysStated(transaction, rows, context.zone)) {
    const period = periods.find((candidate) => isInForce(candidate, day))
    for (const found of judgeDay(transaction, day, period, context)) {
      // One finding a code: the first day of a fault is enough to mend it.
      if (!findings.has(found.code)) findings.set(found.code, found)
    }
  }
  return [...findings.values()]
}

/** Market days that a transaction speaks of, YYYY-MM-DD: those of its rows, or all of its interval where values are longer than a day. */
function daysStated(transaction: Rsm012Transaction, rows: DayRows | undefined, zone: MarketZone): string[] {
  if (transaction.period !== undefined) return daysOf(transaction, zone).map(({ day }) => day.date)
  return Array.from(
    { length: transaction.rowCount },
    (_, i) => dayByNumber(rows?.marketDay[transaction.firstRow + i] ?? 0, zone).date,
  )
}

function judgeDay(
  transaction: Rsm012Transaction,
  day: string,
  period: PointPeriod | undefined,
  context: JudgeContext,
): Finding[] {
  const where = { point: transaction.meteringPointId, day, path: seriesPath(transaction) }
  if (period === undefined || period.connectionState === 'new' || period.connectionState === 'closed_down') {
    const state = period?.connectionState.replace('_', ' ') ?? 'not registered'
    return [finding('D16', `the metering point is ${state} on ${day}, neither connected nor disconnected`, where)]
  }
  const type = meteringPointTypeOf(transaction.meteringPointType)
  const unit = unitOf(transaction.unit)
  return [
    ...(type === period.type
      ? []
      : [
          finding(
            'D18',
            `the document says type ${transaction.meteringPointType}, the metering point is ${period.type}`,
            where,
          ),
        ]),
    ...(unit === period.unit
      ? []
      : [finding('E73', `the unit is ${transaction.unit}, the metering point's is ${period.unit}`, where)]),
    ...(transaction.resolution === period.resolution || isYearlyAmount(transaction, context)
      ? []
      : [
          finding(
            'D23',
            `the resolution is ${transaction.resolution}, the metering point's is ${period.resolution}`,
            where,
          ),
        ]),
    ...judgeSender(period, where, context),
  ]
}

// BRS-024: the hub alone makes it, of a point that is read more often.
function isYearlyAmount({ resolution }: Rsm012Transaction, { isFromHub, processType }: JudgeContext): boolean {
  return isFromHub === true && processType === 'E30' && resolution === 'P1Y'
}

function judgeSender(period: PointPeriod, where: object, context: JudgeContext): Finding[] {
  const responsible = context.responsibleFor(period.gridArea)
  if (responsible === context.senderId) return []
  return [
    finding(
      'D50',
      `${context.senderId} does not deliver for grid area ${period.gridArea}; ${responsible ?? 'nobody'} does`,
      where,
    ),
  ]
}
