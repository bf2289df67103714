import { accepted, finding, refused, type Finding, type MarketDay, type Period, type Result } from '../kernel/index.ts'
import type { PublishedCalculation, PublishedDay } from '../settlement/index.ts'
import { runsOfDays, type AreaRun } from './area-runs.ts'
import { argumentFault, type ReportArguments } from './report-arguments.ts'

/** A calculation that a report is made of, and the days of its areas that are taken from it. */
export interface ChosenCalculation {
  readonly calculationId: string
  readonly version: bigint
  /** of the calculation: the report's may be shorter */
  readonly period: Period
  /** what was known then went in, so points, readings and charges are reported as known then */
  readonly inputSeq: bigint
  readonly runs: readonly AreaRun[]
}

/** What is known of calculations. */
export interface KnownCalculations {
  /** for balance fixing: the valid calculation of each area and day */
  readonly latest: readonly Pick<PublishedDay, 'gridArea' | 'marketDay' | 'calculationId'>[]
  /** those that the request names, and those of `latest` */
  readonly calculations: readonly PublishedCalculation[]
  /** areas and days that the viewer may see; undefined: every */
  readonly ownDays: ReadonlyMap<string, ReadonlySet<string>> | undefined
}

/**
 * The calculations of a report (settlement 4): of balance fixings the latest for each day and area, of the others the one
 * that is named for each area. Days of areas that are another's are left out.
 * @returns every fault at once: a calculation that there is not, of another type, or that has not published what is asked for
 */
export function chooseCalculations(
  given: Pick<ReportArguments, 'type' | 'days' | 'gridAreas' | 'calculations'>,
  known: KnownCalculations,
): Result<ChosenCalculation[], Finding[]> {
  const faults: Finding[] = []
  const chosen = new Map<string, AreaRun[]>()
  for (const gridArea of given.gridAreas) {
    const days = given.days.filter(({ date }) => known.ownDays?.get(gridArea)?.has(date) ?? known.ownDays === undefined)
    if (days.length === 0) {
      faults.push(argumentFault('areas', `grid area ${gridArea} is not the actor's in this period`))
      continue
    }
    const id = given.calculations.get(gridArea)
    const found =
      given.type === 'balance_fixing'
        ? latestDays(gridArea, days, known.latest)
        : namedDays(
            gridArea,
            days,
            known.calculations.find(({ calculationId }) => calculationId === id),
            given.type,
            id,
          )
    faults.push(...found.faults)
    for (const [calculationId, ofCalculation] of found.days) {
      const runs = chosen.get(calculationId) ?? []
      chosen.set(calculationId, [...runs, ...runsOfDays(gridArea, ofCalculation)])
    }
  }
  return faults.length > 0 ? refused(faults) : accepted(withInputs(chosen, known.calculations))
}

interface Found {
  /** by calculation */
  readonly days: ReadonlyMap<string, readonly MarketDay[]>
  readonly faults: readonly Finding[]
}

function latestDays(gridArea: string, days: readonly MarketDay[], latest: KnownCalculations['latest']): Found {
  const valid = new Map(
    latest.filter((each) => each.gridArea === gridArea).map((each) => [each.marketDay, each.calculationId]),
  )
  const calculated = days.filter(({ date }) => valid.has(date))
  return {
    days: Map.groupBy(calculated, ({ date }) => valid.get(date) ?? ''),
    faults: notCalculated(gridArea, days, new Set(valid.keys())),
  }
}

function namedDays(
  gridArea: string,
  days: readonly MarketDay[],
  calculation: PublishedCalculation | undefined,
  type: string,
  id: string | undefined,
): Found {
  const fault = (message: string): Found => ({ days: new Map(), faults: [argumentFault('calculation', message)] })
  if (calculation === undefined) return fault(`there is no calculation ${id ?? ''}, named for grid area ${gridArea}`)
  const { calculationId } = calculation
  if (calculation.type !== type) return fault(`calculation ${calculationId} is a ${calculation.type}, not a ${type}`)
  const published = calculation.days.get(gridArea)
  if (published === undefined) {
    return fault(`calculation ${calculationId} has published nothing for grid area ${gridArea} in this period`)
  }
  const faults = notCalculated(gridArea, days, new Set(published))
  return { days: new Map([[calculationId, days]]), faults }
}

function notCalculated(gridArea: string, days: readonly MarketDay[], published: ReadonlySet<string>): Finding[] {
  const missing = days.filter(({ date }) => !published.has(date))
  const [first] = missing
  if (first === undefined) return []
  const message = `grid area ${gridArea} has no published result on ${missing.length} of ${days.length} days, the first being ${first.date}`
  return [finding('NOT_CALCULATED', message, { field: 'areas', day: first.date })]
}

// In the order of versions, which is that of time.
function withInputs(
  chosen: ReadonlyMap<string, readonly AreaRun[]>,
  calculations: readonly PublishedCalculation[],
): ChosenCalculation[] {
  return calculations
    .toSorted((a, b) => (a.version < b.version ? -1 : 1))
    .flatMap(({ calculationId, version, period, inputSeq }) => {
      const runs = chosen.get(calculationId)
      if (runs === undefined) return []
      if (inputSeq === undefined) throw new Error(`calculation ${calculationId} published without an input`)
      return { calculationId, version, period, inputSeq, runs }
    })
}
