import { finding } from './finding.ts'
import type { Finding, Where } from './finding.ts'
import { quoted, wrongShape } from './identifier-shape.ts'
import { accepted, refused } from './result.ts'
import type { Result } from './result.ts'

/** A party or area of the European market: 16 characters, kept as text. */
export type Eic = string & { readonly identifies: 'party or area (EIC)' }

const BODY = /^[0-9A-Z-]{15}$/
const WHOLE = /^[0-9A-Z-]{15}[0-9A-Z]$/
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-'

/** Reads an EIC: 16 characters whose last is the check character; FIELD_INVALID for another shape, CHECK_DIGIT for a wrong one. */
export function parseEic(text: string, where: Where = {}): Result<Eic, Finding> {
  if (!WHOLE.test(text)) return refused(wrongShape(text, 'an EIC of 16 capitals, digits and hyphens', where))
  const expected = eicCheckCharacter(text.slice(0, 15))
  if (text.endsWith(expected)) return accepted(text as Eic)
  return refused(
    finding('CHECK_DIGIT', `EIC ${text} ends with ${text.slice(-1)}; its check character is ${expected}`, where),
  )
}

/** Makes an EIC from its first 15 characters. @throws RangeError when they are not, or when no code may be made of them */
export function eicWithCheckCharacter(body: string): Eic {
  if (!BODY.test(body)) throw new RangeError(`${quoted(body)} is not 15 capitals, digits and hyphens`)
  const check = eicCheckCharacter(body)
  if (check === '-') throw new RangeError(`${quoted(body)} would need a hyphen as check character, which is not issued`)
  return `${body}${check}` as Eic
}

/** The check character of ENTSO-E's coding scheme: values 0 to 36 weighted 16 down to 2, modulo 37. */
export function eicCheckCharacter(body: string): string {
  let total = 0
  for (let n = 0; n < body.length; n += 1) total += ALPHABET.indexOf(body.charAt(n)) * (16 - n)
  return ALPHABET.charAt(36 - ((total + 36) % 37))
}
