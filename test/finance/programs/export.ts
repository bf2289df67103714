import { exportDatasets } from '../../../src/finance/index.ts'
import { GridbookError } from '../../../src/kernel/index.ts'
import { DirectoryStorage, openPool } from '../../../src/platform/index.ts'
import { exampleDataset } from '../example-dataset.ts'

// Exports the example to a directory: `export.ts DATABASE DIRECTORY RUN-DATE ROWS`, prints `run_date v published` or a code.
const [, , url = '', directory = '', runDate = '', rows = '0'] = process.argv
const pool = openPool(url)
try {
  const { version, published } = await exportDatasets(
    {
      name: 'finance',
      datasets: [exampleDataset(Number(rows))],
      target: new DirectoryStorage(directory),
      client: 'a-client',
      environment: 'test',
      runDate,
      rowsPerFile: 10,
      codeVersion: '1',
    },
    { pool },
  )
  process.stdout.write(`${runDate} ${version} ${published}\n`)
} catch (error) {
  if (!(error instanceof GridbookError)) throw error
  process.stdout.write(`${error.code}\n`)
  process.exitCode = 2
} finally {
  await pool.end()
}
