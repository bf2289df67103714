import { finding } from '../kernel/index.ts'
import type { Finding } from '../kernel/index.ts'
import type { MarketProfile } from '../market/index.ts'
import { inTransaction, readCsvTable } from '../platform/index.ts'
import type { CsvLine, ImportReport, Pool } from '../platform/index.ts'
import { planUnderLock, recordPlan } from './append-point-periods.ts'
import { POINT_FIELDS, TRUTH_FIELDS } from './model.ts'
import type { PointStatement } from './model.ts'
import { checkAlone } from './plan-append.ts'
import type { Candidate } from './plan-append.ts'

const REQUIRED = ['metering_point_id', 'valid_from'] as const
const NEEDED_BY_PERIOD = ['type', 'resolution', 'grid_area'] as const
const TRUTHS = ['tombstone', ...POINT_FIELDS.filter(([, field]) => TRUTH_FIELDS.has(field)).map(([column]) => column)]
const OPTIONAL = [...POINT_FIELDS.map(([column]) => column), 'tombstone']

/**
 * Imports metering points from a CSV file whose columns are the fields in snake_case; a line with `tombstone` true takes
 * back what was stated from its day on. Good lines are stored in one transaction, bad ones reported; doing it again
 * stores nothing.
 */
export async function importMeteringPoints(
  path: string,
  { pool, profile }: { readonly pool: Pool; readonly profile: MarketProfile },
): Promise<ImportReport> {
  const table = await readCsvTable(path, { required: REQUIRED, optional: OPTIONAL })
  const findings: Finding[] = [...table.findings]
  const refusedLines = new Set(table.findings.map(({ line }) => line))
  const candidates: Candidate[] = []
  for (const line of table.lines) {
    const faults = lineFaults(line)
    if (faults.length === 0) candidates.push({ row: fromCsvLine(line), where: { line: line.line } })
    else refusedLines.add(line.line)
    findings.push(...faults)
  }
  const checked = checkAlone(candidates, profile)
  const { plan, done } = await inTransaction(pool, async (trx) => {
    const planned = await planUnderLock(trx, checked)
    return { plan: planned, done: await recordPlan(trx, planned) }
  })
  for (const { candidate, findings: faults } of plan.refused) {
    refusedLines.add(candidate.where.line)
    findings.push(...faults)
  }
  findings.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
  const lines = done.appended + done.unchanged + refusedLines.size
  return { lines, ...done, refused: refusedLines.size, findings }
}

function lineFaults({ line, fields }: CsvLine): Finding[] {
  const faults: Finding[] = []
  for (const field of TRUTHS) {
    const value = fields.get(field)
    if (value !== undefined && value !== 'true' && value !== 'false') {
      faults.push(finding('FIELD_INVALID', `'${value}' is neither true nor false`, { line, field }))
    }
  }
  const needed = fields.get('tombstone') === 'true' ? REQUIRED : [...REQUIRED, ...NEEDED_BY_PERIOD]
  for (const field of needed) {
    if (!fields.has(field)) faults.push(finding('FIELD_MISSING', `${field} is empty`, { line, field }))
  }
  return faults
}

/** A line as a statement; words are taken as they stand and checked by the rules. */
function fromCsvLine({ fields }: CsvLine): PointStatement {
  const id = { meteringPointId: fields.get('metering_point_id') ?? '', validFrom: fields.get('valid_from') ?? '' }
  if (fields.get('tombstone') === 'true') return { ...id, tombstone: true }
  const values = POINT_FIELDS.flatMap(([column, field]) => {
    const text = fields.get(column)
    return text === undefined ? [] : [[field, TRUTH_FIELDS.has(field) ? text === 'true' : text] as const]
  })
  return { ...id, ...Object.fromEntries(values) } as PointStatement
}
