import { GridbookError } from '../kernel/index.ts'
import type { Period } from '../kernel/index.ts'
import { parquet } from '../platform/index.ts'
import type { Engine, WrittenFile } from '../platform/index.ts'
import { resultResolution } from './arguments.ts'
import type { CalculationArguments } from './arguments.ts'
import { calculationDays, writeCalculationDays } from './models/calculation-days.ts'
import { energyCheckSql } from './models/energy-check.ts'
import type { EnergyCheck } from './models/energy-check.ts'
import { energyResultSql } from './models/energy-result.ts'
import { classSumsSql, groupSumSql } from './models/group-sum.ts'
import { pointGroupSql, settlementGroupSql } from './models/point-group.ts'
import { divideSpans, writeSpanParts, writeSpans } from './models/spans.ts'

/** What a calculation reads, each a relation of SQL: a list of Parquet files or the name of a table. */
export type EnergyRelations = {
  /**
   * Grain: one row for each metering point and period in which nothing about it changes. series_id INTEGER (NULL when
   * nothing was ever read), metering_point_id, type (consumption, production, exchange), settlement_method, resolution
   * (PT15M, PT1H), grid_area, from_grid_area, to_grid_area, energy_supplier_id, balance_responsible_id VARCHAR, from_ms and to_ms
   * BIGINT: epoch milliseconds, half open, clamped to the calculation's period.
   */
  readonly pointPeriod: string
  /** Current reading days of hours and of quarters; no more than one row for each series and day. */
  readonly readingDay25: string
  readonly readingDay100: string
  /** metering_point_id of every grid-loss point. */
  readonly gridLossPoint: string
}

/** A calculation and what it reads. */
export type EnergyCalculationInput = {
  readonly arguments: CalculationArguments
  /** rises over all runs; stands in every result row */
  readonly version: bigint
  readonly relations: EnergyRelations
}

/** Slots of an area that contradict each other. */
export type EnergyViolation = { readonly check: EnergyCheck; readonly gridArea: string; readonly slots: bigint }

/** The models in the order in which they are made, after the calendar; what a calculation reports to who watches it. */
const MODELS = ['settlement_group', 'point_group', 'group_sum_day', 'energy_result_day'] as const

/** Where the file of a table goes, and who hears which model begins: its name, how many of how many are done. */
export type CalculationOutput = {
  path(name: string): string
  report?(model: string, done: number, models: number): Promise<void>
}

/** Files of a calculation, each the table of its name, and what the checks over them found. */
export type EnergyCalculationFiles = {
  readonly settlementGroup: WrittenFile
  readonly pointGroup: WrittenFile
  readonly groupSumDay: WrittenFile
  readonly energyResultDay: WrittenFile
  readonly violations: readonly EnergyViolation[]
}

/**
 * Computes all energy results of a calculation (settlement 1.2 to 1.7): every model is one SELECT into one file, and the
 * same input gives the same bytes whatever the number of threads. The arguments have been validated.
 */
export async function calculateEnergy(
  input: EnergyCalculationInput,
  engine: Engine,
  out: CalculationOutput,
): Promise<EnergyCalculationFiles> {
  const { arguments: given, relations } = input
  const { gridAreas } = given
  const resolution = resultResolution(given)
  const model = async (name: (typeof MODELS)[number], select: string): Promise<WrittenFile> => {
    await out.report?.(name, MODELS.indexOf(name), MODELS.length)
    return await engine.copyTo(select, out.path(name))
  }

  const calendar = await writeCalendar(given, relations.pointPeriod, engine, out)
  const grouping = { ...relations, ...calendar }
  const settlementGroup = await model('settlement_group', settlementGroupSql(grouping, gridAreas))
  const groups = { ...grouping, settlementGroup: written(settlementGroup) }
  const pointGroup = await model('point_group', pointGroupSql(groups, gridAreas))
  const points = { ...groups, pointGroup: written(pointGroup) }
  const groupSumDay = await model('group_sum_day', groupSumSql(classSumsSql(points, resolution), resolution))
  const sums = { ...points, groupSumDay: written(groupSumDay) }
  const energyResultDay = await model('energy_result_day', energyResultSql(sums, given, input.version))
  const violations = await findViolations(written(energyResultDay), given, engine)
  return { settlementGroup, pointGroup, groupSumDay, energyResultDay, violations }
}

/** Stops what was about to publish results that contradict each other. @throws GridbookError IDENTITY_BROKEN */
export function assertNoViolations(
  violations: readonly { readonly check: string; readonly gridArea: string; readonly slots: bigint }[],
): void {
  if (violations.length === 0) return
  const found = violations.map(({ check, gridArea, slots }) => `${check} of grid area ${gridArea} in ${slots} slots`)
  throw new GridbookError('IDENTITY_BROKEN', `the results contradict each other: ${found.join('; ')}`)
}

/** A file of a model as a relation. */
export function written(file: WrittenFile): string {
  return parquet([file.path])
}

/** Days of the period, and the distinct periods of points in days and parts of days. */
export type Calendar = { readonly span: string; readonly spanPart: string; readonly calculationDay: string }

/**
 * Writes the calendar of a calculation. Local days and slots are the calendar's business, not SQL's: the few distinct periods
 * go out, days and slots come back.
 */
export async function writeCalendar(
  given: CalculationArguments,
  pointPeriod: string,
  engine: Engine,
  out: { path(name: string): string },
): Promise<Calendar> {
  const periods = await engine.rows<{ from_ms: bigint; to_ms: bigint }>(
    `select distinct from_ms, to_ms from ${pointPeriod} as p where from_ms < to_ms order by from_ms, to_ms`,
  )
  const clamped: Period[] = periods.map((period) => ({ fromMs: Number(period.from_ms), toMs: Number(period.to_ms) }))
  const days = calculationDays(given.period, given.zone)
  const { spans, parts } = divideSpans(clamped, days)
  const paths = { day: out.path('calculation_day'), span: out.path('span'), part: out.path('span_part') }
  await writeCalculationDays(days, engine, paths.day)
  await writeSpans(spans, engine, paths.span)
  await writeSpanParts(parts, engine, paths.part)
  return { calculationDay: parquet([paths.day]), span: parquet([paths.span]), spanPart: parquet([paths.part]) }
}

/** What the checks over energy results find. @param energyResult relation energy_result_day */
export async function findViolations(
  energyResult: string,
  given: CalculationArguments,
  engine: Engine,
): Promise<EnergyViolation[]> {
  const rows = await engine.rows<{ check_name: EnergyCheck; grid_area: string; slots: bigint }>(
    energyCheckSql(energyResult, given.type),
  )
  return rows.map((row) => ({ check: row.check_name, gridArea: row.grid_area, slots: row.slots }))
}
