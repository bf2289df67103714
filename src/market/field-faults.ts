import { finding, findMarketDay, parseActorId } from '../kernel/index.ts'
import type { Finding, MarketZone, Where } from '../kernel/index.ts'

/** A field that may not be empty. Fields are named as the columns are, here and below. */
export function emptyFault(text: string, where: Where, field: string): Finding[] {
  return text === '' ? [finding('FIELD_MISSING', `${field} is empty`, { ...where, field })] : []
}

/** The GLN or EIC of an actor, its check digit included; empty is another fault. */
export function actorIdFault(text: string, where: Where, field: string): Finding[] {
  const parsed = parseActorId(text, { ...where, field })
  return text === '' || parsed.ok ? [] : [parsed.error]
}

/** The market day from which something holds; empty is another fault. */
export function validFromFault(text: string, zone: MarketZone, where: Where): Finding[] {
  if (text === '' || findMarketDay(text, zone) !== undefined) return []
  return [finding('FIELD_INVALID', `'${text}' is not a market day YYYY-MM-DD`, { ...where, field: 'valid_from' })]
}

/** A word that is one of a list. */
export function wordFault(word: string, words: readonly string[], where: Where, field: string): Finding[] {
  if (words.includes(word)) return []
  return [finding('FIELD_INVALID', `'${word}' is not one of ${words.join(', ')}`, { ...where, field })]
}
