import { randomUUID } from 'node:crypto'
import { InvalidArgumentError, type Command } from 'commander'
import {
  billingExceptions,
  explainInvoice,
  invoiceTotals,
  listInvoices,
  readInvoice,
  runInvoices,
  type BillingException,
} from '../../billing/index.ts'
import { findMonth, formatHundredths } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { systemClock } from '../../platform/index.ts'
import { codeVersion } from '../code-version.ts'
import { withSupplier } from '../open-supplier.ts'
import { wholeNumber } from '../options.ts'
import { print, table } from '../output.ts'
import { requireSettings } from '../required-settings.ts'
import { explanationText, invoiceText } from './invoice-text.ts'

interface Json {
  readonly json?: true
}

/** `gridbook invoice ...`: billing runs, their invoices, and what could not be billed. */
export function invoiceCommands(program: Command): void {
  const invoice = program.command('invoice').description('bill customers, and look at what was billed')
  runCommand(invoice)
  listCommand(invoice)
  showCommand(invoice)
  explainCommand(invoice)
  exceptionsCommand(invoice)
}

function runCommand(invoice: Command): void {
  invoice
    .command('run')
    .description('bill every day that is not billed yet, one invoice for each contract')
    .requiredOption('--to <day>', 'last day to bill YYYY-MM-DD, or a month YYYY-MM')
    .option('--issue-date <day>', 'date of the invoices and of their entries in the books; left out: today')
    .option('--contracts <ids>', 'only these, such as K-2001,K-2002')
    .option('--id <uuid>', 'go on with, or show, the run of this id')
    .option('--json', 'print as JSON')
    .action(async (options: RunOptions, command: Command) => {
      await withSupplier(command, async ({ ports, runs, definitions }, config) => {
        const finished = await runInvoices(
          {
            runId: options.id ?? randomUUID(),
            to: lastDayOf(options.to),
            issueDate: options.issueDate ?? systemClock.today(dk.zone),
            contracts: options.contracts?.split(','),
            sellerId: requireSettings(config, ['actorId'], 'issue invoices').actorId,
            profile: dk,
            createdBy: process.env['USER'] ?? 'cli',
          },
          { ports, runs: await runs(), definition: definitions.invoice, codeVersion: await codeVersion() },
        )
        const { issued, steps } = finished
        const [net, vat, gross] = [issued.netOre, issued.vatOre, issued.grossOre].map(formatHundredths)
        const summary = { ...issued, netOre: undefined, vatOre: undefined, grossOre: undefined, net, vat, gross, steps }
        print(summary, () => runText(finished.issued.runId, summary), options.json === true)
        if (issued.exceptions > 0) process.exitCode = 1
      })
    })
}

interface RunOptions extends Json {
  readonly to: string
  readonly issueDate?: string
  readonly contracts?: string
  readonly id?: string
}

function runText(
  runId: string,
  o: {
    readonly invoices: number
    readonly exceptions: number
    readonly firstNumber: string | undefined
    readonly lastNumber: string | undefined
  } & Readonly<Record<'net' | 'vat' | 'gross', string | undefined>> & {
      readonly steps: readonly { readonly name: string; readonly rows: number; readonly seconds: string }[]
    },
): string {
  const steps = table(
    ['step', 'rows', 'seconds'],
    o.steps.map((step) => [step.name, String(step.rows), step.seconds]),
  )
  const numbers = o.firstNumber === undefined ? '' : `, ${o.firstNumber} to ${o.lastNumber}`
  const held =
    o.exceptions === 0
      ? ''
      : `\n${o.exceptions} contracts could not be billed; 'gridbook invoice exceptions --run ${runId}' says why`
  return `billing run ${runId}\n${steps}\n${o.invoices} invoices${numbers}: net ${o.net}, VAT ${o.vat}, gross ${o.gross}${held}`
}

