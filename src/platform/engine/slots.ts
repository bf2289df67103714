import { WORD_BITS, wordCount } from '../../kernel/index.ts'
import type { SlotClass } from '../../kernel/index.ts'

/** The sets of slots that a reading day keeps as masks. */
export type MaskName = 'missing' | 'estimated' | 'calculated' | 'measured' | 'stated' | 'present'

const READING_MASKS: readonly MaskName[] = ['missing', 'estimated', 'calculated', 'measured']

/** SQL for each of the first n slots (k from 0), joined: so nobody writes a hundred columns by hand. */
export function slots(n: number, text: (k: number) => string, separator = ', '): string {
  return Array.from({ length: n }, (_, k) => text(k)).join(separator)
}

/** The value column of slot k, counted from 0 at the day's first instant: `q_1` is slot 0. */
export function quantity(k: number): string {
  return `q_${k + 1}`
}

/** The column of a mask's word w. */
export function maskColumn(mask: MaskName, w: number): string {
  return `${mask}_${w}`
}

/** The mask columns of a slot class, mask by mask, word by word; the four of a reading day unless named. */
export function maskColumns(slotClass: SlotClass, masks: readonly MaskName[] = READING_MASKS): string[] {
  return masks.flatMap((mask) => Array.from({ length: wordCount(slotClass) }, (_, w) => maskColumn(mask, w)))
}

/** Whether slot k is in a mask, as an SQL condition over the mask's columns. Bits above 31 need BIGINT, which the columns are. */
export function inMask(mask: MaskName, k: number, prefix = ''): string {
  const w = Math.floor(k / WORD_BITS)
  const bit = 2n ** BigInt(k % WORD_BITS)
  return `((${prefix}${maskColumn(mask, w)} & CAST(${bit} AS BIGINT)) <> 0)`
}
