import type { Command } from 'commander'
import { formatDecimal, GridbookError } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { inTransaction, type ImportReport, type Transaction } from '../../platform/index.ts'
import {
  contractsAsKnown,
  customersAsKnown,
  importContracts,
  importCustomers,
  importSupplyPeriods,
  supplyPeriodsAsKnown,
  type Contract,
  type Customer,
  type SupplyImportPorts,
  type SupplyPeriod,
} from '../../supply/index.ts'
import { importCommand } from '../import-command.ts'
import { withSupplier } from '../open-supplier.ts'
import { wholeNumber } from '../options.ts'
import { print, table } from '../output.ts'

interface JsonOption {
  readonly json?: true
}

/** `gridbook customers ...`, `contracts ...` and `supply-periods ...`. */
export function supplyCommands(program: Command): void {
  const customers = program.command('customers').description('customers of the supplier')
  supplierImport(customers, 'customers', importCustomers)
  showCommand(customers)
  const contracts = program.command('contracts').description('contracts of the supplier')
  supplierImport(contracts, 'contracts and their terms', importContracts)
  const periods = program.command('supply-periods').description('which metering point is supplied under which contract')
  supplierImport(periods, 'supply periods', importSupplyPeriods)
}

function supplierImport(
  noun: Command,
  what: string,
  load: (path: string, ports: SupplyImportPorts) => Promise<ImportReport>,
): void {
  importCommand(noun, what, withSupplier, (file, { database: { pool } }) => load(file, { pool, profile: dk }))
}

interface CustomerView extends Customer {
  readonly contracts: readonly Contract[]
  readonly supplyPeriods: readonly SupplyPeriod[]
}

function showCommand(customers: Command): void {
  customers
    .command('show')
    .argument('<id>', 'the customer')
    .description('a customer with its contracts and supply periods')
    .option('--as-known <seq>', 'as known when this number was recorded', wholeNumber)
    .option('--json', 'print as JSON')
    .action(async (id: string, options: JsonOption & { readonly asKnown?: number }, command: Command) => {
      const atSeq = options.asKnown === undefined ? undefined : BigInt(options.asKnown)
      await withSupplier(command, async ({ database }) => {
        const view = await inTransaction(database.pool, (trx) => viewOf(trx, id, atSeq))
        if (view === undefined)
          throw new GridbookError('CUSTOMER_UNKNOWN', `customer ${id} is not known`, { field: 'customer_id' })
        print(toJson(view), () => viewText(view), options.json === true)
      })
    })
}

async function viewOf(trx: Transaction, id: string, atSeq: bigint | undefined): Promise<CustomerView | undefined> {
  const filter = { customerIds: [id], atSeq }
  const [customer] = await customersAsKnown(trx, filter)
  if (customer === undefined) return undefined
  const contracts = await contractsAsKnown(trx, filter)
  return { ...customer, contracts, supplyPeriods: await supplyPeriodsAsKnown(trx, filter) }
}

const TERMS_SCALE = 6
const written = (amount: bigint): string => formatDecimal(amount, TERMS_SCALE)

function toJson(view: CustomerView): unknown {
  const contracts = view.contracts.map((contract) => ({
    ...contract,
    marginDkkPerKwh: written(contract.marginDkkPerKwh),
    supplementDkkPerKwh: written(contract.supplementDkkPerKwh),
    subscriptionDkkPerMonth: written(contract.subscriptionDkkPerMonth),
  }))
  return { ...view, contracts }
}

function viewText(view: CustomerView): string {
  const street = [view.address1, view.address2].filter((line) => line !== null).join(', ')
  const address = `${street}, ${view.postalCode} ${view.city}, ${view.country}`
  const contracts = view.contracts.map((contract) => [
    contract.contractId,
    contract.product,
    written(contract.marginDkkPerKwh),
    written(contract.supplementDkkPerKwh),
    written(contract.subscriptionDkkPerMonth),
    String(contract.paymentTermsDays),
  ])
  const periods = view.supplyPeriods.map((period) => [
    period.meteringPointId,
    period.contractId,
    period.validFrom,
    period.validTo ?? '',
    String(period.recordedSeq),
  ])
  return [
    `customer ${view.customerId}: ${view.name}, ${address}`,
    table(['contract', 'product', 'margin/kWh', 'supplement/kWh', 'DKK/month', 'terms'], contracts),
    table(['metering point', 'contract', 'from', 'to', 'recorded'], periods),
  ].join('\n')
}
