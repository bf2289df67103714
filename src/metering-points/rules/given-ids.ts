import type { MarketProfile } from '../../market/index.ts'

// settlement 6.1: identifiers of the Danish market begin with 57. Imports may bring others, anonymized ones among them.
const DANISH_PREFIX = '57'

/** Whether the market gives such an identifier to a metering point or a power plant. */
export function isGivenId(text: string, profile: MarketProfile): boolean {
  return profile.parseMeteringPointId(text).ok && (profile.name !== 'dk' || text.startsWith(DANISH_PREFIX))
}
