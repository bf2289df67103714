import { createHmac } from 'node:crypto'
import { eicWithCheckCharacter, glnWithCheckDigit, gsrnWithCheckDigit } from '../../kernel/index.ts'

/** The identifiers of a case. */
export type CaseIdentifiers = {
  readonly points: readonly string[]
  /** suppliers, balance responsible parties, owners of charges */
  readonly actors: readonly string[]
  readonly areas: readonly string[]
  readonly calculationId: string
}

/** New identifiers for old ones: the same for the same wherever it occurs, valid by shape and check digit. */
export type IdentifierMask = {
  readonly point: (id: string) => string
  readonly actor: (id: string) => string
  readonly area: (code: string) => string
  readonly calculationId: string
}

/**
 * Masks the identifiers of a case by a key. Who does not have the key cannot tell which identifier stands behind a new one;
 * the same key gives a point or an actor the same new one in every recording. Three digits are too few for that: a masked
 * area also depends on the other areas of the case. No new identifier is one of the old ones.
 * @param options.masksAreas areas stay as they are unless this is set
 */
export function identifierMask(
  key: string,
  { points, actors, areas, calculationId }: CaseIdentifiers,
  options: { readonly masksAreas: boolean },
): IdentifierMask {
  const pointMask = assigned(points, (id, attempt) => gsrnWithCheckDigit(digits(key, `point ${id} ${attempt}`, 15)))
  const actorMask = assigned(actors, (id, attempt) => maskedActor(id, key, `actor ${id} ${attempt}`))
  const areaMask = options.masksAreas
    ? assigned(areas, (code, attempt) => digits(key, `area ${code} ${attempt}`, 3))
    : new Map(areas.map((code) => [code, code]))
  return {
    point: lookup(pointMask, 'metering point'),
    actor: lookup(actorMask, 'actor'),
    area: lookup(areaMask, 'grid area'),
    calculationId: maskedUuid(key, calculationId),
  }
}

/** Each of the identifiers with a new one that nothing else has. */
function assigned(ids: readonly string[], make: (id: string, attempt: number) => string): Map<string, string> {
  const distinct = [...new Set(ids)].toSorted()
  const taken = new Set(distinct)
  return new Map(
    distinct.map((id) => {
      let attempt = 0
      let masked = make(id, attempt)
      while (taken.has(masked)) masked = make(id, (attempt += 1))
      taken.add(masked)
      return [id, masked]
    }),
  )
}

function lookup(masks: ReadonlyMap<string, string>, what: string): (id: string) => string {
  return (id) => {
    const masked = masks.get(id)
    if (masked === undefined) throw new Error(`a ${what} of the results is not among those of the inputs`)
    return masked
  }
}

const EIC_LENGTH = 16
// A Danish party (settlement 1.8: 13 or 16 characters).
const EIC_PREFIX = '45X'

function maskedActor(id: string, key: string, text: string): string {
  if (id.length !== EIC_LENGTH) return glnWithCheckDigit(digits(key, text, 10))
  // One code in 37 would need a hyphen as check character, which is not issued: the next one is taken.
  for (let attempt = 0; ; attempt += 1) {
    const body = `${EIC_PREFIX}${digits(key, `${text} ${attempt}`, 12)}`
    try {
      return eicWithCheckCharacter(body)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
}

function hash(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex')
}

function digits(key: string, text: string, count: number): string {
  return String(BigInt(`0x${hash(key, text)}`) % 10n ** BigInt(count)).padStart(count, '0')
}

/** A uuid of version 4 by its shape. */
function maskedUuid(key: string, id: string): string {
  const hex = hash(key, `calculation ${id}`)
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)]
  return parts.join('-')
}
