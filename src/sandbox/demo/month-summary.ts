import { formatDecimal, parseDecimal } from '../../kernel/index.ts'
import { OWN_AREAS } from '../fixed-points.ts'
import type { ExampleMarket } from '../generate-market.ts'
import type { BillTruth } from '../supplier/bill-truth.ts'
import { OUR_SUPPLIER } from '../supplier/supplied-points.ts'
import { supplierGln } from '../identities.ts'
import type { ReadingToDrop } from '../supplier/reading-to-drop.ts'
import {
  AccrualAnswer,
  AmountsAnswer,
  answerOf,
  BalanceAnswer,
  ExceptionsAnswer,
  InvoicesAnswer,
  LedgerAnswer,
  ReconciliationAnswer,
  SettlementAnswer,
} from './answers.ts'
import type { DemoPlaces } from './demo-house.ts'
import { BILLED_DAYS, billedDays, runIdOf, settlementRun } from './month-steps.ts'
import type { Program } from './program.ts'
import type { Static, TSchema } from 'typebox'

/** What came of the month. Energy in kWh and money in kroner, as decimal text; beside a figure what the generator knows. */
export interface MonthSummary {
  readonly market: { readonly month: string; readonly seed: number; readonly meteringPoints: number }
  readonly readings: { readonly documents: number; readonly points: number }
  readonly calculation: { readonly calculationId: string; readonly version: string; readonly type: string }
  readonly energyBalance: readonly MonthBalance[]
  /** What the hub settles with our supplier for charges of the month, by grid area; `truth` is their sum. */
  readonly wholesale: { readonly totals: readonly MonthTotal[]; readonly total: string; readonly truth: string }
  readonly reconciliation: MonthReconciliation
  /** Of the days up to `billedTo`; `truth` is what the invoices must come to. */
  readonly invoices: BillTruth & { readonly billedTo: string; readonly truth: BillTruth }
  /** What keeps contracts from being billed; nothing, as a rule. */
  readonly exceptions: Static<typeof ExceptionsAnswer>['exceptions']
  /** Of the days after that. */
  readonly accrual: { readonly net: string; readonly accruedTo: string; readonly netTruth: string }
  readonly ledger: { readonly debit: string; readonly credit: string }
  /** The reading that was lost on purpose, if any. */
  readonly dropped: ReadingToDrop | undefined
  /** For each figure the command that explains it. */
  readonly explain: Readonly<Record<string, string>>
  readonly steps: readonly { readonly name: string; readonly rows: number; readonly seconds: string }[]
}

/** The balance of an area beside what the generator knows. */
export type MonthBalance = Static<typeof BalanceAnswer>['energyBalance'][number] & { readonly gridLossTruth: string }

/** A total of our supplier in a grid area. */
export interface MonthTotal {
  readonly gridArea: string
  readonly amount: string
}

/** Our energy against the hub's: where they differ, and which of our points have no reading there. */
export type MonthReconciliation = Static<typeof ReconciliationAnswer>

/** What a summary is made from. */
export interface SummaryInput {
  readonly market: ExampleMarket
  readonly places: DemoPlaces
  readonly program: Program
  readonly dropped: ReadingToDrop | undefined
  readonly steps: MonthSummary['steps']
}

/** Asks hub and supplier, by the commands that a user would type, what came of the month. */
export async function monthSummary({ market, places, program, dropped, steps }: SummaryInput): Promise<MonthSummary> {
  const { month, seed, meteringPoints } = market.settings
  const ask = async <Schema extends TSchema>(
    schema: Schema,
    directory: string,
    ...args: string[]
  ): Promise<Static<Schema>> =>
    answerOf(schema, args.join(' '), await program.run(['--data', directory, ...args, '--json']))
  const [settlement, balance, amounts, reconciliation, invoices, waiting, accrual, ledger] = await Promise.all([
    ask(SettlementAnswer, places.hub, ...settlementRun(market)),
    ask(BalanceAnswer, places.hub, 'settlement', 'balance', '--from', month),
    ask(AmountsAnswer, places.hub, 'settlement', 'amounts', '--from', month, '--supplier', supplierGln(OUR_SUPPLIER)),
    ask(ReconciliationAnswer, places.supplier, 'reconciliation', 'show'),
    ask(InvoicesAnswer, places.supplier, 'invoice', 'list', '--run', runIdOf(market, 'invoice')),
    ask(ExceptionsAnswer, places.supplier, 'invoice', 'exceptions', '--run', runIdOf(market, 'invoice')),
    ask(AccrualAnswer, places.supplier, 'accrual', 'show'),
    ask(LedgerAnswer, places.supplier, 'ledger', 'show'),
  ])
  const { billTo, accrueTo } = billedDays(market)
  const documents = [...market.plan()]
  return {
    market: { month, seed, meteringPoints },
    readings: {
      documents: documents.length,
      points: documents.reduce((sum, planned) => sum + market.countReadings(planned), 0),
    },
    calculation: { calculationId: settlement.calculationId, version: settlement.version, type: 'balance_fixing' },
    energyBalance: withTruth(balance.energyBalance, market),
    wholesale: wholesaleOf(amounts, market),
    reconciliation,
    exceptions: waiting.exceptions,
    invoices: { ...invoices.totals, billedTo: billTo, truth: market.billTruth({ from: 0, to: BILLED_DAYS }) },
    accrual: {
      net: accrual.net,
      accruedTo: accrueTo,
      netTruth: market.billTruth({ from: BILLED_DAYS, to: market.days }).net,
    },
    ledger: { debit: ledger.debit, credit: ledger.credit },
    dropped,
    explain: explanations(places, month),
    steps,
  }
}

function withTruth(balances: readonly Omit<MonthBalance, 'gridLossTruth'>[], market: ExampleMarket): MonthBalance[] {
  const truth = market.truth()
  return balances.flatMap((balance) => {
    const area = OWN_AREAS.find((each) => each === balance.gridArea)
    return area === undefined ? [] : [{ ...balance, gridLossTruth: truth[area].gridLoss }]
  })
}

function wholesaleOf({ totals }: Static<typeof AmountsAnswer>, market: ExampleMarket): MonthSummary['wholesale'] {
  const own = totals
    .filter(({ chargeOwnerId }) => chargeOwnerId === null)
    .map(({ gridArea, amount }) => ({ gridArea, amount: amount ?? '0' }))
  const sum = own.reduce((total, { amount }) => total + moneyOf(amount), 0n)
  return { totals: own, total: formatDecimal(sum, 6, 6), truth: market.wholesaleTruth().total }
}

function moneyOf(text: string): bigint {
  const parsed = parseDecimal(text, { scale: 6, maxDecimals: 6, maxIntegerDigits: 12 })
  return parsed.ok ? parsed.value : 0n
}

function explanations({ hub, supplier }: DemoPlaces, month: string): Readonly<Record<string, string>> {
  const gridbook = (directory: string, rest: string): string => `npx gridbook --data ${directory} ${rest}`
  return {
    energyBalance: gridbook(hub, `settlement balance --from ${month}`),
    wholesale: gridbook(hub, `settlement amounts --from ${month}`),
    reconciliation: gridbook(supplier, 'reconciliation show'),
    invoices: gridbook(supplier, 'invoice list'),
    'one invoice': gridbook(supplier, 'invoice explain NUMBER [LINE]'),
    exceptions: gridbook(supplier, 'invoice exceptions'),
    accrual: gridbook(supplier, 'accrual show'),
    ledger: gridbook(supplier, 'ledger show'),
  }
}
