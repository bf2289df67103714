import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import { findMonth, findMarketDay, GridbookError, nextDay, type Period } from '../../kernel/index.ts'
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
import { print, table } from '../output.ts'

interface PeriodOptions {
  readonly type: string
  readonly from: string
  readonly to?: string
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
    .option('--internal', 'never sent to an actor; only for aggregation')
    .option('--json', 'print as JSON')
    .action(async (options: PeriodOptions & { readonly areas: string; readonly internal?: true }, command: Command) => {
      await withHub(command, async (hub) => {
        const finished = await runCalculation(
          {
            calculationId: randomUUID(),
            type: calculationType(options.type),
            gridAreas: options.areas.split(','),
            period: periodOf(options),
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
    })
  settlement
    .command('balance')
    .description('the energy balance of each grid area, from what is published')
    .requiredOption('--from <day>', 'first market day YYYY-MM-DD, or a month YYYY-MM')
    .option('--to <day>', 'last market day; left out: the same day or month')
    .option('--type <type>', CALCULATION_TYPES.join(', '), 'balance_fixing')
    .option('--json', 'print as JSON')
    .action(async (options: PeriodOptions, command: Command) => {
      await withHub(command, async (hub) => {
        const { from, to } = daysOf(options)
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

function periodOf({ from, to }: PeriodOptions): Period {
  return { fromMs: boundsOf(from).fromMs, toMs: boundsOf(to ?? from).toMs }
}

/** Market days, half open. */
function daysOf({ from, to }: PeriodOptions): { readonly from: string; readonly to: string } {
  return { from: boundsOf(from).first, to: boundsOf(to ?? from).end }
}

function boundsOf(text: string): Period & { readonly first: string; readonly end: string } {
  const day = findMarketDay(text, dk.zone)
  if (day !== undefined) return { fromMs: day.startMs, toMs: day.endMs, first: day.date, end: nextDay(day).date }
  const month = findMonth(text, dk.zone)
  const [first, last] = [month?.days.at(0), month?.days.at(-1)]
  if (month === undefined || first === undefined || last === undefined)
    throw new GridbookError('USAGE', `'${text}' is neither a day 2026-03-01 nor a month 2026-03`)
  return { fromMs: month.fromMs, toMs: month.toMs, first: first.date, end: nextDay(last).date }
}
