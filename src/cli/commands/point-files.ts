import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { dk } from '../../market/index.ts'
import {
  bringPointsToToday,
  exportPoints,
  importMeteringPoints,
  type PointImportReport,
} from '../../metering-points/index.ts'
import { printImport } from '../import-text.ts'
import { wholeNumber } from '../options.ts'
import { print } from '../output.ts'
import { progressView } from '../progress.ts'
import { withEither } from '../with-either.ts'

interface ImportOptions {
  readonly requireComplete?: true
  readonly refused?: string
  readonly json?: true
}

interface ExportOptions {
  readonly format: 'csv' | 'parquet'
  readonly asKnown?: number
  readonly asOf?: string
  readonly gridArea?: string[]
  readonly json?: true
}

/** `gridbook metering-points import FILE` and `export FILE`. */
export function pointFileCommands(points: Command): void {
  importCommand(points)
  exportCommand(points)
}

function importCommand(points: Command): void {
  points
    .command('import')
    .argument('<file>', 'CSV with a header, or Parquet')
    .description('record metering points and their periods; refused rows are named, the others are recorded')
    .option('--require-complete', 'hold rows to all that a process would have to state')
    .option('--refused <file>', 'write refused rows with their reasons to this CSV file, to be mended and imported')
    .option('--json', 'print as JSON')
    .action(async (file: string, options: ImportOptions, command: Command) => {
      await withEither(command, async ({ ports: { pool, scratch, clock, zone } }) => {
        const view = progressView(process.stderr.isTTY)
        const startedMs = performance.now()
        let [before, rows]: [number | undefined, number] = [undefined, 0]
        const report = await importMeteringPoints(
          file,
          { pool, profile: dk, scratch },
          {
            holds: options.requireComplete === true ? 'processes' : 'always',
            refusedPath: options.refused === undefined ? undefined : resolve(options.refused),
            onProgress: ({ done, of }) => {
              before ??= done
              rows = done - before
              view.show({ step: 'import', done, of, unit: 'rows' })
            },
          },
        )
        await bringPointsToToday(pool, clock.today(zone))
        if (report.portions !== undefined) {
          view.finish({ name: 'import', rows, seconds: ((performance.now() - startedMs) / 1000).toFixed(3) })
          process.stderr.write(`${portionsText(report)}\n`)
        }
        printImport(report, options)
      })
    })
}

function portionsText({ portions = 0, portionsBefore = 0, refusedLeftOut = 0 }: PointImportReport): string {
  const before = portionsBefore === 0 ? '' : `, ${portionsBefore} of them before it was stopped`
  const more = refusedLeftOut === 0 ? '' : `; ${refusedLeftOut} refused rows are not shown, --refused FILE writes all`
  return `  in ${portions} commits${before}${more}`
}

function exportCommand(points: Command): void {
  points
    .command('export')
    .argument('<file>', 'the file to be written')
    .description('every period of metering points, as import reads them')
    .addOption(new Option('--format <format>', 'of the file').choices(['csv', 'parquet']).default('csv'))
    .option('--as-known <seq>', 'as known when this number was recorded', wholeNumber)
    .option('--as-of <day>', 'only the version in force on this market day')
    .option('--grid-area <area>', 'only points of this area; may be repeated', (area, areas: string[] | undefined) => [
      ...(areas ?? []),
      area,
    ])
    .option('--json', 'print as JSON')
    .action(async (file: string, options: ExportOptions, command: Command) => {
      await withEither(command, async ({ ports: { pool, scratch } }) => {
        const written = await exportPoints(
          resolve(file),
          { pool, profile: dk, scratch },
          {
            format: options.format,
            asKnown: options.asKnown === undefined ? undefined : BigInt(options.asKnown),
            asOf: options.asOf,
            gridAreas: options.gridArea,
          },
        )
        print(
          written,
          () => `${written.rows} periods, ${written.bytes} bytes in ${written.path}`,
          options.json === true,
        )
      })
    })
}
