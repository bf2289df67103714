import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { daysOf, nextDay } from '../../kernel/index.ts'
import { exportCharges } from '../../charges/index.ts'
import { gridAreasAsKnown, type GridAreaPeriod } from '../../market/index.ts'
import { exportSeries, openReadingSnapshot, type SnapshotPorts } from '../../measurements/index.ts'
import { exportPeriods, pointsOfAreas, type AreaPoint } from '../../metering-points/index.ts'
import { currentSeq, inTransaction, parquet, type Column, type Pool, type Transaction } from '../../platform/index.ts'
import type { CalculationArguments } from '../arguments.ts'
import { isWholesale } from '../calculation-type.ts'
import { calculationDays, writeCalculationDays, type CalculationDay } from '../models/calculation-days.ts'
import { casePointSql } from './case-point.ts'

/** What is to be settled, and as known when: whole market days, for wholesale types one month. */
export type CaseArguments = Pick<CalculationArguments, 'type' | 'gridAreas' | 'period' | 'zone'> & {
  /** commits up to this number are seen; left out: all that are done */
  readonly atSeq?: bigint | undefined
}

/** What a case is read from. */
export interface CasePorts extends SnapshotPorts {
  readonly pool: Pool
}

/** The inputs of a case as relations of SQL; files lie in the directory that was given. */
export interface CaseInput {
  readonly atSeq: bigint
  readonly days: readonly CalculationDay[]
  readonly areas: readonly GridAreaPeriod[]
  /** see writeCalculationDays */
  readonly day: string
  /** see casePointSql */
  readonly point: string
  /** current reading days of hours and of quarters */
  readonly readingDay25: string
  readonly readingDay100: string
  /** of wholesale types only */
  readonly charges: CaseCharges | undefined
}

/** The charges of a case, each the relation of its name in the charges room. */
export interface CaseCharges {
  readonly charge: string
  readonly chargePeriod: string
  readonly chargeLinkPeriod: string
  readonly chargePriceDay: string
  readonly chargeMonthPrice: string
  /** every point that lies in the areas, whatever its state: metering_point_id, grid_area VARCHAR */
  readonly areaPoint: string
}

/**
 * Opens the inputs of a case as known at one number: the same rows however often it is asked, and nothing is stored.
 * @param directory the case's own; removed by the caller
 */
export async function openCaseInput(given: CaseArguments, directory: string, ports: CasePorts): Promise<CaseInput> {
  await mkdir(directory, { recursive: true })
  return await inTransaction(
    ports.pool,
    async (trx) => {
      const atSeq = given.atSeq ?? (await currentSeq(trx))
      const days = calculationDays(given.period, given.zone)
      const file = (name: string): string => join(directory, `${name}.parquet`)
      await writeCalculationDays(days, ports.engine, file('calculation_day'))
      const months = [...new Set(daysOf(given.period, given.zone).map(({ day }) => day.date.slice(0, 7)))]
      const snapshot = { months, directory: join(directory, 'readings'), atSeq }
      const readings = await openReadingSnapshot(trx, snapshot, ports)
      return {
        atSeq,
        days,
        areas: await gridAreasAsKnown(trx, { atSeq }),
        day: parquet([file('calculation_day')]),
        point: await writePoints(trx, { ...given, atSeq }, file, ports),
        readingDay25: `(${readings.relation(25)})`,
        readingDay100: `(${readings.relation(100)})`,
        charges: isWholesale(given.type) ? await openCharges(trx, { ...given, atSeq }, directory, ports) : undefined,
      }
    },
    { isolation: 'repeatable read' },
  )
}

/** The market days of a case, half open. */
export function marketDaysOf({ period, zone }: Pick<CaseArguments, 'period' | 'zone'>): {
  readonly from: string
  readonly to: string
} {
  const days = daysOf(period, zone).map(({ day }) => day)
  const [first, last] = [days.at(0), days.at(-1)]
  if (first === undefined || last === undefined) throw new RangeError('a case has at least one day')
  return { from: first.date, to: nextDay(last).date }
}

type PinnedCase = CaseArguments & { readonly atSeq: bigint }

async function writePoints(
  trx: Transaction,
  given: PinnedCase,
  file: (name: string) => string,
  { engine }: CasePorts,
): Promise<string> {
  const { atSeq, gridAreas, period, zone } = given
  await exportPeriods(trx, engine, file('period'), { atSeq, gridAreas, period: { ...period, zone } })
  await exportSeries(trx, engine, file('series'))
  const relations = { period: parquet([file('period')]), series: parquet([file('series')]) }
  const { path } = await engine.copyTo(casePointSql(relations, marketDaysOf(given)), file('case_point'))
  return parquet([path])
}

async function openCharges(
  trx: Transaction,
  given: PinnedCase,
  directory: string,
  { engine }: CasePorts,
): Promise<CaseCharges> {
  const { atSeq, gridAreas, zone } = given
  const days = marketDaysOf(given)
  const own = join(directory, 'charges')
  await mkdir(own, { recursive: true })
  const files = await exportCharges(trx, engine, own, { ...days, atSeq, zone })
  const points = await pointsOfAreas(trx, { ...days, atSeq, gridAreas })
  const { path } = await engine.writeParquet(join(own, 'area_point.parquet'), points.length, areaPointColumns(points))
  return {
    charge: parquet([files.charge.path]),
    chargePeriod: parquet([files.chargePeriod.path]),
    chargeLinkPeriod: parquet([files.chargeLinkPeriod.path]),
    chargePriceDay: parquet([files.chargePriceDay.path]),
    chargeMonthPrice: parquet([files.chargeMonthPrice.path]),
    areaPoint: parquet([path]),
  }
}

function areaPointColumns(points: readonly AreaPoint[]): Column[] {
  return [
    { name: 'metering_point_id', type: 'VARCHAR', data: points.map((point) => point.meteringPointId) },
    { name: 'grid_area', type: 'VARCHAR', data: points.map((point) => point.gridArea) },
  ]
}
