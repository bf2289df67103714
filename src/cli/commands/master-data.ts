import type { Command } from 'commander'
import { GridbookError } from '../../kernel/index.ts'
import { dk, importActors, importApiClients } from '../../market/index.ts'
import {
  importGridAreas,
  importMeteringPoints,
  pointHistory,
  type ImportReport,
  type PointHistory,
} from '../../metering-points/index.ts'
import { inTransaction } from '../../platform/index.ts'
import { withHub } from '../open-hub.ts'
import { withEither } from '../with-either.ts'
import { wholeNumber } from '../options.ts'
import { findingText, print, table } from '../output.ts'

interface JsonOption {
  readonly json?: true
}

/** `gridbook grid-areas ...` and `gridbook metering-points ...`. */
export function masterDataCommands(program: Command): void {
  const areas = program.command('grid-areas').description('grid areas')
  areas
    .command('import')
    .argument('<file>', 'CSV with a header')
    .description('record grid areas; refused lines are named, the others are recorded')
    .option('--json', 'print as JSON')
    .action(async (file: string, options: JsonOption, command: Command) => {
      await withEither(command, async (hub) => {
        report(await importGridAreas(file, { pool: hub.database.pool, profile: dk }), options)
      })
    })
  const actors = program.command('actors').description('parties of the market')
  actors
    .command('import')
    .argument('<file>', 'CSV with a header')
    .description('record actors with their roles; refused lines are named, the others are recorded')
    .option('--json', 'print as JSON')
    .action(async (file: string, options: JsonOption, command: Command) => {
      await withHub(command, async ({ ports }) => report(await importActors(file, ports), options))
    })
  const clients = program.command('api-clients').description('clients of the hub: which credential acts for whom')
  clients
    .command('import')
    .argument('<file>', 'CSV with a header')
    .description('record the clients of the token issuer; refused lines are named, the others are recorded')
    .option('--json', 'print as JSON')
    .action(async (file: string, options: JsonOption, command: Command) => {
      await withHub(command, async ({ ports }) => report(await importApiClients(file, ports), options))
    })
  const points = program.command('metering-points').description('metering points')
  points
    .command('import')
    .argument('<file>', 'CSV with a header')
    .description('record metering points and their periods; refused lines are named, the others are recorded')
    .option('--json', 'print as JSON')
    .action(async (file: string, options: JsonOption, command: Command) => {
      await withEither(command, async (hub) => {
        report(await importMeteringPoints(file, { pool: hub.database.pool, profile: dk }), options)
      })
    })
  points
    .command('show')
    .argument('<id>', 'the metering point')
    .description('periods of a metering point')
    .option('--as-known <seq>', 'as known when this number was recorded', wholeNumber)
    .option('--as-of <day>', 'only the period in force on this market day')
    .option('--json', 'print as JSON')
    .action(
      async (
        id: string,
        options: JsonOption & { readonly asKnown?: number; readonly asOf?: string },
        command: Command,
      ) => {
        await withEither(command, async (hub) => {
          const history = await inTransaction(hub.database.pool, (trx) =>
            pointHistory(trx, id, {
              asKnown: options.asKnown === undefined ? undefined : BigInt(options.asKnown),
              asOf: options.asOf,
            }),
          )
          if (history === undefined) throw new GridbookError('E10', `metering point ${id} is not known`, { point: id })
          print(history, () => historyText(history), options.json === true)
        })
      },
    )
}

function historyText({ meteringPointId, periods, log }: PointHistory): string {
  const header = ['from', 'to', 'type', 'state', 'method', 'resolution', 'grid area', 'supplier', 'recorded']
  const rows = periods.map((period) => [
    period.validFrom,
    period.validTo ?? '',
    period.type,
    period.connectionState,
    period.settlementMethod ?? '',
    period.resolution,
    period.type === 'exchange' ? `${period.fromGridArea} to ${period.toGridArea}` : period.gridArea,
    period.energySupplierId ?? '',
    String(period.recordedSeq),
  ])
  return `metering point ${meteringPointId}, ${log.length} statements\n${table(header, rows)}`
}

function report(result: ImportReport, options: JsonOption): void {
  const text = (): string =>
    [
      `${result.appended} recorded, ${result.unchanged} known already, ${result.refused} refused`,
      ...result.findings.map(findingText),
    ].join('\n')
  print(result, text, options.json === true)
  process.exitCode = result.refused === 0 ? 0 : 1
}
