import { WORD_BITS, wordCount } from '../../kernel/index.ts'
import { quantity as q, slots } from '../../platform/index.ts'

export { q }

/** Slot classes that settlement reads: hours and quarters. */
export type SettledClass = 25 | 100

/** The masks of a sum or a result, in the order of their columns. */
export const RESULT_MASKS = ['present', 'missing', 'estimated', 'calculated', 'measured'] as const

/** The masks of a reading day. */
export const READING_MASKS = ['missing', 'estimated', 'calculated', 'measured'] as const

/** Result rows have the columns of quarters; hourly results fill the first 25 and word 0 of each mask. */
export const RESULT_CLASS = 100

/** Energy with nothing lost when an hour is spread over its quarters. */
export const SUM_TYPE = 'DECIMAL(28,8)'

/** Sums of readings before they are spread. */
export const CLASS_SUM_TYPE = 'DECIMAL(28,6)'

/** Energy of a result. */
export const RESULT_TYPE = 'DECIMAL(18,3)'

/** One piece of SQL for each slot, as a list. */
export function perSlot(slotClass: number, text: (slot: number) => string): string {
  return slots(slotClass, text)
}

/** One piece of SQL for each word of each mask, as a list. */
export function perWord(
  slotClass: SettledClass,
  masks: readonly string[],
  text: (column: string, mask: string, word: number) => string,
): string {
  const words = Array.from({ length: wordCount(slotClass) }, (_, word) => word)
  return masks.flatMap((mask) => words.map((word) => text(`${mask}_${word}`, mask, word))).join(', ')
}

/** Columns of a sum: values and masks, by name. */
export function sumColumns(slotClass: SettledClass): string {
  return `${perSlot(slotClass, q)}, ${perWord(slotClass, RESULT_MASKS, (column) => column)}`
}

/** The word and the weight of a slot's bit. */
export function bitOf(slot: number): { readonly word: number; readonly weight: number } {
  return { word: Math.floor(slot / WORD_BITS), weight: 2 ** (slot % WORD_BITS) }
}

/** The bits of both words. */
export function bothBits(a: string, b: string): string {
  return `(${a} & ${b})`
}

/** The bits of either word. */
export function eitherBits(a: string, b: string): string {
  return `(${a} | ${b})`
}
