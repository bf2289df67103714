import { resolve } from 'node:path'
import type { Command } from 'commander'
import { exportDatasets, type Dataset, type PublishedRun } from '../../finance/index.ts'
import { GridbookError } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { DirectoryStorage, s3Storage, systemClock, type Config, type ObjectStorage } from '../../platform/index.ts'
import { codeVersion } from '../code-version.ts'
import { withSupplier } from '../open-supplier.ts'
import { wholeNumber } from '../options.ts'
import { print, table } from '../output.ts'

interface ExportOptions {
  readonly to: string
  readonly runDate?: string
  readonly client?: string
  readonly environment: string
  readonly rowsPerFile?: number
  readonly guardFormulas?: true
  readonly json?: true
}

/**
 * `gridbook export ...`: files for other systems.
 * @param datasets what `export finance` has, in this order
 */
export function exportCommands(program: Command, datasets: readonly Dataset[]): void {
  program
    .command('export')
    .description('files for other systems')
    .command('finance')
    .description('invoices, accrual and journal as CSV, with a manifest and a pointer to the latest run')
    .requiredOption('--to <place>', 'a directory, or s3://bucket/prefix; its server and keys are settings')
    .option('--run-date <day>', 'date of the run, YYYY-MM-DD; today when left out')
    .option('--client <name>', 'whose books these are; the actor id of the settings when left out')
    .option('--environment <name>', 'part of the path, such as test or prod', 'local')
    .option('--rows-per-file <n>', 'most rows of a file; 100,000 when left out', wholeNumber)
    .option('--guard-formulas', 'put an apostrophe before texts that a spreadsheet would carry out')
    .option('--json', 'print as JSON')
    .action(async (options: ExportOptions, command: Command) => {
      await withSupplier(command, async ({ ports }, config) => {
        const run = await exportDatasets(
          {
            name: 'finance',
            datasets,
            target: storageAt(options.to, config),
            client: options.client ?? config.actorId ?? 'supplier',
            environment: options.environment,
            runDate: options.runDate ?? systemClock.today(dk.zone),
            ...(options.rowsPerFile === undefined ? {} : { rowsPerFile: options.rowsPerFile }),
            guardFormulas: options.guardFormulas === true,
            codeVersion: await codeVersion(),
          },
          {
            pool: ports.pool,
            onFile: ({ name, rows }, stored) => {
              process.stderr.write(`  ${name}  ${rows} rows${stored ? '' : ', stored before'}\n`)
            },
          },
        )
        print(told(run, options.to), () => text(run, options.to), options.json === true)
      })
    })
}

/**
 * The storage that a place on the command line names.
 * @throws GridbookError USAGE when it is no place; CONFIG_INVALID with every setting of S3 that is missing
 */
export function storageAt(place: string, config: Config): ObjectStorage {
  if (place === '') throw new GridbookError('USAGE', 'say where to export to: a directory or s3://bucket/prefix')
  if (!place.startsWith('s3://')) return new DirectoryStorage(resolve(place))
  const [, bucket, prefix] = /^s3:\/\/([^/]+)(?:\/(.*?))?\/?$/.exec(place) ?? []
  if (bucket === undefined) throw new GridbookError('USAGE', `'${place}' names no bucket: write s3://bucket/prefix`)
  const { s3AccessKeyId: accessKeyId, s3SecretAccessKey: secretAccessKey, s3Region: region } = config
  const missing = Object.entries({ s3AccessKeyId: accessKeyId, s3SecretAccessKey: secretAccessKey })
    .filter(([, value]) => value === undefined)
    .map(([name]) => name)
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new GridbookError('CONFIG_INVALID', `${missing.join(' and ')} not set, needed for ${place}`)
  }
  const endpoint = config.s3Endpoint ?? `https://s3.${region}.amazonaws.com`
  return s3Storage({ endpoint, region, bucket, prefix: prefix ?? '', accessKeyId, secretAccessKey })
}

function told(run: PublishedRun, destination: string): unknown {
  const { published, runDate, version, recordedSeq, manifestKey, datasets } = run
  return { destination, published, runDate, version, recordedSeq, manifest: manifestKey, datasets }
}

function text(run: PublishedRun, destination: string): string {
  const what = run.published ? 'published' : 'published before, with the same content'
  const rows = run.datasets.map(({ name, rows: count, controlSums, files }) => [
    name,
    String(count),
    String(files.length),
    Object.entries(controlSums)
      .map(([column, sum]) => `${column} ${sum}`)
      .join(', '),
  ])
  return [
    `export of ${run.runDate}, version ${run.version}: ${what}`,
    `manifest: ${run.manifestKey} in ${destination}`,
    table(['dataset', 'rows', 'files', 'control sums'], rows),
  ].join('\n')
}
