import { accepted, finding, isLocalMidnight, marketDayOf, monthOf, refused } from '../kernel/index.ts'
import type { Finding, MarketZone, Period, Result } from '../kernel/index.ts'
import { isWholesale } from './calculation-type.ts'
import type { CalculationType } from './calculation-type.ts'

/** What a calculation is told (settlement 1.1). Instants are epoch milliseconds. */
export type CalculationArguments = {
  /** uuid; part of every result id */
  readonly calculationId: string
  readonly type: CalculationType
  /** three digits each, as text: leading zeros count */
  readonly gridAreas: readonly string[]
  /** half open */
  readonly period: Period
  /** the instant from which results are quarter-hourly; a period that ends at or before it gets hourly results */
  readonly quarterlyTransitionMs: number
  readonly zone: MarketZone
  /** computed and stored but never sent to an actor; only for aggregation */
  readonly isInternal: boolean
  /** missing readings and prices stop it before it computes; left out: they count as the rules say */
  readonly requiresComplete?: boolean
  readonly createdBy: string
  readonly executionStartMs: number
}

/** Resolution of every result of a calculation. */
export type ResultResolution = 'PT15M' | 'PT1H'

const HOUR_MS = 3_600_000

/** One resolution for all areas and series of a calculation (settlement 1.3). */
export function resultResolution(given: CalculationArguments): ResultResolution {
  return given.period.toMs <= given.quarterlyTransitionMs ? 'PT1H' : 'PT15M'
}

/**
 * The rules that the calculation itself needs: any half-open period of whole hours will do.
 * @returns the arguments, or every fault at once (code CALCULATION_ARGUMENT, field = the argument)
 */
export function validateArguments(given: CalculationArguments): Result<CalculationArguments, Finding[]> {
  return resultOf(given, [...areaFaults(given), ...periodFaults(given), ...identityFaults(given)])
}

/**
 * The rules for starting a run: those of the calculation, and that the period is made of whole local days, for
 * wholesale types of exactly one local month, and that the transition is a local midnight.
 */
export function validateRunArguments(given: CalculationArguments): Result<CalculationArguments, Finding[]> {
  const core = validateArguments(given)
  return resultOf(given, [...(core.ok ? [] : core.error), ...midnightFaults(given), ...monthFaults(given)])
}

function resultOf(given: CalculationArguments, faults: readonly Finding[]): Result<CalculationArguments, Finding[]> {
  return faults.length === 0 ? accepted(given) : refused([...faults])
}

function fault(field: string, message: string): Finding {
  return finding('CALCULATION_ARGUMENT', message, { field })
}

function areaFaults({ gridAreas }: CalculationArguments): Finding[] {
  if (gridAreas.length === 0) return [fault('grid-areas', 'no grid area is given')]
  const malformed = gridAreas.filter((area) => !/^\d{3}$/.test(area))
  const repeated = gridAreas.filter((area, at) => gridAreas.indexOf(area) !== at)
  return [
    ...malformed.map((area) => fault('grid-areas', `'${area}' is not a grid area code of three digits`)),
    ...repeated.map((area) => fault('grid-areas', `grid area ${area} is given twice`)),
  ]
}

function periodFaults({ period, quarterlyTransitionMs: transitionMs }: CalculationArguments): Finding[] {
  const ends = [
    ['period-start-datetime', period.fromMs],
    ['period-end-datetime', period.toMs],
  ] as const
  const faults = ends.flatMap(([field, instant]) =>
    instant % HOUR_MS === 0 ? [] : [fault(field, 'the period does not begin and end at a full hour')],
  )
  if (period.fromMs >= period.toMs) {
    faults.push(fault('period-end-datetime', 'the period ends before it has begun'))
  }
  if (period.fromMs < transitionMs && transitionMs < period.toMs) {
    const message =
      'the period lies on both sides of the transition to quarter-hours; calculate the two parts on their own'
    faults.push(fault('quarterly-resolution-transition-datetime', message))
  }
  return faults
}

function identityFaults({ calculationId, isInternal, type }: CalculationArguments): Finding[] {
  const isUuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(calculationId)
  return [
    ...(isUuid ? [] : [fault('calculation-id', `'${calculationId}' is not a uuid`)]),
    ...(isInternal && type !== 'aggregation'
      ? [fault('is-internal-calculation', `only an aggregation can be internal, not a ${type}`)]
      : []),
  ]
}

function midnightFaults({ period, quarterlyTransitionMs, zone }: CalculationArguments): Finding[] {
  const instants = [
    ['period-start-datetime', period.fromMs],
    ['period-end-datetime', period.toMs],
    ['quarterly-resolution-transition-datetime', quarterlyTransitionMs],
  ] as const
  return instants.flatMap(([field, instant]) =>
    isLocalMidnight(instant, zone) ? [] : [fault(field, `the instant is not midnight in ${zone}`)],
  )
}

function monthFaults({ period, type, zone }: CalculationArguments): Finding[] {
  if (!isWholesale(type)) return []
  const month = monthOf(marketDayOf(period.fromMs, zone).date.slice(0, 7), zone)
  if (month.fromMs === period.fromMs && month.toMs === period.toMs) return []
  return [fault('period-end-datetime', `a ${type} covers exactly one calendar month`)]
}
