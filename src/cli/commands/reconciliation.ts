import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import { findMonth, GridbookError } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import {
  hubAmounts,
  reconciliationResult,
  runReconciliation,
  type ReconciledDeviation,
  type ReconciledSeries,
  type ReconciliationResult,
} from '../../reconciliation/index.ts'
import { codeVersion } from '../code-version.ts'
import { differs, hubAmountsText } from '../hub-amounts-text.ts'
import { withSupplier } from '../open-supplier.ts'
import { uuid, wholeNumber } from '../options.ts'
import { print, table } from '../output.ts'
import { daysOfOptions, requireActorId, type PeriodOptions } from '../period-options.ts'

interface ShowOptions {
  readonly limit: number
  readonly json?: true
}

/** `gridbook reconciliation ...`: our energy against the hub's, and the hub's amounts. */
export function reconciliationCommands(program: Command): void {
  const reconciliation = program.command('reconciliation').description('our energy against the sums of the hub')
  reconciliation
    .command('run')
    .description('compare own sums with RSM-014, quarter-hour by quarter-hour')
    .requiredOption('--from <day>', 'first market day YYYY-MM-DD, or a month YYYY-MM')
    .option('--to <day>', 'last market day; left out: the same day or month')
    .option('--id <uuid>', 'id of the run; the same id again joins it', uuid)
    .option('--limit <n>', 'deviations to print', wholeNumber, 20)
    .option('--json', 'print as JSON')
    .action(async (options: ShowOptions & PeriodOptions & { readonly id?: string }, command: Command) => {
      await withSupplier(command, async (supplier, config) => {
        const runId = options.id ?? randomUUID()
        const { fromDay, toDay } = daysOfOptions(options)
        await runReconciliation(
          { runId, fromDay, toDay, energySupplierId: requireActorId(config), createdBy: process.env['USER'] ?? 'cli' },
          {
            pool: supplier.ports.pool,
            zone: supplier.ports.zone,
            runs: await supplier.runs(),
            definition: supplier.definitions.reconciliation,
            codeVersion: await codeVersion(),
          },
        )
        report(await reconciliationResult(supplier.ports.pool, { runId, deviations: options.limit }), options)
      })
    })
  reconciliation
    .command('show')
    .argument('[run]', 'id of a run; left out: the last one')
    .description('what a reconciliation found')
    .option('--limit <n>', 'deviations to print', wholeNumber, 20)
    .option('--json', 'print as JSON')
    .action(async (runId: string | undefined, options: ShowOptions, command: Command) => {
      await withSupplier(command, async ({ ports }) => {
        const wanted = { ...(runId === undefined ? {} : { runId }), deviations: options.limit }
        report(await reconciliationResult(ports.pool, wanted), options)
      })
    })
  hubAmountsCommand(reconciliation)
}

interface HubAmountsOptions {
  readonly month?: string
  readonly json?: true
}

function hubAmountsCommand(reconciliation: Command): void {
  reconciliation
    .command('hub-amounts')
    .description('what the hub says that a month costs, by area and charge (RSM-019); exit 1 when it does not add up')
    .option('--month <month>', 'YYYY-MM; left out: the last one of which amounts came')
    .option('--json', 'print as JSON')
    .action(async ({ month, json }: HubAmountsOptions, command: Command) => {
      if (month !== undefined && findMonth(month, dk.zone) === undefined) {
        throw new GridbookError('USAGE', `'${month}' is not a month 2026-03`, { field: 'month' })
      }
      await withSupplier(command, async ({ ports }, config) => {
        const amounts = await hubAmounts(ports.pool, { energySupplierId: requireActorId(config), month }, ports.zone)
        if (amounts === undefined) {
          throw new GridbookError(
            'NOT_CALCULATED',
            `the hub has sent no amounts${month === undefined ? '' : ` of ${month}`}`,
          )
        }
        print(amounts, () => hubAmountsText(amounts), json === true)
        if (differs(amounts)) process.exitCode = 1
      })
    })
}

function report(result: ReconciliationResult | undefined, { json, limit }: ShowOptions): void {
  if (result === undefined) throw new GridbookError('NOT_CALCULATED', 'there is no such reconciliation')
  print(result, () => text(result, limit), json === true)
  if (result.series.some((series) => series.deviatingQuarters > 0)) process.exitCode = 1
}

function text(result: ReconciliationResult, limit: number): string {
  const { runId, fromDay, toDay, points, quarters, energyDeviation, series, deviations } = result
  const deviating = series.reduce((sum, line) => sum + line.deviatingQuarters, 0)
  return [
    `Reconciliation ${runId}: ${fromDay} to before ${toDay}, ${points} points, ${quarters} quarter-hours of ${series.length} series`,
    `energy deviation ${energyDeviation} kWh in ${deviating} quarter-hours`,
    '',
    table(['area', 'type', 'method', 'own kWh', 'hub kWh', 'deviation', 'quarters'], series.map(seriesRow)),
    ...(deviations.length === 0
      ? []
      : [
          '',
          `the largest deviations (${Math.min(limit, deviations.length)} of ${deviating}):`,
          table(
            ['area', 'type', 'method', 'quarter from', 'own kWh', 'hub kWh', 'deviation', 'points without a reading'],
            deviations.map(deviationRow),
          ),
        ]),
  ].join('\n')
}

function seriesRow(line: ReconciledSeries): string[] {
  return [
    line.gridArea,
    line.meteringPointType,
    line.settlementMethod ?? '',
    line.ownKwh ?? 'none',
    line.hubKwh ?? 'none',
    line.deviationKwh,
    String(line.deviatingQuarters),
  ]
}

function deviationRow(line: ReconciledDeviation): string[] {
  const [first, second, ...more] = line.pointsWithoutReading
  const named = [first, second].filter((point) => point !== undefined).join(', ')
  return [
    line.gridArea,
    line.meteringPointType,
    line.settlementMethod ?? '',
    line.quarterStart,
    line.ownKwh ?? 'none',
    line.hubKwh ?? 'none',
    line.deviationKwh,
    more.length === 0 ? named : `${named} and ${more.length} more`,
  ]
}
