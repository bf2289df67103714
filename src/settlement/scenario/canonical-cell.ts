import { formatDecimal, formatInstant, parseDecimal } from '../../kernel/index.ts'
import { wordsOf } from './csv-table.ts'
import { parseScenarioInstant } from './scenario-instant.ts'

const DECIMALS: ReadonlySet<string> = new Set(['quantity', 'price', 'amount', 'charge_price'])
const INSTANTS: ReadonlySet<string> = new Set([
  'time',
  'observation_time',
  'from_date',
  'to_date',
  'charge_time',
  'calculation_execution_time_start',
  'calculation_period_start',
  'calculation_period_end',
])
const SETS: ReadonlySet<string> = new Set(['quantity_qualities', 'qualities'])
const BOOLEANS: ReadonlySet<string> = new Set(['is_tax', 'is_internal_calculation'])

/**
 * A cell in the one form in which equal values are equal texts: decimals as numbers, instants as instants, qualities as sets,
 * everything else as text. A text that is not what its column holds stays as it is, and so differs.
 */
export function canonicalCell(column: string, cell: string | null | undefined): string {
  if (cell === null || cell === undefined || cell === '') return ''
  if (DECIMALS.has(column)) return canonicalDecimal(cell)
  if (INSTANTS.has(column)) return canonicalInstant(cell)
  if (SETS.has(column)) return [...new Set(wordsOf(cell))].toSorted().join(' ')
  return BOOLEANS.has(column) ? cell.toLowerCase() : cell
}

const SCALE = 12

function canonicalDecimal(cell: string): string {
  const parsed = parseDecimal(cell, { scale: SCALE, maxDecimals: SCALE, maxIntegerDigits: 24 })
  return parsed.ok ? formatDecimal(parsed.value, SCALE) : cell
}

function canonicalInstant(cell: string): string {
  const instantMs = parseScenarioInstant(cell)
  return instantMs === undefined ? cell : formatInstant(instantMs)
}
