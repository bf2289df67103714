import type { ValueMask } from './day-row-builder.ts'
import { microOf, MOST_MICRO, safeMicroOf } from './micro.ts'
import { QUALITY_ABSENT, QUALITY_UNKNOWN, QUANTITY_ABSENT, QUANTITY_READ } from './point-columns.ts'
import type { PointColumns } from './point-columns.ts'
import type { Tally } from './tally.ts'

/** What a position states: a value and its mark, or (without a mark) that there is none. */
export interface PointValue {
  mask: ValueMask | undefined
  /** micro-kWh as a safe integer; -1 when `large` has it */
  micro: number
  large: bigint
}

/** How positions are judged. */
export interface PointRules {
  readonly factor: 1 | 1000
  /** whether A06 may stand in the document, as in those that the hub sends (settlement 5.3: not in those sent to it) */
  readonly allowCalculated: boolean
}

/**
 * Judges the quality and the quantity of one position, counts it, and puts what it states into `value`, which the caller
 * keeps for all positions.
 */
export function readPointValue(
  columns: PointColumns,
  point: number,
  rules: PointRules,
  tally: Tally,
  value: PointValue,
): void {
  const quality = columns.quality[point] ?? QUALITY_ABSENT
  const quantity = columns.quantity[point] ?? QUANTITY_ABSENT
  value.mask = undefined
  value.micro = 0
  if (quality === A05 || quality === A06) checkSent(columns, point, quality, rules)
  if (quality === A02 && quantity !== QUANTITY_ABSENT) columns.addFault({ point, kind: 'quantity-ignored', detail: '' })
  if (quality === A02) tally.missing += 1
  else if (quality === A05 || quality === QUALITY_UNKNOWN) tally.other += 1
  else if (quantity === QUANTITY_ABSENT) {
    tally.missing += 1
    columns.addFault({ point, kind: 'quantity-absent', detail: '' })
  } else value.mask = maskOf(quality, tally)
  if (quality !== A02 && quantity === QUANTITY_READ) readQuantity(columns, point, rules, tally, value)
}

function checkSent(columns: PointColumns, point: number, quality: number, rules: PointRules): void {
  if (quality === A06 && rules.allowCalculated) return
  columns.addFault({ point, kind: 'quality-not-allowed', detail: quality === A06 ? "'A06'" : "'A05'" })
}

function maskOf(quality: number, tally: Tally): ValueMask {
  if (quality === A03) {
    tally.estimated += 1
    return 'estimated'
  }
  if (quality === A06) {
    tally.calculated += 1
    return 'calculated'
  }
  tally.measured += 1
  return 'measured'
}

function readQuantity(columns: PointColumns, point: number, rules: PointRules, tally: Tally, value: PointValue): void {
  value.micro = safeMicroOf(columns, point, rules.factor)
  if (value.micro >= 0) {
    tally.sum.add(value.micro)
    return
  }
  value.large = microOf(columns, point, rules.factor)
  tally.sum.addLarge(value.large)
  if (value.large > MOST_MICRO)
    columns.addFault({ point, kind: 'quantity-too-large', detail: `${value.large / MICRO} kWh` })
}

const MICRO = 1_000_000n
const A02 = 2
const A03 = 3
const A05 = 5
const A06 = 6
