import { parseDecimal } from '../../kernel/index.ts'
import { MISFIT } from '../json/scanner.ts'
import type { Scalar } from '../json/scanner.ts'
import { quoted } from '../quoted.ts'
import type { PointColumns } from './point-columns.ts'

/** Stands for every position of more than nine digits: beyond the end of any interval. */
const FAR_BEYOND = 2 ** 31 - 1

/** Reads a position, a whole number from 1; 0 when it is none, with the fault put into the columns. */
export function readPosition(text: Scalar, point: number, columns: PointColumns): number {
  if (text === undefined) columns.addFault({ point, kind: 'position-absent', detail: '' })
  if (text === MISFIT) columns.addFault({ point, kind: 'position-unreadable', detail: 'of another type' })
  if (text === undefined || text === MISFIT) return 0
  const parsed = parseDecimal(text, { scale: 0, maxIntegerDigits: 9, maxDecimals: 0 })
  if (parsed.ok && parsed.value >= 1n) return Number(parsed.value)
  if (parsed.ok) columns.addFault({ point, kind: 'position-below-one', detail: quoted(text) })
  else if (parsed.error === 'too-large' && !text.startsWith('-')) return FAR_BEYOND
  else columns.addFault({ point, kind: 'position-unreadable', detail: quoted(text) })
  return 0
}

/** A position for a message. */
export function shownPosition(position: number): string {
  return position === FAR_BEYOND ? 'of more than nine digits' : `${position}`
}
