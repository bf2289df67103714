import { join } from 'node:path'
import { daysOf, marketDayOf, type MarketZone, type Period } from '../kernel/index.ts'
import { inTransaction, parquet, type Transaction, type WrittenFile } from '../platform/index.ts'
import { isWholesale, type ResultTableName } from '../settlement/index.ts'
import { boundsOf } from './area-runs.ts'
import type { ChosenCalculation } from './choose-calculations.ts'
import { pinSnapshots } from './pin-snapshots.ts'
import type { ReportArguments } from './report-arguments.ts'
import type { ReportPorts } from './report-ports.ts'
import { reportedLinkSql, reportedPointSql, type ChargeRelations } from './reported-points.ts'

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
  const { type, viewer, days } = given
  const { calculationId, period, inputSeq: atSeq } = calculation
  const pinned = await inTransaction(
    ports.pool,
    async (trx) => ({
      ...(await pinSnapshots(
        trx,
        { period: daysOfPeriod(period, ports.zone), days, viewer, needsAmounts: isWholesale(type), atSeq },
        directory,
        ports,
      )),
      results: await resultsOf(trx, calculationId, ports),
    }),
    { isolation: 'repeatable read' },
  )
  const write = async (name: string, select: string): Promise<WrittenFile> =>
    await ports.engine.copyTo(select, join(directory, `${name}.parquet`))
  const { master, readingDay, results } = pinned
  const points = await write(
    'reported_point',
    reportedPointSql(master, { type, viewer, runs: calculation.runs, ...boundsOf(days) }),
  )
  const reportedPoint = parquet([points.path])
  const links = await openLinks(isWholesale(type) ? master.charges : undefined, (charges) =>
    write('reported_link', reportedLinkSql(reportedPoint, charges, viewer)),
  )
  const rowsPerDay = { points: points.rows, ...(await resultRowsPerDay(results, calculation, ports)) }
  return { calculation, reportedPoint, links, readingDay, results, rowsPerDay }
}

async function resultsOf(
  trx: Transaction,
  calculationId: string,
  { resultFiles }: ReportPorts,
): Promise<ReportInput['results']> {
  const results: Partial<Record<ReportTable, string | undefined>> = {}
  for (const table of TABLES) {
    const files = await resultFiles(trx, calculationId, table)
    results[table] = files.length === 0 ? undefined : parquet(files)
  }
  return results as ReportInput['results']
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

function daysOfPeriod({ fromMs, toMs }: Period, zone: MarketZone): { readonly from: string; readonly to: string } {
  return { from: marketDayOf(fromMs, zone).date, to: marketDayOf(toMs, zone).date }
}
