import type { Command } from 'commander'
import { GridbookError } from '../../kernel/index.ts'
import { dk, importActors, importApiClients } from '../../market/index.ts'
import { importGridAreas, importMeteringPoints, pointHistory, type PointHistory } from '../../metering-points/index.ts'
import { inTransaction } from '../../platform/index.ts'
import { importCommand } from '../import-command.ts'
import { withHub } from '../open-hub.ts'
import { withEither } from '../with-either.ts'
import { wholeNumber } from '../options.ts'
import { print, table } from '../output.ts'

interface JsonOption {
  readonly json?: true
}

/** `gridbook grid-areas ...`, `actors ...`, `api-clients ...` and `metering-points ...`. */
export function masterDataCommands(program: Command): void {
  const areas = program.command('grid-areas').description('grid areas')
  importCommand(areas, 'grid areas', withEither, (file, { ports: { pool } }) =>
    importGridAreas(file, { pool, profile: dk }),
  )
  const actors = program.command('actors').description('parties of the market')
  importCommand(actors, 'actors with their roles', withHub, (file, { ports }) => importActors(file, ports))
  const clients = program.command('api-clients').description('clients of the hub: which credential acts for whom')
  importCommand(clients, 'the clients of the token issuer', withHub, (file, { ports }) => importApiClients(file, ports))
  const points = program.command('metering-points').description('metering points')
  importCommand(points, 'metering points and their periods', withEither, (file, { ports: { pool } }) =>
    importMeteringPoints(file, { pool, profile: dk }),
  )
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
