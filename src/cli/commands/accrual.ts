import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import { accrualResult, runAccrual, type AccrualResult } from '../../accruals/index.ts'
import { GridbookError } from '../../kernel/index.ts'
import { codeVersion } from '../code-version.ts'
import { withSupplier } from '../open-supplier.ts'
import { uuid, wholeNumber } from '../options.ts'
import { print, table } from '../output.ts'

interface ShowOptions {
  readonly limit: number
  readonly json?: true
}

/** `gridbook accrual ...`: what was delivered and not billed yet. */
export function accrualCommands(program: Command): void {
  const accrual = program.command('accrual').description('what was delivered and not billed yet')
  accrual
    .command('run')
    .description(
      'price the days after the last bill of every supply period, and post them; the accrual before is taken back',
    )
    .requiredOption('--to <day>', 'last day to accrue, YYYY-MM-DD')
    .option('--id <uuid>', 'id of the run; the same id again joins it', uuid)
    .option('--limit <n>', 'exceptions to print', wholeNumber, 20)
    .option('--json', 'print as JSON')
    .action(async (options: ShowOptions & { readonly id?: string; readonly to: string }, command: Command) => {
      await withSupplier(command, async (supplier) => {
        const runId = options.id ?? randomUUID()
        await runAccrual(
          { runId, toDay: options.to, createdBy: process.env['USER'] ?? 'cli' },
          {
            ports: supplier.ports,
            runs: await supplier.runs(),
            definition: supplier.definitions.accrual,
            codeVersion: await codeVersion(),
          },
        )
        report(await accrualResult(supplier.ports.pool, { runId, exceptions: options.limit }), options)
      })
    })
  accrual
    .command('show')
    .argument('[run]', 'id of a run; left out: the last one')
    .description('what an accrual comes to, and what could not be accrued')
    .option('--limit <n>', 'exceptions to print', wholeNumber, 20)
    .option('--json', 'print as JSON')
    .action(async (runId: string | undefined, options: ShowOptions, command: Command) => {
      await withSupplier(command, async ({ ports }) => {
        const wanted = { ...(runId === undefined ? {} : { runId }), exceptions: options.limit }
        report(await accrualResult(ports.pool, wanted), options)
      })
    })
}

function report(result: AccrualResult | undefined, { json }: ShowOptions): void {
  if (result === undefined) throw new GridbookError('NOT_CALCULATED', 'there is no such accrual')
  print(result, () => text(result), json === true)
  if (result.exceptedPeriods > 0) process.exitCode = 1
}

function text({ documentNumber, toDay, net, classes, exceptions, ...result }: AccrualResult): string {
  return [
    `Accrual ${documentNumber} (${result.runId}) to ${toDay}: ${net} net` +
      (result.reversedBy === null ? '' : `, taken back by ${result.reversedBy}`),
    `${result.accruedPeriods} of ${result.openPeriods} open supply periods have lines, ${result.exceptedPeriods} lack something`,
    '',
    table(
      ['line', 'lines', 'net'],
      classes.map((each) => [each.lineType, String(each.lines), each.net]),
    ),
    ...(exceptions.length === 0
      ? []
      : [
          '',
          table(
            ['contract', 'metering point', 'code', 'line', 'first quarter', 'quarters'],
            exceptions.map((each) => [
              each.contractId,
              each.meteringPointId,
              each.code,
              each.lineType ?? 'all',
              each.firstInstant,
              String(each.quarters),
            ]),
          ),
        ]),
  ].join('\n')
}
