import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { accepted, refused, type Finding, type MarketDay, type Result } from '../kernel/index.ts'
import { currentSeq, inTransaction, parquet, type Transaction } from '../platform/index.ts'
import { boundsOf, runsOfDays, type AreaRun } from './area-runs.ts'
import { reportName } from './file-name.ts'
import { measurementsFile } from './measurements-file.ts'
import { ownDays } from './own-days.ts'
import { pinSnapshots, type Pinned } from './pin-snapshots.ts'
import { areaFaults, argumentFault, reportDays, reportViewer } from './report-arguments.ts'
import type { ReportMarket, ReportRequest } from './report-arguments.ts'
import type { ReportPorts } from './report-ports.ts'
import type { Viewer } from './report-role.ts'
import { reportedPointSql } from './reported-points.ts'
import { writeCsvArchive, type WrittenReport } from './write-csv-archive.ts'

/** What is asked for of measurements, as it came in. */
export type MeasurementsRequest = Pick<
  ReportRequest,
  'from' | 'to' | 'gridAreas' | 'role' | 'actorId' | 'preventLargeFiles'
>

/** A request for measurements whose arguments are right. */
export interface MeasurementsArguments {
  readonly days: readonly MarketDay[]
  readonly gridAreas: readonly string[]
  readonly viewer: Viewer
  readonly preventLargeFiles: boolean
}

/** Holds a request against the rules. @returns the arguments, or every fault at once */
export function validateMeasurements(
  request: MeasurementsRequest,
  market: ReportMarket,
): Result<MeasurementsArguments, Finding[]> {
  const period = reportDays(request, market.zone)
  const viewer = reportViewer(request, market)
  const faults = [...period.faults, ...areaFaults(request.gridAreas), ...viewer.faults]
  if (faults.length > 0 || viewer.value === undefined) return refused(faults)
  return accepted({
    days: period.value,
    gridAreas: request.gridAreas.toSorted(),
    viewer: viewer.value,
    preventLargeFiles: request.preventLargeFiles,
  })
}

/** The name of the ZIP file of measurements. */
export function measurementsFileName(given: MeasurementsArguments): string {
  return `${reportName('measurements-report', given)}.zip`
}

/**
 * Writes a measurements report: a ZIP with the readings of the points that the viewer sees, as they are known now.
 * @param path of the ZIP file; it appears whole or not at all
 * @returns the areas that are not the viewer's
 */
export async function writeMeasurements(
  given: MeasurementsArguments,
  path: string,
  ports: ReportPorts,
): Promise<Result<WrittenReport, Finding[]>> {
  await mkdir(ports.scratch, { recursive: true })
  const directory = await mkdtemp(join(ports.scratch, 'measurements-'))
  try {
    const pinned = await inTransaction(ports.pool, (trx) => pin(trx, given, directory, ports), {
      isolation: 'repeatable read',
    })
    if (!pinned.ok) return pinned
    const { runs, master, readingDay } = pinned.value
    const { viewer, days } = given
    const points = await ports.engine.copyTo(
      reportedPointSql(master, { type: 'measurements', viewer, runs, ...boundsOf(days) }),
      join(directory, 'reported_point.parquet'),
    )
    const file = measurementsFile({
      viewer,
      days,
      reportedPoint: parquet([points.path]),
      pointsPerDay: points.rows,
      readingDay,
    })
    return accepted(await writeCsvArchive(path, [file], given, ports.engine))
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function pin(
  trx: Transaction,
  { days, gridAreas, viewer }: MeasurementsArguments,
  directory: string,
  ports: ReportPorts,
): Promise<Result<Pinned & { readonly runs: readonly AreaRun[] }, Finding[]>> {
  const own = await ownDays(trx, days, viewer)
  const seen = gridAreas.map((gridArea) => ({
    gridArea,
    days: own === undefined ? days : days.filter(({ date }) => own.get(gridArea)?.has(date) === true),
  }))
  const foreign = seen.filter((area) => area.days.length === 0)
  if (foreign.length > 0) {
    return refused(
      foreign.map(({ gridArea }) => argumentFault('areas', `grid area ${gridArea} is not the actor's in this period`)),
    )
  }
  const asked = { period: boundsOf(days), days, viewer, needsAmounts: false, atSeq: await currentSeq(trx) }
  const snapshots = await pinSnapshots(trx, asked, directory, ports)
  return accepted({ ...snapshots, runs: seen.flatMap((area) => runsOfDays(area.gridArea, area.days)) })
}
