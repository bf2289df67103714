import type { Command } from 'commander'

/** Commands that are made in one place: the nouns that they begin with, and what adds them to a program. */
export interface CommandGroup {
  readonly nouns: readonly string[]
  /** loads what the commands work with, which takes longer than most of them do */
  readonly load: () => Promise<(program: Command) => void>
}

/** Every command, in the order in which help lists them. */
export const COMMAND_GROUPS: readonly CommandGroup[] = [
  { nouns: ['demo'], load: async () => (await import('./commands/demo.ts')).demoCommand },
  { nouns: ['readings'], load: async () => (await import('./commands/readings.ts')).readingCommands },
  {
    nouns: ['grid-areas', 'actors', 'api-clients'],
    load: async () => (await import('./commands/market.ts')).marketCommands,
  },
  {
    nouns: ['metering-points'],
    load: async () => (await import('./commands/metering-points.ts')).meteringPointCommands,
  },
  { nouns: ['import'], load: async () => (await import('./import-directory.ts')).importCommands },
  {
    nouns: ['charges', 'charge-prices', 'charge-links', 'spot-prices', 'prices'],
    load: async () => (await import('./commands/charges.ts')).chargeCommands,
  },
  {
    nouns: ['customers', 'contracts', 'supply-periods'],
    load: async () => (await import('./commands/supply.ts')).supplyCommands,
  },
  { nouns: ['settlement'], load: async () => (await import('./commands/settlement.ts')).settlementCommands },
  { nouns: ['schedule'], load: async () => (await import('./commands/schedule.ts')).scheduleCommands },
  {
    nouns: ['calculated-series'],
    load: async () => (await import('./commands/calculated-series.ts')).calculatedSeriesCommands,
  },
  { nouns: ['requests'], load: async () => (await import('./commands/requests.ts')).requestCommands },
  { nouns: ['services'], load: async () => (await import('./commands/services.ts')).serviceCommands },
  { nouns: ['hub', 'supplier'], load: async () => (await import('./commands/serve.ts')).serveCommands },
  { nouns: ['invoice'], load: async () => (await import('./commands/invoice.ts')).invoiceCommands },
  { nouns: ['queues', 'messages'], load: async () => (await import('./commands/messages.ts')).messageCommands },
  {
    nouns: ['reconciliation'],
    load: async () => (await import('./commands/reconciliation.ts')).reconciliationCommands,
  },
  { nouns: ['accrual'], load: async () => (await import('./commands/accrual.ts')).accrualCommands },
  { nouns: ['ledger'], load: async () => (await import('./commands/ledger.ts')).ledgerCommands },
  { nouns: ['export'], load: async () => (await import('./finance-exports.ts')).financeExportCommands },
  { nouns: ['scenario'], load: async () => (await import('./commands/scenario.ts')).scenarioCommands },
  { nouns: ['config'], load: async () => (await import('./commands/config.ts')).configCommands },
]

/** The groups of which a command line needs something. @param words without the program itself */
export function groupsFor(words: readonly string[]): readonly CommandGroup[] {
  let n = 0
  while (n < words.length && words[n]?.startsWith('-') === true) n += TAKES_VALUE.has(words[n] ?? '') ? 2 : 1
  const noun = words[n]
  if (noun === undefined && words.some((word) => IS_VERSION.has(word))) return []
  const named = COMMAND_GROUPS.filter(({ nouns }) => nouns.some((each) => each === noun))
  return named.length === 0 ? COMMAND_GROUPS : named // help lists all, and so does what is mistyped
}

// The options that the program itself has; `--data=DIR` is one word.
const TAKES_VALUE: ReadonlySet<string> = new Set(['--data', '--config'])
const IS_VERSION: ReadonlySet<string> = new Set(['--version', '-V'])
