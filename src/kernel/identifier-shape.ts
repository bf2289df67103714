import { finding } from './finding.ts'
import type { Finding, Where } from './finding.ts'

/** The finding for an identifier that does not look like what it should be. */
export function wrongShape(text: string, expected: string, where: Where): Finding {
  return finding('FIELD_INVALID', `${quoted(text)} is not ${expected}`, where)
}

/** A text from outside for use in a message: quoted, and cut when it is long. */
export function quoted(text: string): string {
  return text.length <= 40 ? `'${text}'` : `'${text.slice(0, 40)}...' (${text.length} characters)`
}

/** Whether a text is that many ASCII digits. */
export function isDigits(text: string, length: number): boolean {
  if (text.length !== length) return false
  for (let n = 0; n < length; n += 1) {
    const code = text.charCodeAt(n)
    if (code < 48 || code > 57) return false
  }
  return true
}
