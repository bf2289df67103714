import { join } from 'node:path'
import { marketDay } from '../../kernel/index.ts'
import { parquet, type Engine } from '../../platform/index.ts'
import { gridLossGaps, type LossPointPeriod } from '../grid-loss-coverage.ts'
import { areaFindings } from './area-findings.ts'
import type { CaseArguments, CaseInput } from './case-input.ts'
import { chargeFindings } from './charge-findings.ts'
import { chargeFaults, chargeUse, writeChargeDays, type ChargeUse } from './charge-gaps.ts'
import { inReadingOrder, MOST_ROWS, type InputFinding } from './input-finding.ts'
import { pointFaults } from './point-faults.ts'
import { pointFindings } from './point-findings.ts'
import { daysToName, readingFindings } from './reading-findings.ts'
import { firstPointGaps, readingCoverage, type DayCoverage } from './reading-gaps.ts'

/** What an inspection saw: readings by area and day, charges by type, and everything that is wrong. */
export interface Inspection {
  readonly coverage: readonly DayCoverage[]
  readonly charges: readonly ChargeUse[]
  readonly findings: readonly InputFinding[]
}

/** A case that is inspected. */
export type InspectedCase = CaseArguments & {
  /** missing readings and prices are errors */
  readonly requiresComplete: boolean
  /** the market day on which actors would be told; undefined: an internal case tells nobody */
  readonly toldOn: string | undefined
}

/**
 * Looks at the inputs of a case before anything is computed: which area, point, day, charge or price is missing or
 * contradicts the rules of settlement 1 and 2.
 * @param directory the case's own, for what is made on the way
 */
export async function inspectInputs(
  given: InspectedCase,
  input: CaseInput,
  directory: string,
  engine: Engine,
): Promise<Inspection> {
  const severity = given.requiresComplete ? 'error' : 'warning'
  const coverage = await readingCoverage(input, given.gridAreas, engine)
  const asked = { days: daysToName(coverage), most: MOST_ROWS }
  const gaps = asked.days.length === 0 ? [] : await firstPointGaps(input, given.gridAreas, asked, engine)
  const faults = await pointFaults(input, { path: join(directory, 'point_fault.parquet'), most: MOST_ROWS }, engine)
  const charges = await inspectCharges(given, input, join(directory, 'charge_day.parquet'), engine)
  const findings = [
    ...areaFindings(given, {
      areas: input.areas,
      toldOn: given.toldOn,
      withPoints: await areasWithPoints(input, engine),
      lossGaps: gridLossGaps(given.gridAreas, given.period, await lossPeriods(given, input, engine)),
    }),
    ...readingFindings(coverage, gaps, severity),
    ...pointFindings(faults.counts, faults.first),
    ...charges.findings,
  ]
  return { coverage, charges: charges.use, findings: inReadingOrder(findings) }
}

async function inspectCharges(
  given: InspectedCase,
  input: CaseInput,
  path: string,
  engine: Engine,
): Promise<{ readonly use: readonly ChargeUse[]; readonly findings: readonly InputFinding[] }> {
  const { charges } = input
  if (charges === undefined) return { use: [], findings: [] }
  await writeChargeDays(input, charges, engine, path)
  const days = parquet([path])
  const faults = await chargeFaults(input, charges, days, engine)
  const missing = given.requiresComplete ? 'error' : 'warning'
  return {
    use: await chargeUse(input, charges, days, engine),
    findings: chargeFindings(faults, { zone: given.zone, missing }),
  }
}

async function areasWithPoints({ point }: CaseInput, engine: Engine): Promise<ReadonlySet<string>> {
  const rows = await engine.rows<{ area: string }>(
    `select grid_area as area from ${point} union select from_grid_area from ${point} where from_grid_area is not null
     union select to_grid_area from ${point} where to_grid_area is not null`,
  )
  return new Set(rows.map(({ area }) => area))
}

async function lossPeriods({ zone }: CaseArguments, { point }: CaseInput, engine: Engine): Promise<LossPointPeriod[]> {
  const rows = await engine.rows<{
    grid_area: string
    type: LossPointPeriod['type']
    from_day: string
    to_day: string
  }>(
    `select grid_area, type, cast(from_day as varchar) as from_day, cast(to_day as varchar) as to_day
     from ${point} where is_loss and type in ('consumption', 'production')`,
  )
  return rows.map((row) => ({
    gridArea: row.grid_area,
    type: row.type,
    fromMs: marketDay(row.from_day, zone).startMs,
    toMs: marketDay(row.to_day, zone).startMs,
  }))
}
