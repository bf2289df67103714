import { isDay } from '../day.ts'
import type { Cell, ColumnKind } from './dataset.ts'

// A spreadsheet takes a cell that begins with one of these for a formula and carries it out.
const FORMULA = /^[=+\-@\t\r]/
const NEEDS_QUOTES = /[",\r\n]/
const DECIMAL = /^-?\d+(?:\.\d+)?$/
const INTEGER = /^-?\d+$/

/** Why a cell cannot be written. */
export type CellFault = 'no date' | 'no decimal' | 'no whole number' | 'a NUL character' | 'broken Unicode'

/** Whether a cell is what its column says; undefined when it is. */
export function cellFault(cell: Cell, kind: ColumnKind): CellFault | undefined {
  if (cell === null) return undefined
  if (kind === 'date') return isDay(cell) ? undefined : 'no date'
  if (kind === 'decimal') return DECIMAL.test(cell) ? undefined : 'no decimal'
  if (kind === 'integer') return INTEGER.test(cell) ? undefined : 'no whole number'
  // Readers end a text at a NUL; half a surrogate pair would silently become another character.
  if (cell.includes('\0')) return 'a NUL character'
  return cell.isWellFormed() ? undefined : 'broken Unicode'
}

/**
 * A cell in CSV (RFC 4180). Null is nothing, an empty text is a pair of quotes.
 * @param guardFormulas puts an apostrophe before a text that a spreadsheet would carry out
 */
export function csvCell(cell: Cell, kind: ColumnKind, guardFormulas: boolean): string {
  if (cell === null) return ''
  if (kind !== 'text') return cell
  if (cell === '') return '""'
  const text = guardFormulas && FORMULA.test(cell) ? `'${cell}` : cell
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