function listCommand(invoice: Command): void {
  invoice
    .command('list')
    .description('invoices in the order of their numbers, and their sums')
    .option('--run <id>', 'of one run')
    .option('--contract <id>', 'of one contract')
    .option('--customer <id>', 'of one customer')
    .option('--after <number>', 'those after an invoice')
    .option('--limit <count>', 'at most so many', wholeNumber, 50)
    .option('--json', 'print as JSON')
    .action(async (options: ListOptions, command: Command) => {
      await withSupplier(command, async ({ ports }) => {
        const { run: runId, contract: contractId, customer: customerId, after, limit } = options
        const invoices = await listInvoices(ports.pool, { runId, contractId, customerId, after, limit })
        const totals = await invoiceTotals(ports.pool, { runId })
        const rows = invoices.map((each) => [
          each.invoiceNumber,
          each.contractId,
          each.fromDay,
          each.toDay,
          each.energyKwh,
          each.net,
          each.vat,
          each.gross,
        ])
        print(
          { invoices, totals },
          () =>
            `${table(['invoice', 'contract', 'from', 'to (excl.)', 'kWh', 'net', 'VAT', 'gross'], rows)}\n\n${runId === undefined ? 'all' : 'of the run'}: ${totals.count} invoices, ${totals.energyKwh} kWh, net ${totals.net}, VAT ${totals.vat}, gross ${totals.gross}`,
          options.json === true,
        )
      })
    })
}

interface ListOptions extends Json {
  readonly run?: string
  readonly contract?: string
  readonly customer?: string
  readonly after?: string
  readonly limit: number
}

function showCommand(invoice: Command): void {
  invoice
    .command('show')
    .argument('<number>', 'the number of the invoice, such as 2026-000001')
    .description('an invoice with its lines')
    .option('--json', 'print as JSON')
    .action(async (number: string, options: Json, command: Command) => {
      await withSupplier(command, async ({ ports }) => {
        const found = await readInvoice(ports.pool, number)
        print(found, () => invoiceText(found), options.json === true)
      })
    })
}

function explainCommand(invoice: Command): void {
  invoice
    .command('explain')
    .argument('<number>', 'the number of the invoice')
    .argument('[line]', 'the number of a line; left out: every line', positiveNumber)
    .description('how lines come about: intervals, prices, and the messages that brought the readings')
    .option('--json', 'print as JSON')
    .action(async (number: string, line: number | undefined, options: Json, command: Command) => {
      await withSupplier(command, async ({ ports }) => {
        const found = await explainInvoice(number, line, ports)
        print(found, () => explanationText(found), options.json === true)
      })
    })
}

function exceptionsCommand(invoice: Command): void {
  invoice
    .command('exceptions')
    .description('what keeps contracts from being billed')
    .option('--run <id>', 'as one run found it; left out: as it stands')
    .option('--contract <id>', 'of one contract')
    .option('--json', 'print as JSON')
    .action(async (options: Json & { readonly run?: string; readonly contract?: string }, command: Command) => {
      await withSupplier(command, async ({ ports }) => {
        const exceptions = await billingExceptions(ports.pool, { runId: options.run, contractId: options.contract })
        print({ exceptions }, () => exceptionsText(exceptions), options.json === true)
        if (exceptions.length > 0) process.exitCode = 1
      })
    })
}

function exceptionsText(exceptions: readonly BillingException[]): string {
  if (exceptions.length === 0) return 'Nothing keeps a contract from being billed.'
  const rows = exceptions.map((each) => [
    each.contractId,
    each.meteringPointId,
    each.code,
    [each.lineType ?? 'every line', each.chargeCode ?? ''].join(' ').trim(),
    each.firstAt,
    String(each.slots),
  ])
  const advice = new Map(exceptions.map((each) => [each.code, `${each.code}: ${each.title}. ${each.next}`]))
  return `${table(['contract', 'metering point', 'code', 'line', 'first', 'quarters'], rows)}\n\n${[...advice.values()].join('\n')}`
}

function lastDayOf(text: string): string {
  return findMonth(text, dk.zone)?.days.at(-1)?.date ?? text
}

function positiveNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It takes the number of a line.')
  return Number(text)
}
