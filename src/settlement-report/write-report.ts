import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { accepted, type Finding, type Result } from '../kernel/index.ts'
import { gridAreasAsKnown } from '../market/index.ts'
import { inTransaction, type Transaction } from '../platform/index.ts'
import { publishedCalculations, publishedDays } from '../settlement/index.ts'
import { writeArchive, type ArchiveEntry } from './archive.ts'
import { chooseCalculations, type ChosenCalculation, type KnownCalculations } from './choose-calculations.ts'
import { csvFiles, ROWS_PER_FILE, type CsvFile } from './csv-files.ts'
import { lineReader } from './csv-lines.ts'
import { reportName } from './file-name.ts'
import type { ReportArguments } from './report-arguments.ts'
import { headerOf } from './report-columns.ts'
import type { OpenReport } from './open-report.ts'
import { reportFiles } from './report-files.ts'
import { boundsOf, openReportInput, type ReportInput, type ReportPorts } from './report-input.ts'
import { SIGHT } from './visible-rows.ts'

/** A report that stands complete under its name. */
export interface WrittenReport {
  readonly path: string
  readonly bytes: number
  readonly files: readonly CsvFile[]
}

/**
 * Writes a settlement report: a ZIP of CSV files with what the viewer may see of some calculations (settlement 4). The same
 * arguments give the same bytes, as long as the same calculations count.
 * @param path of the ZIP file; it appears whole or not at all
 * @returns every fault of the arguments that only what is stored can tell
 */
export async function writeReport(
  given: ReportArguments,
  path: string,
  ports: ReportPorts,
): Promise<Result<WrittenReport, Finding[]>> {
  const chosen = await inTransaction(ports.pool, (trx) => choose(trx, given), {
    isolation: 'repeatable read',
    readOnly: true,
  })
  if (!chosen.ok) return chosen
  await mkdir(ports.scratch, { recursive: true })
  const directory = await mkdtemp(join(ports.scratch, 'report-'))
  try {
    const inputs: ReportInput[] = []
    for (const calculation of chosen.value) {
      inputs.push(await openReportInput(given, calculation, join(directory, calculation.calculationId), ports))
    }
    const { type, viewer, days } = given
    const report: OpenReport = { type, viewer, days, inputs, currency: ports.currency }
    const files: CsvFile[] = []
    const bytes = await writeArchive(path, entriesOf(report, given, ports, files))
    return accepted({ path, bytes, files })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** The name of a report's ZIP file. */
export function reportFileName(given: ReportArguments): string {
  return `${reportName('settlement-report', given)}.zip`
}

async function choose(trx: Transaction, given: ReportArguments): Promise<Result<ChosenCalculation[], Finding[]>> {
  return chooseCalculations(given, await knownCalculations(trx, given))
}

async function knownCalculations(trx: Transaction, given: ReportArguments): Promise<KnownCalculations> {
  const { type, days, gridAreas } = given
  const bounds = boundsOf(days)
  const latest = type === 'balance_fixing' ? await publishedDays(trx, { type, ...bounds, gridAreas }) : []
  const ids = new Set([...latest.map(({ calculationId }) => calculationId), ...given.calculations.values()])
  return {
    latest,
    calculations: await publishedCalculations(trx, [...ids], bounds),
    ownDays: SIGHT[given.viewer.role].gridAreas === 'own' ? await ownDays(trx, given) : undefined,
  }
}

/** The days on which the viewer answers for each area, as known now. */
async function ownDays(
  trx: Transaction,
  { days, viewer }: ReportArguments,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const own = (await gridAreasAsKnown(trx)).filter((area) => area.meteredDataResponsibleId === viewer.actorId)
  const byArea = Map.groupBy(own, ({ code }) => code)
  const isOwn = (periods: typeof own, date: string): boolean =>
    periods.some(({ validFrom, validTo }) => validFrom <= date && (validTo === null || date < validTo))
  return new Map(
    [...byArea].map(([code, periods]) => [
      code,
      new Set(days.map(({ date }) => date).filter((date) => isOwn(periods, date))),
    ]),
  )
}

async function* entriesOf(
  report: OpenReport,
  given: ReportArguments,
  { engine }: Pick<ReportPorts, 'engine'>,
  files: CsvFile[],
): AsyncGenerator<ArchiveEntry> {
  for (const file of reportFiles(report.type)) {
    const lines = lineReader(engine, file.statements(report))
    try {
      yield* csvFiles(
        {
          header: headerOf(file.columns(report)),
          lines,
          name: (chunk) => reportName(file.prefix, given, chunk),
          rowsPerFile: given.preventLargeFiles ? ROWS_PER_FILE : undefined,
        },
        (written) => files.push(written),
      )
    } finally {
      await lines.close()
    }
  }
}
