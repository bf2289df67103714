import { finding } from './finding.ts'
import type { Finding, Where } from './finding.ts'
import { quoted, wrongShape } from './identifier-shape.ts'
import { accepted, refused } from './result.ts'
import type { Result } from './result.ts'

/** A metering point of the Australian market: 10 characters without the checksum, kept as text. */
export type Nmi = string & { readonly identifies: 'metering point (NMI)' }

// nem12 3.4: digits and capitals, without I and O, which look like 1 and 0.
const SHAPE = /^([0-9A-HJ-NP-Z]{10})([0-9])?$/

/** Reads an NMI of 10 characters, or 11 with the checksum as bills show it, which is checked and left out. */
export function parseNmi(text: string, where: Where = {}): Result<Nmi, Finding> {
  const [, nmi, checksum] = SHAPE.exec(text) ?? []
  if (nmi === undefined) return refused(wrongShape(text, 'an NMI of 10 digits and capitals (without I and O)', where))
  const expected = nmiChecksum(nmi)
  if (checksum === undefined || Number(checksum) === expected) return accepted(nmi as Nmi)
  return refused(finding('CHECK_DIGIT', `NMI ${text} ends with ${checksum}; its checksum is ${expected}`, where))
}

/** The 11 characters that a bill shows: the NMI and its checksum. */
export function nmiWithChecksum(nmi: Nmi): string {
  return `${nmi}${nmiChecksum(nmi)}`
}

/** Makes an NMI, for example of a generated market. @throws RangeError when the text is not one */
export function nmiOf(text: string): Nmi {
  const parsed = parseNmi(text)
  if (!parsed.ok || text.length !== 10) throw new RangeError(`${quoted(text)} is not an NMI`)
  return parsed.value
}

/** Sum of the decimal digits of the character codes, every other one doubled from the right, up to the next ten (nem12 3.4). */
export function nmiChecksum(nmi: string): number {
  let total = 0
  for (let fromRight = 0; fromRight < nmi.length; fromRight += 1) {
    const code = nmi.charCodeAt(nmi.length - 1 - fromRight)
    total += digitSum(fromRight % 2 === 0 ? 2 * code : code)
  }
  return (10 - (total % 10)) % 10
}

function digitSum(n: number): number {
  return n === 0 ? 0 : (n % 10) + digitSum(Math.floor(n / 10))
}
