import { lineFields } from '../platform/index.ts'
import type { CsvLine, ImportReport } from '../platform/index.ts'
import { importStatements } from './import-statements.ts'
import type { StatementFile, SupplyImportPorts } from './import-statements.ts'
import { CUSTOMER_LOG } from './logs.ts'

const COLUMNS = {
  required: ['customer_id', 'name', 'address_1', 'postal_code', 'city'],
  optional: ['address_2', 'country', 'email', 'cvr'],
}
const LONGEST_ID = 60
const LONGEST_TEXT = 200

/** Imports customers from a CSV file; the columns are in the room's README. */
export async function importCustomers(path: string, { pool }: SupplyImportPorts): Promise<ImportReport> {
  return await importStatements(path, pool, {
    log: CUSTOMER_LOG,
    columns: COLUMNS,
    read: customerLine,
    check: async () => [],
  })
}

function customerLine(line: CsvLine): ReturnType<StatementFile['read']> {
  const fields = lineFields(line)
  const text = (field: string): string => fields.required(field, LONGEST_TEXT)
  const maybe = (field: string): string | null => fields.optional(field, LONGEST_TEXT) ?? null
  const id = fields.required('customer_id', LONGEST_ID)
  const country = maybe('country') ?? 'DK'
  if (!/^[A-Z]{2}$/.test(country))
    fields.fault('FIELD_INVALID', `'${country}' is not a country of two letters`, 'country')
  const cvr = maybe('cvr')
  if (cvr !== null && !/^\d{8}$/.test(cvr)) fields.fault('FIELD_INVALID', `'${cvr}' is not a number of 8 digits`, 'cvr')
  const email = maybe('email')
  if (email !== null && !/^[^\s@]+@[^\s@]+$/.test(email))
    fields.fault('FIELD_INVALID', `'${email}' is not an e-mail address`, 'email')
  const place = [text('name'), text('address_1'), maybe('address_2'), text('postal_code'), text('city')]
  if (fields.faults.length > 0) return { findings: fields.faults }
  return { row: { line: line.line, id, values: [...place, country, email, cvr] }, findings: [] }
}
