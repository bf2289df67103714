import type { Finding } from '../kernel/index.ts'
import type { MarketProfile } from '../market/index.ts'
import { faultPoint, importTally, inTransaction, nextRecordedSeq, readCsvRows } from '../platform/index.ts'
import type { CsvColumns, CsvLine, ImportReport, Pool, ReadLine, Transaction } from '../platform/index.ts'
import { addStatements, decideStatements, doubledStatements, stageStatements } from './statement-log.ts'
import type { StagedStatement, StatementLog } from './statement-log.ts'

/** What the imports of this room work with. */
export type SupplyImportPorts = { readonly pool: Pool; readonly profile: MarketProfile }

/** How one kind of file becomes statements. */
export type StatementFile = {
  readonly log: StatementLog
  readonly columns: CsvColumns
  /** Reads a line by itself. */
  readonly read: (line: CsvLine) => ReadLine<StagedStatement>
  /** Takes out of the staging, and reports, what does not fit what is known. */
  readonly check: (trx: Transaction) => Promise<readonly Finding[]>
}

/** Imports a file of statements in one transaction: good lines are stored, bad ones reported; doing it again stores nothing. */
export async function importStatements(
  path: string,
  pool: Pool,
  { log, columns, read, check }: StatementFile,
): Promise<ImportReport> {
  const tally = importTally()
  const done = await inTransaction(pool, async (trx) => {
    await stageStatements(trx, log)
    await readCsvRows({ path, columns, tally }, read, (rows) => addStatements(trx, log, rows))
    tally.add(await doubledStatements(trx, log))
    tally.add(await check(trx))
    const { appended, unchanged, write } = await decideStatements(trx, log)
    if (appended === 0) return { appended, unchanged, recordedSeq: undefined }
    const recordedSeq = await nextRecordedSeq(trx)
    await write(recordedSeq)
    faultPoint('supply-statements:before-commit')
    return { appended, unchanged, recordedSeq }
  })
  return tally.report(done)
}
