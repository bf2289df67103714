import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { addDays, daysOf, marketDayOf, type MarketDay, type MarketZone, type Period } from '../kernel/index.ts'
import { exportCharges } from '../charges/index.ts'
import { exportSeries, openReadingSnapshot } from '../measurements/index.ts'
import { exportPeriods } from '../metering-points/index.ts'
import {
  inTransaction,
  parquet,
  type Engine,
  type Lake,
  type Pool,
  type Transaction,
  type WrittenFile,
} from '../platform/index.ts'
import { isWholesale, type ResultTableName } from '../settlement/index.ts'
import type { ChosenCalculation } from './choose-calculations.ts'
import type { ReportArguments, ReportMarket } from './report-arguments.ts'
import { reportedLinkSql, reportedPointSql, type ChargeRelations, type MasterRelations } from './reported-points.ts'
import { SIGHT } from './visible-rows.ts'

/** What reports are made from. */
export interface ReportPorts extends ReportMarket {
  readonly pool: Pool
  readonly lake: Lake
  readonly engine: Engine
  /** a directory for what lives as long as a report */
  readonly scratch: string
  /** the files of a calculation's results of a table */
  readonly resultFiles: (trx: Transaction, calculationId: string, table: ResultTableName) => Promise<readonly string[]>
}

/** One calculation as a report reads it: relations of SQL with what the viewer may see of master data. */
export interface ReportInput {
  readonly calculation: ChosenCalculation
  /** see reportedPointSql */
  readonly reportedPoint: string
  /** see reportedLinkSql, with the snapshot it was made from; undefined for balance fixings, which know no charges */
  readonly links: (ChargeRelations & { readonly reportedLink: string }) | undefined
  /** reading days of hours and of quarters as the calculation knew them: series_id, market_day, q_k */
  readonly readingDay: Readonly<Record<25 | 100, string>>
  /** the rows of a table of results; undefined where the calculation has none */
  readonly results: Readonly<Record<ReportTable, string | undefined>>
  /** points, and rows of each table of results, of one day: at most, or as a mean */
  readonly rowsPerDay: Readonly<Record<'points' | ReportTable, number>>
}

/** The tables of results that reports read. */
export type ReportTable = ResultTableName

const TABLES: readonly ReportTable[] = [
  'energy_result_day',
  'amount_per_charge_day',
  'monthly_amount_per_charge',
  'total_monthly_amount',
]

/**
 * Pins what one calculation knew, and picks what the viewer may see of it.
 * @param directory the input's own, for what is made of it; removed by the caller
 */
export async function openReportInput(
  given: ReportArguments,
  calculation: ChosenCalculation,
  directory: string,
  ports: ReportPorts,
): Promise<ReportInput> {
  await mkdir(directory, { recursive: true })
  const { from, to } = boundsOf(given.days)
  const pinned = await inTransaction(ports.pool, (trx) => pinSnapshots(trx, given, calculation, directory, ports), {
    isolation: 'repeatable read',
  })
  const write = async (name: string, select: string): Promise<WrittenFile> =>
    await ports.engine.copyTo(select, join(directory, `${name}.parquet`))
  const { master, readingDay, results } = pinned
  const { type, viewer } = given
  const points = await write(
    'reported_point',
    reportedPointSql(master, { type, viewer, runs: calculation.runs, from, to }),
  )
  const reportedPoint = parquet([points.path])
  const links = await openLinks(isWholesale(type) ? master.charges : undefined, (charges) =>
    write('reported_link', reportedLinkSql(reportedPoint, charges, viewer)),
  )
  const rowsPerDay = { points: points.rows, ...(await resultRowsPerDay(results, calculation, ports)) }
  return { calculation, reportedPoint, links, readingDay, results, rowsPerDay }
}

async function openLinks(
  charges: ChargeRelations | undefined,
  write: (charges: ChargeRelations) => Promise<WrittenFile>,
): Promise<ReportInput['links']> {
  if (charges === undefined) return undefined
  return { ...charges, reportedLink: parquet([(await write(charges)).path]) }
}

async function resultRowsPerDay(
  results: ReportInput['results'],
  { version, period }: ChosenCalculation,
  { engine, zone }: ReportPorts,
): Promise<Record<ReportTable, number>> {
  const days = daysOf(period, zone).length
  const counts = await Promise.all(
    TABLES.map(async (table) => {
      const relation = results[table]
      if (relation === undefined) return [table, 0] as const
      const [row] = await engine.rows<{ rows: bigint }>(
        `select count(*) as rows from ${relation} as r where r.calculation_version = ${version}`,
      )
      return [table, Math.ceil(Number(row?.rows ?? 0n) / days)] as const
    }),
  )
  return Object.fromEntries(counts) as Record<ReportTable, number>
}

/** The market days of a report, half open. */
export function boundsOf(days: readonly MarketDay[]): { readonly from: string; readonly to: string } {
  const [first, last] = [days.at(0), days.at(-1)]
  if (first === undefined || last === undefined) throw new RangeError('a report without days')
  return { from: first.date, to: addDays(last, 1).date }
}

function daysOfPeriod({ fromMs, toMs }: Period, zone: MarketZone): { readonly from: string; readonly to: string } {
  return { from: marketDayOf(fromMs, zone).date, to: marketDayOf(toMs, zone).date }
}

type Pinned = Pick<ReportInput, 'readingDay' | 'results'> & { readonly master: MasterRelations }

async function pinSnapshots(
  trx: Transaction,
  { days, type, viewer }: ReportArguments,
  { calculationId, period, inputSeq: atSeq }: ChosenCalculation,
  directory: string,
  ports: ReportPorts,
): Promise<Pinned> {
  const { engine, zone } = ports
  const points = join(directory, 'points.parquet')
  const series = join(directory, 'series.parquet')
  const { from, to } = boundsOf(days)
  await exportPeriods(trx, engine, points, { atSeq, ...daysOfPeriod(period, zone) })
  await exportSeries(trx, engine, series)
  const needsCharges = isWholesale(type) || SIGHT[viewer.role].points === 'charged'
  const months = [...new Set(days.map(({ date }) => date.slice(0, 7)))]
  const readings = await openReadingSnapshot(trx, { months, directory: join(directory, 'readings'), atSeq }, ports)
  const results: Partial<Record<ReportTable, string | undefined>> = {}
  for (const table of TABLES) {
    const files = await ports.resultFiles(trx, calculationId, table)
    results[table] = files.length === 0 ? undefined : parquet(files)
  }
  return {
    master: {
      pointPeriod: parquet([points]),
      series: parquet([series]),
      charges: needsCharges
        ? await pinCharges(trx, join(directory, 'charges'), { from, to, atSeq, zone }, engine)
        : undefined,
    },
    readingDay: { 25: `(${readings.relation(25)})`, 100: `(${readings.relation(100)})` },
    results: results as Record<ReportTable, string | undefined>,
  }
}

async function pinCharges(
  trx: Transaction,
  directory: string,
  period: { readonly from: string; readonly to: string; readonly atSeq: bigint; readonly zone: MarketZone },
  engine: Engine,
): Promise<ChargeRelations> {
  await mkdir(directory, { recursive: true })
  const files = await exportCharges(trx, engine, directory, period)
  return {
    charge: parquet([files.charge.path]),
    chargePeriod: parquet([files.chargePeriod.path]),
    linkPeriod: parquet([files.chargeLinkPeriod.path]),
    priceDay: parquet([files.chargePriceDay.path]),
    monthPrice: parquet([files.chargeMonthPrice.path]),
  }
}
