import type { MarketProfile } from '../../market/index.ts'
import { inTransaction } from '../../platform/index.ts'
import type { CsvText, ImportReport, Pool } from '../../platform/index.ts'
import { planUnderLock, recordPlan } from '../append-point-periods.ts'
import { importPortions, refusedOf } from './import-portions.ts'
import type { PortionOptions } from './import-portions.ts'
import { refusalsOf, sumsOf } from './import-record.ts'
import { openPointFile } from './open-point-file.ts'
import type { PointFile } from './point-file.ts'
import type { RefusedRow } from './point-rows.ts'
import { rowPreparer } from './prepare-rows.ts'
import { openWorkshop } from './workshop.ts'
import { writeRefused } from './write-refused.ts'

/**
 * Rows of a commit. Everybody else who records something waits while a commit's rows are written: some half a second for
 * these, a tenth of what a person notices as waiting for a command.
 */
const PORTION_ROWS = 25_000

/** Findings after which the report of a large file tells of no further row; the file of refused rows has all of them. */
const MOST_FINDINGS = 1_000

/** What an import of metering points needs. */
export type PointImportPorts = {
  readonly pool: Pool
  readonly profile: MarketProfile
  /** a directory for what a large file or a Parquet file needs while it is imported; that of the system when left out */
  readonly scratch?: string | undefined
}

/** How a file of metering points is imported. */
export type PointImportOptions = Partial<PortionOptions> & {
  /** a file for the rows that are refused, with why: it can be mended and imported again */
  readonly refusedPath?: string | undefined
}

/** What an import of metering points did. */
export type PointImportReport = ImportReport & {
  /** commits of a file that needs several */
  readonly portions?: number
  /** of these, those that an import of the same file had done before it was stopped */
  readonly portionsBefore?: number
  /** refused rows of a large file of which no finding is told here */
  readonly refusedLeftOut?: number
}

/**
 * Imports metering points from a CSV or Parquet file whose columns are the fields in snake_case; a row with `tombstone` true
 * takes back what was stated from its day on. Good rows are stored, bad ones reported; doing it again stores nothing. A
 * file that fits in one portion is one commit. A larger one is stored portion by portion, whatever its size in the same
 * memory, and the same command goes on where an import was stopped.
 * @throws GridbookError USAGE when the file cannot be read, IMPORT_UNDER_WAY when another process imports the same large file
 */
export async function importMeteringPoints(
  path: string,
  { pool, profile, scratch }: PointImportPorts,
  { holds = 'always', portionRows = PORTION_ROWS, onProgress, refusedPath }: PointImportOptions = {},
): Promise<PointImportReport> {
  const workshop = openWorkshop(scratch)
  try {
    const file = await openPointFile(path, workshop)
    if (file.findings.length > 0) return unreadable(file)
    const options = { holds, portionRows, onProgress }
    const outcome =
      file.rows <= portionRows
        ? await importAtOnce(file, { pool, profile }, options)
        : await importLarge(file, { pool, profile, workshop }, options)
    if (refusedPath !== undefined) await writeRefused(refusedPath, file, outcome.refusals())
    return outcome.report
  } finally {
    await workshop.close()
  }
}

type Outcome = {
  readonly report: PointImportReport
  /** the refused rows in the order of the file */
  readonly refusals: () => AsyncIterable<readonly RefusedRow[]>
}

/** A header with faults: no row is read. */
function unreadable({ findings }: PointFile): PointImportReport {
  return { lines: 1, appended: 0, unchanged: 0, refused: 1, recordedSeq: undefined, findings }
}

async function importAtOnce(
  file: PointFile,
  { pool, profile }: Pick<PointImportPorts, 'pool' | 'profile'>,
  { holds, onProgress }: PortionOptions,
): Promise<Outcome> {
  const texts: CsvText[] = []
  for await (const part of file.texts()) texts.push(...part)
  const { checked, unread } = await rowPreparer(file, { profile, holds })(texts)
  const { plan, done } = await inTransaction(pool, async (trx) => {
    const planned = await planUnderLock(trx, checked)
    return { plan: planned, done: await recordPlan(trx, planned) }
  })
  const refused = refusedOf(unread, plan).toSorted((a, b) => a.line - b.line)
  onProgress?.({ done: texts.length, of: texts.length })
  const findings = refused.flatMap((row) => row.findings)
  return {
    report: { lines: texts.length, ...done, refused: refused.length, findings },
    refusals: async function* refusals() {
      yield refused
    },
  }
}

async function importLarge(
  file: PointFile,
  ports: Parameters<typeof importPortions>[1],
  options: PortionOptions,
): Promise<Outcome> {
  const { importId, done } = await importPortions(file, ports, options)
  const { refused, portions, ...sums } = await sumsOf(ports.pool, importId)
  const findings = []
  let told = 0
  for await (const page of refusalsOf(ports.pool, importId)) {
    for (const row of page) findings.push(...row.findings)
    told += page.length
    if (findings.length >= MOST_FINDINGS) break
  }
  return {
    report: {
      lines: sums.appended + sums.unchanged + refused,
      ...sums,
      refused,
      findings,
      portions,
      portionsBefore: done.portions,
      refusedLeftOut: refused - told,
    },
    refusals: () => refusalsOf(ports.pool, importId),
  }
}
