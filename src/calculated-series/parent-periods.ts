import type { DaySpan } from './rules/day-span.ts'

/** A period of a parent as the snapshot of master data has it. */
export interface ParentStatement extends DaySpan {
  readonly energySupplierId: string
  readonly netSettlementGroup: string | null
  /** `MM01` */
  readonly scheduledMeterReadingDate: string | null
  readonly hasElectricalHeating: boolean
  readonly isMoveIn: boolean
  /** everything that the statement says besides its days, as one text */
  readonly values: string
}

/** A period of a parent in which nothing changes that the calculations depend on. */
export interface ParentPeriod extends DaySpan {
  readonly netSettlementGroup: string | null
  /** 1 to 12: 1 except for group 6 */
  readonly settlementMonth: number
  readonly hasElectricalHeating: boolean
  readonly isMoveIn: boolean
  /** a supply period begins: another supplier, a customer moving in, or the first day after none */
  readonly beginsSupply: boolean
  /** a customer moves in on its first day */
  readonly beginsCustomer: boolean
}

/**
 * The periods of a parent, from its statements in the order of days. Statements about other things (another resolution,
 * another area) change nothing. That the supply period began with a move-in is stated for all of it: a customer moves in
 * where it is stated first, with another supplier, or by a statement that repeats the one before word for word.
 */
export function parentPeriods(statements: readonly ParentStatement[]): ParentPeriod[] {
  const periods: ParentPeriod[] = []
  statements.forEach((statement, n) => {
    const before = statements[n - 1]
    const goesOn = before?.toDay === statement.fromDay && before.energySupplierId === statement.energySupplierId
    const repeats = before?.values === statement.values
    const beginsCustomer = statement.isMoveIn && (!goesOn || !before.isMoveIn || repeats)
    const { fromDay, toDay, netSettlementGroup, hasElectricalHeating, isMoveIn } = statement
    const beginsSupply = !goesOn || beginsCustomer
    const period = {
      fromDay,
      toDay,
      netSettlementGroup,
      settlementMonth: settlementMonthOf(statement),
      hasElectricalHeating,
      isMoveIn,
      beginsSupply,
      beginsCustomer,
    }
    const last = periods.at(-1)
    if (last !== undefined && !beginsSupply && sameTerms(last, period)) periods[periods.length - 1] = { ...last, toDay }
    else periods.push(period)
  })
  return periods
}

/**
 * Neighbouring periods made one where the second goes on from the first.
 * @param divides what keeps two apart that meet
 */
export function joinedPeriods(
  periods: readonly ParentPeriod[],
  divides: (before: ParentPeriod, after: ParentPeriod) => boolean,
): ParentPeriod[] {
  const joined: ParentPeriod[] = []
  for (const period of periods) {
    const last = joined.at(-1)
    if (last?.toDay === period.fromDay && !divides(last, period))
      joined[joined.length - 1] = { ...last, toDay: period.toDay }
    else joined.push(period)
  }
  return joined
}

// settlement 4: a settlement year starts in January except in group 6.
function settlementMonthOf({ netSettlementGroup, scheduledMeterReadingDate }: ParentStatement): number {
  return netSettlementGroup === '6' && scheduledMeterReadingDate !== null
    ? Number(scheduledMeterReadingDate.slice(0, 2))
    : 1
}

function sameTerms(a: ParentPeriod, b: ParentPeriod): boolean {
  return (
    a.netSettlementGroup === b.netSettlementGroup &&
    a.settlementMonth === b.settlementMonth &&
    a.hasElectricalHeating === b.hasElectricalHeating &&
    a.isMoveIn === b.isMoveIn
  )
}
