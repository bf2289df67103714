import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import { GridbookError } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { systemClock } from '../../platform/index.ts'
import {
  CALCULATION_TYPES,
  energyBalance,
  isCalculationType,
  runCalculation,
  type CalculationType,
  type EnergyBalance,
} from '../../settlement/index.ts'
import { codeVersion } from '../code-version.ts'
import { withHub } from '../open-hub.ts'
import { uuid } from '../options.ts'
import { print, table } from '../output.ts'
import { daysOfOptions, periodOfOptions, type PeriodOptions } from '../period-options.ts'
import { settlementReportCommand } from './settlement-report.ts'

interface CalculationOptions extends PeriodOptions {
  readonly type: string
  readonly json?: true
}

/** `gridbook settlement ...`: calculations and what they published. */
export function settlementCommands(program: Command): void {
  const settlement = program.command('settlement').description('calculations, and what they published')
  settlement
    .command('run')
    .description('carry out a calculation, check it and publish its results')
    .requiredOption('--areas <codes>', 'grid areas, such as 801,802')
    .requiredOption('--from <day>', 'first market day YYYY-MM-DD, or a month YYYY-MM')
    .option('--to <day>', 'last market day; left out: the same day or month')
    .option('--type <type>', CALCULATION_TYPES.join(', '), 'balance_fixing')
    .option('--id <uuid>', 'id of the run; the same id again joins it', uuid)
    .option('--internal', 'never sent to an actor; only for aggregation')
    .option('--json', 'print as JSON')
    .action(
      async (
        options: CalculationOptions & { readonly id?: string; readonly areas: string; readonly internal?: true },
        command: Command,
      ) => {
        await withHub(command, async (hub) => {
          const finished = await runCalculation(
            {
              calculationId: options.id ?? randomUUID(),
              type: calculationType(options.type),
              gridAreas: options.areas.split(','),
              period: periodOfOptions(options),
              profile: dk,
              isInternal: options.internal === true,
              createdBy: process.env['USER'] ?? 'cli',
              executionStartMs: systemClock.nowMs(),
            },
            {
              ports: hub.calculation,
              runs: await hub.runs(),
              definition: hub.calculationRun,
              codeVersion: await codeVersion(),
            },
          )
          const { calculationId, version } = finished.calculation
          const rows = finished.steps.map((step) => [step.name, String(step.rows), step.seconds])
          print(
            { calculationId, version, steps: finished.steps },
            () => `calculation ${calculationId}, version ${version}\n${table(['step', 'rows', 'seconds'], rows)}`,
            options.json === true,
          )
        })
      },
    )
  settlementReportCommand(settlement)
  settlement
    .command('balance')
    .description('the energy balance of each grid area, from what is published')
    .requiredOption('--from <day>', 'first market day YYYY-MM-DD, or a month YYYY-MM')
    .option('--to <day>', 'last market day; left out: the same day or month')
    .option('--type <type>', CALCULATION_TYPES.join(', '), 'balance_fixing')
    .option('--json', 'print as JSON')
    .action(async (options: CalculationOptions, command: Command) => {
      await withHub(command, async (hub) => {
        const { fromDay: from, toDay: to } = daysOfOptions(options)
        const balance = await energyBalance({ type: calculationType(options.type), from, to }, hub.calculation)
        print({ energyBalance: balance }, () => balanceText(balance), options.json === true)
      })
    })
}

function balanceText(balance: readonly EnergyBalance[]): string {
  if (balance.length === 0) return 'Nothing is published for this period.'
  const rows = balance.map((area) => [
    area.gridArea,
    area.consumption,
    area.production,
    area.netExchange,
    area.gridLoss,
    area.identity,
  ])
  return table(['grid area', 'consumption', 'production', 'net exchange', 'grid loss', 'identity'], rows)
}

function calculationType(text: string): CalculationType {
  if (isCalculationType(text)) return text
  throw new GridbookError('USAGE', `'${text}' is not a calculation type; there are ${CALCULATION_TYPES.join(', ')}`)
}
