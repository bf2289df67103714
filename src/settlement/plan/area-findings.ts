import { daysOf, type Finding } from '../../kernel/index.ts'
import type { GridAreaPeriod } from '../../market/index.ts'
import type { CaseArguments } from './case-input.ts'
import type { InputFinding } from './input-finding.ts'

/**
 * What is wrong with the areas of a case: not known on some day (an error), nothing in them, nobody who would be sent what is
 * the owner's (settlement 1.7, 2.6), loss that goes to nobody.
 */
export function areaFindings(
  { gridAreas, period, zone }: Pick<CaseArguments, 'gridAreas' | 'period' | 'zone'>,
  {
    areas,
    toldOn,
    withPoints,
    lossGaps,
  }: {
    readonly areas: readonly GridAreaPeriod[]
    /** market day; undefined: nobody is told anything */
    readonly toldOn: string | undefined
    /** areas in which some point counts */
    readonly withPoints: ReadonlySet<string>
    readonly lossGaps: readonly Finding[]
  },
): InputFinding[] {
  const days = daysOf(period, zone).map(({ day }) => day.date)
  const unknown = gridAreas.flatMap((gridArea) => {
    const own = areas.filter(({ code }) => code === gridArea)
    const missing = days.filter(
      (day) => !own.some(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day < validTo)),
    )
    const [day] = missing
    if (day === undefined) return []
    const message = `grid area ${gridArea} is not known on ${missing.length} of ${days.length} days, first on ${day}`
    return [finding('GRID_AREA_UNKNOWN', 'error', message, { gridArea, day, days: missing.length })]
  })
  // A warning is enough: without loss points the area is refused by the rule below.
  const empty = gridAreas
    .filter((gridArea) => !withPoints.has(gridArea))
    .map((gridArea) =>
      finding('AREA_WITHOUT_POINTS', 'warning', `grid area ${gridArea} has no metering point that counts`, {
        gridArea,
        points: 0,
      }),
    )
  return [
    ...unknown,
    ...empty,
    ...withoutOwner(gridAreas, areas, toldOn),
    ...lossGaps.map(({ code, message }) => finding(code, 'error', message, {})),
  ]
}

// Results are sent to who owns the area on the day of the publication, whatever days they are of.
function withoutOwner(
  gridAreas: readonly string[],
  areas: readonly GridAreaPeriod[],
  toldOn: string | undefined,
): InputFinding[] {
  if (toldOn === undefined) return []
  return gridAreas.flatMap((gridArea) => {
    const own = areas.filter(({ code }) => code === gridArea)
    const owner = own.find(({ validFrom, validTo }) => validFrom <= toldOn && (validTo === null || toldOn < validTo))
    if (own.length === 0 || typeof owner?.meteredDataResponsibleId === 'string') return []
    const message = `grid area ${gridArea} has no known owner on ${toldOn}, so nobody is sent what is the owner's: totals of the area, and amounts of all but the system operator's charges`
    return [finding('AREA_OWNER_UNKNOWN', 'warning', message, { gridArea, day: toldOn })]
  })
}

function finding(
  code: InputFinding['code'],
  severity: InputFinding['severity'],
  message: string,
  where: Pick<InputFinding, 'gridArea' | 'day' | 'days' | 'points'>,
): InputFinding {
  return { code, severity, message, ...where, rows: [] }
}
