import { parseEic } from './eic.ts'
import type { Eic } from './eic.ts'
import type { Finding, Where } from './finding.ts'
import { parseGln } from './gs1.ts'
import type { Gln, Gsrn } from './gs1.ts'
import { isDigits, wrongShape } from './identifier-shape.ts'
import type { Nmi } from './nmi.ts'
import { accepted, refused } from './result.ts'
import type { Result } from './result.ts'

/** A metering point of any market. */
export type MeteringPointId = Gsrn | Nmi
/** An actor of the market: supplier, balance responsible party, grid company, hub (settlement 1.8: 13 or 16 characters). */
export type ActorId = Gln | Eic
/** A grid area: three digits, kept as text because leading zeros count. */
export type GridArea = string & { readonly identifies: 'grid area' }

/** Reads an actor id: a GLN when it has 13 characters, else an EIC, each with its check digit. */
export function parseActorId(text: string, where: Where = {}): Result<ActorId, Finding> {
  if (text.length === 13) return parseGln(text, where)
  if (text.length === 16) return parseEic(text, where)
  return refused(wrongShape(text, 'an actor id: a GLN of 13 digits or an EIC of 16 characters', where))
}

/** Reads an actor id by its shape alone, for data whose check digits are somebody else's concern, such as scenario folders. */
export function parseActorIdShape(text: string, where: Where = {}): Result<ActorId, Finding> {
  if (isDigits(text, 13)) return accepted(text as Gln)
  if (/^[0-9A-Z-]{16}$/.test(text)) return accepted(text as Eic)
  return refused(wrongShape(text, 'an actor id: a GLN of 13 digits or an EIC of 16 characters', where))
}

/** Reads a grid area of three digits. */
export function parseGridArea(text: string, where: Where = {}): Result<GridArea, Finding> {
  return isDigits(text, 3)
    ? accepted(text as GridArea)
    : refused(wrongShape(text, 'a grid area of three digits', where))
}
