import type { Command } from 'commander'
import {
  closeAccount,
  closePeriod,
  findEntries,
  isAccountCode,
  ledgerCheck,
  ledgerTotals,
  type LedgerIdentity,
  type LedgerTotals,
  type PostedEntry,
} from '../../finance/index.ts'
import { formatHundredths, GridbookError } from '../../kernel/index.ts'
import { inTransaction } from '../../platform/index.ts'
import { withSupplier } from '../open-supplier.ts'
import { wholeNumber } from '../options.ts'
import { print, table } from '../output.ts'
import { daysOfOptions } from '../period-options.ts'

interface JsonOption {
  readonly json?: true
}

interface DaysOption {
  readonly from?: string
  readonly to?: string
}

interface EntriesOptions extends JsonOption, DaysOption {
  readonly document?: string
  readonly account?: string
  readonly sourceType?: string
  readonly source?: string
  readonly limit: number
}

/** `gridbook ledger ...`: the books. */
export function ledgerCommands(program: Command): void {
  const ledger = program.command('ledger').description('the books: entries of invoices and accruals')
  showCommand(ledger)
  entriesCommand(ledger)
  checkCommand(ledger)
  closeCommand(ledger)
}

function showCommand(ledger: Command): void {
  ledger
    .command('show')
    .description('debit, credit and balance of each account, and of the whole journal')
    .option('--from <day>', 'first posting date YYYY-MM-DD, or a month YYYY-MM')
    .option('--to <day>', 'last posting date, or a month')
    .option('--json', 'print as JSON')
    .action(async (options: JsonOption & DaysOption, command: Command) => {
      await withSupplier(command, async ({ ports }) => {
        const totals = await ledgerTotals(ports.pool, postingDates(options))
        print(toldTotals(totals), () => totalsText(totals), options.json === true)
      })
    })
}

function entriesCommand(ledger: Command): void {
  ledger
    .command('entries')
    .description('entries of the journal with their lines, in the order of posting')
    .option('--document <number>', 'of this invoice or accrual')
    .option('--source-type <type>', 'caused by this, such as billing.invoice')
    .option('--source <id>', 'caused by this, such as the id of a run')
    .option('--account <code>', 'with a line on this account')
    .option('--from <day>', 'first posting date YYYY-MM-DD, or a month YYYY-MM')
    .option('--to <day>', 'last posting date, or a month')
    .option('--limit <n>', 'at most so many', wholeNumber, 50)
    .option('--json', 'print as JSON')
    .action(async (options: EntriesOptions, command: Command) => {
      await withSupplier(command, async ({ ports }) => {
        const entries = await findEntries(ports.pool, {
          documentNumber: options.document,
          sourceType: options.sourceType,
          sourceId: options.source,
          account: options.account,
          limit: options.limit,
          ...postingDates(options),
        })
        print({ entries: entries.map(toldEntry) }, () => entriesText(entries), options.json === true)
      })
    })
}

function checkCommand(ledger: Command): void {
  ledger
    .command('check')
    .description('recompute every identity of the books from their rows')
    .option('--json', 'print as JSON')
    .action(async (options: JsonOption, command: Command) => {
      await withSupplier(command, async ({ ports }) => {
        const identities = await ledgerCheck(ports.pool)
        print({ identities }, () => identitiesText(identities), options.json === true)
        if (identities.some(({ failing }) => failing > 0n)) process.exitCode = 1
      })
    })
}

function closeCommand(ledger: Command): void {
  ledger
    .command('close')
    .argument('<day>', 'last day to close, YYYY-MM-DD; of an account: the first day without postings')
    .description('close the books up to a day, or an account from a day on; this cannot be undone')
    .option('--account <code>', 'close this account instead')
    .option('--json', 'print as JSON')
    .action(async (day: string, options: JsonOption & { readonly account?: string }, command: Command) => {
      const { account } = options
      if (account !== undefined && !isAccountCode(account)) {
        throw new GridbookError('LEDGER_ACCOUNT', `account ${account} does not exist`, { field: account })
      }
      await withSupplier(command, async ({ ports }) => {
        if (account === undefined) {
          const closed = await inTransaction(ports.pool, (trx) => closePeriod(trx, day))
          print(closed, () => `the books are closed up to ${closed.closedTo}`, options.json === true)
          return
        }
        await inTransaction(ports.pool, (trx) => closeAccount(trx, account, day))
        const text = (): string => `account ${account} is closed from ${day} on`
        print({ account, closedFrom: day }, text, options.json === true)
      })
    })
}

// A day or month alone is that day or month; the last day is named, the ledger takes the day after it.
function postingDates({ from, to }: DaysOption): { readonly from?: string; readonly to?: string } {
  const first = from === undefined ? undefined : daysOfOptions({ from })
  const last = to === undefined ? first?.toDay : daysOfOptions({ from: to }).toDay
  return { ...(first === undefined ? {} : { from: first.fromDay }), ...(last === undefined ? {} : { to: last }) }
}

function toldTotals({ debitOre, creditOre, accounts }: LedgerTotals): unknown {
  return {
    debit: formatHundredths(debitOre),
    credit: formatHundredths(creditOre),
    accounts: accounts.map((total) => ({
      account: total.account,
      name: total.name,
      debit: formatHundredths(total.debitOre),
      credit: formatHundredths(total.creditOre),
      balance: formatHundredths(total.balanceOre),
    })),
  }
}

function totalsText({ debitOre, creditOre, accounts }: LedgerTotals): string {
  const rows = accounts.map((total) => [
    `${total.account} ${total.name}`,
    formatHundredths(total.debitOre),
    formatHundredths(total.creditOre),
    formatHundredths(total.balanceOre),
  ])
  const sum = [
    'all accounts',
    formatHundredths(debitOre),
    formatHundredths(creditOre),
    formatHundredths(debitOre - creditOre),
  ]
  return table(['account', 'debit', 'credit', 'balance'], [...rows, sum])
}

function toldEntry({ entryId, recordedSeq, lines, ...entry }: PostedEntry): unknown {
  return {
    entryId,
    ...entry,
    recordedSeq,
    lines: lines.map(({ debitOre, creditOre, taxBaseOre, ...line }) => ({
      ...line,
      debit: formatHundredths(debitOre),
      credit: formatHundredths(creditOre),
      ...(taxBaseOre === undefined ? {} : { taxBase: formatHundredths(taxBaseOre) }),
    })),
  }
}

function entriesText(entries: readonly PostedEntry[]): string {
  if (entries.length === 0) return 'There is no such entry.'
  return entries
    .map(({ entryId, postingDate, description, recordedSeq, sourceType, sourceId, lines }) => {
      const header = `entry ${entryId}, ${postingDate}: ${description} (${sourceType} ${sourceId}, recorded ${recordedSeq})`
      const rows = lines.map((line) => [
        line.account,
        line.debitOre === 0n ? '' : formatHundredths(line.debitOre),
        line.creditOre === 0n ? '' : formatHundredths(line.creditOre),
        line.customerId ?? '',
        line.meteringPointId ?? '',
        line.taxCode ?? '',
      ])
      return `${header}\n${table(['account', 'debit', 'credit', 'customer', 'point', 'tax'], rows)}`
    })
    .join('\n\n')
}

function identitiesText(identities: readonly LedgerIdentity[]): string {
  const rows = identities.map(({ name, expected, failing, sample }) => [
    failing === 0n ? 'holds' : 'BROKEN',
    name,
    failing === 0n ? expected : `${failing} rows: ${sample.join('; ')}`,
  ])
  return table(['', 'identity', 'what must hold, or what breaks it'], rows)
}
