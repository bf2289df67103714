import type { Command } from 'commander'
import {
  chargeHistory,
  checkPrices,
  importChargeLinks,
  importChargePrices,
  importCharges,
  importSpotPrices,
  type ChargeHistory,
  type ChargeImportPorts,
  type MissingPrice,
  type PriceCheck,
  type PricePeriod,
} from '../../charges/index.ts'
import { formatDecimal, GridbookError } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { inTransaction, type ImportReport } from '../../platform/index.ts'
import { importCommand } from '../import-command.ts'
import { withSupplier } from '../open-supplier.ts'
import { withEither } from '../with-either.ts'
import { wholeNumber } from '../options.ts'
import { print, table } from '../output.ts'

interface JsonOption {
  readonly json?: true
}

/** `gridbook charges ...`, `charge-prices ...`, `charge-links ...`, `spot-prices ...` and `prices check`. */
export function chargeCommands(program: Command): void {
  const charges = program.command('charges').description('what is charged for a metering point')
  chargeImport(charges, 'what charges are', importCharges)
  showCommand(charges)
  const nouns = [
    ['charge-prices', 'prices of charges', importChargePrices],
    ['charge-links', 'which metering point has which charge', importChargeLinks],
  ] as const
  for (const [noun, what, load] of nouns) chargeImport(program.command(noun).description(what), what, load)
  const spotPrices = program.command('spot-prices').description('prices of the spot market')
  // A hub settles charges; what energy costs on the spot market is its suppliers' business.
  importCommand(spotPrices, 'prices of the spot market', withSupplier, (file, { database: { pool } }) =>
    importSpotPrices(file, { pool, profile: dk }),
  )
  checkCommand(program.command('prices').description('prices of charges and of the spot market'))
}

function chargeImport(
  noun: Command,
  what: string,
  load: (path: string, ports: ChargeImportPorts) => Promise<ImportReport>,
): void {
  importCommand(noun, what, withEither, (file, { database: { pool } }) => load(file, { pool, profile: dk }))
}

function showCommand(charges: Command): void {
  charges
    .command('show')
    .argument('<code>', 'the code of the charge; several owners may use it')
    .description('what a charge is, and its prices')
    .option('--as-known <seq>', 'as known when this number was recorded', wholeNumber)
    .option('--json', 'print as JSON')
    .action(async (code: string, options: JsonOption & { readonly asKnown?: number }, command: Command) => {
      const atSeq = options.asKnown === undefined ? undefined : BigInt(options.asKnown)
      await withEither(command, async ({ database }) => {
        const found = await inTransaction(database.pool, (trx) => chargeHistory(trx, code, atSeq))
        if (found.length === 0)
          throw new GridbookError('CHARGE_UNKNOWN', `no charge with the code ${code} is known`, { field: 'code' })
        print(found.map(toJson), () => found.map(historyText).join('\n\n'), options.json === true)
      })
    })
}

function checkCommand(prices: Command): void {
  prices
    .command('check')
    .argument('<month>', 'YYYY-MM')
    .description('which prices are missing for the metering points that have charges; exit 1 when any is')
    .option('--json', 'print as JSON')
    .action(async (month: string, options: JsonOption, command: Command) => {
      await withEither(command, async ({ database }) => {
        const check = await inTransaction(database.pool, (trx) => checkPrices(trx, { month, zone: dk.zone }))
        if (check === undefined)
          throw new GridbookError('USAGE', `'${month}' is not a month YYYY-MM`, { field: 'month' })
        print(check, () => checkText(check), options.json === true)
        process.exitCode = check.missing.length === 0 ? 0 : 1
      })
    })
}

const PRICE_SCALE = 6
const written = (price: bigint): string => formatDecimal(price, PRICE_SCALE)

function toJson(history: ChargeHistory): unknown {
  const prices = history.prices.map(({ price, hourPrices, ...period }) => ({
    ...period,
    ...(price === undefined ? {} : { price: written(price) }),
    ...(hourPrices === undefined ? {} : { hourPrices: hourPrices.map(written) }),
  }))
  return { ...history, prices }
}

function historyText({ ownerId, code, type, points, periods, prices, series }: ChargeHistory): string {
  const what = table(
    ['from', 'to', 'name', 'resolution', 'VAT', 'tax', 'recorded'],
    periods.map((period) => [
      period.validFrom,
      period.validTo ?? '',
      period.name,
      period.resolution,
      period.vat ? 'yes' : 'no',
      period.isTax ? 'yes' : 'no',
      String(period.recordedSeq),
    ]),
  )
  const costs = table(
    ['from', 'to', 'DKK', 'recorded'],
    prices.map((period) => [period.validFrom, period.validTo ?? '', priceText(period), String(period.recordedSeq)]),
  )
  const days = series.days === 0 ? [] : [`prices by series for ${series.days} days, ${series.first} to ${series.last}`]
  return [`${type} ${code} of ${ownerId}, on ${points} metering points`, what, costs, ...days].join('\n')
}

/** One price, or 24 with neighbours of the same price together. */
function priceText({ price, hourPrices }: PricePeriod): string {
  if (price !== undefined) return written(price)
  if (hourPrices === undefined) return 'no price'
  const runs: { from: number; to: number; price: bigint }[] = []
  for (const [hour, each] of hourPrices.entries()) {
    const last = runs.at(-1)
    if (last?.price === each) last.to = hour + 1
    else runs.push({ from: hour, to: hour + 1, price: each })
  }
  return runs.map((run) => `${run.from}-${run.to}h ${written(run.price)}`).join(', ')
}

function checkText({ month, charges, points, missing }: PriceCheck): string {
  const head = `${month}: ${charges} charges on ${points} metering points, ${missing.length === 0 ? 'no price is missing' : 'missing:'}`
  if (missing.length === 0) return head
  const rows = missing.map((one) => [whatIsMissing(one), one.reason, one.first, `${one.missing} ${one.unit}`])
  return `${head}\n${table(['price', 'why', 'first', 'missing'], rows)}`
}

function whatIsMissing({ charge, priceArea, gridArea }: MissingPrice): string {
  if (charge !== undefined) return `${charge.type} ${charge.code} of ${charge.ownerId}`
  return priceArea === undefined ? `spot price of grid area ${gridArea}` : `spot price ${priceArea}`
}
