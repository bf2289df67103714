import type { Command } from 'commander'
import { GridbookError } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { importMeteringPoints, pointHistory, type PointHistory } from '../../metering-points/index.ts'
import { inTransaction } from '../../platform/index.ts'
import { importCommand } from '../import-command.ts'
import { pointProcessCommands } from './point-processes.ts'
import { withEither } from '../with-either.ts'
import { wholeNumber } from '../options.ts'
import { print, table } from '../output.ts'
import { pointEventCommands } from './point-events.ts'

interface JsonOption {
  readonly json?: true
}

/** `gridbook metering-points ...`. */
export function masterDataCommands(program: Command): void {
  const points = program.command('metering-points').description('metering points')
  importCommand(points, 'metering points and their periods', withEither, (file, { ports: { pool } }) =>
    importMeteringPoints(file, { pool, profile: dk }),
  )
  pointProcessCommands(points)
  pointEventCommands(points)
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
