import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import { GridbookError } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { systemClock } from '../../platform/index.ts'
import {
  CALCULATION_TYPES,
  energyBalance,
  isCalculationType,
  type CalculationType,
  type EnergyBalance,
} from '../../settlement/index.ts'
import { withHub } from '../open-hub.ts'
import { uuid } from '../options.ts'
import { print, table } from '../output.ts'
import { daysOfOptions, periodOfOptions, type PeriodOptions } from '../period-options.ts'
import { amountsCommand } from './settlement-amounts.ts'
import { personOf } from '../person.ts'
import { startAndFollow } from '../follow-calculation.ts'
import { operationCommands } from './settlement-operation.ts'
import { planCommand } from './settlement-plan.ts'
import { recordCommand } from './settlement-record.ts'

interface CalculationOptions extends PeriodOptions {
  readonly type: string
  readonly json?: true
}

interface RunOptions extends CalculationOptions {
  readonly areas: string
  readonly id?: string
  readonly internal?: true
  readonly needsApproval?: true
  readonly requireComplete?: true
  readonly detach?: true
  readonly by?: string
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
    .option('--require-complete', 'stop before it computes when a reading or a price is missing')
    .option('--needs-approval', 'publish only when a second person has approved the results')
    .option('--detach', 'leave it to the hub that serves, and return at once')
    .option('--by <person>', 'who starts it; left out: the user of this machine')
    .option('--json', 'print as JSON')
    .action(async (options: RunOptions, command: Command) => {
      await withHub(command, async (hub, config) => {
        const request = {
          calculationId: options.id ?? randomUUID(),
          type: calculationType(options.type),
          gridAreas: options.areas.split(','),
          period: periodOfOptions(options),
          profile: dk,
          isInternal: options.internal === true,
          requiresComplete: options.requireComplete === true,
          createdBy: personOf(options),
          executionStartMs: systemClock.nowMs(),
          needsApproval: options.needsApproval === true || config.fourEyes === 'on',
        }
        await startAndFollow(hub, request, options)
      })
    })
  amountsCommand(settlement)
  planCommand(settlement)
  recordCommand(settlement)
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
  operationCommands(settlement)
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
