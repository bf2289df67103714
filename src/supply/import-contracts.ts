import { finding } from '../kernel/index.ts'
import type { Finding } from '../kernel/index.ts'
import { lineFields } from '../platform/index.ts'
import type { CsvLine, ImportReport, Transaction } from '../platform/index.ts'
import { importStatements } from './import-statements.ts'
import type { StatementFile, SupplyImportPorts } from './import-statements.ts'
import { CONTRACT_LOG } from './logs.ts'
import { TERMS_SCALE } from './model.ts'
import { newestStatements, refuseStatements } from './statement-log.ts'

const COLUMNS = {
  required: ['contract_id', 'customer_id', 'product', 'margin_dkk_per_kwh'],
  optional: ['supplement_dkk_per_kwh', 'subscription_dkk_per_month', 'payment_terms_days'],
}
const LONGEST_ID = 60
const USUAL_TERMS_DAYS = 30
const MOST_TERMS_DAYS = 365
// As prices of charges: less than a million, six decimals (settlement 6.3).
const LIMITS = { scale: TERMS_SCALE, maxIntegerDigits: 6, maxDecimals: 6 }

/** Imports contracts from a CSV file; the columns are in the room's README. */
export async function importContracts(path: string, { pool }: SupplyImportPorts): Promise<ImportReport> {
  return await importStatements(path, pool, {
    log: CONTRACT_LOG,
    columns: COLUMNS,
    read: contractLine,
    check: customerFindings,
  })
}

function contractLine(line: CsvLine): ReturnType<StatementFile['read']> {
  const fields = lineFields(line)
  const id = fields.required('contract_id', LONGEST_ID)
  const customerId = fields.required('customer_id', LONGEST_ID)
  const product = fields.word('product', ['spot'])
  fields.required('margin_dkk_per_kwh')
  const margin = fields.decimal('margin_dkk_per_kwh', LIMITS)
  const supplement = fields.decimal('supplement_dkk_per_kwh', LIMITS) ?? '0'
  const subscription = fields.decimal('subscription_dkk_per_month', LIMITS) ?? '0'
  const terms = fields.whole('payment_terms_days', 0, MOST_TERMS_DAYS) ?? USUAL_TERMS_DAYS
  if (product === undefined || margin === undefined || fields.faults.length > 0) return { findings: fields.faults }
  const values = [customerId, product, margin, supplement, subscription, String(terms)]
  return { row: { line: line.line, id, values }, findings: [] }
}

/** Contracts of customers that are not known, and contracts that another customer has. */
async function customerFindings(trx: Transaction): Promise<Finding[]> {
  const unknown = await refuseStatements(
    trx,
    `select line, customer_id as text from staged_statement s
     where not exists (select from supply.customer c where c.customer_id = s.customer_id)`,
    (line, customer) =>
      finding('CUSTOMER_UNKNOWN', `customer ${customer} is not known`, { line, field: 'customer_id' }),
  )
  const changed = await refuseStatements(
    trx,
    `select line, k.customer_id as text from staged_statement s
     join (${newestStatements(CONTRACT_LOG, CONTRACT_LOG.table)}) k using (contract_id) where k.customer_id <> s.customer_id`,
    (line, customer) =>
      finding('CONTRACT_CUSTOMER', `the contract is that of customer ${customer}`, { line, field: 'customer_id' }),
  )
  return [...unknown, ...changed]
}
