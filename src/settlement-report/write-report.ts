import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { accepted, type Finding, type Result } from '../kernel/index.ts'
import { inTransaction, type Transaction } from '../platform/index.ts'
import { publishedCalculations, publishedDays } from '../settlement/index.ts'
import { chooseCalculations, type ChosenCalculation, type KnownCalculations } from './choose-calculations.ts'
import { reportName } from './file-name.ts'
import type { ReportArguments } from './report-arguments.ts'
import { headerOf } from './report-columns.ts'
import type { OpenReport } from './open-report.ts'
import { ownDays } from './own-days.ts'
import { reportFiles } from './report-files.ts'
import { boundsOf } from './area-runs.ts'
import type { ReportPorts } from './report-ports.ts'
import { openReportInput, type ReportInput } from './report-input.ts'
import { writeCsvArchive, type WrittenReport } from './write-csv-archive.ts'

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
    const sources = reportFiles(type).map((file) => ({
      prefix: file.prefix,
      header: headerOf(file.columns(report)),
      statements: file.statements(report),
    }))
    return accepted(await writeCsvArchive(path, sources, given, ports.engine))
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
    ownDays: await ownDays(trx, days, given.viewer),
  }
}
