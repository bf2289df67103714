/** How the value of a slot came about; missing stands for a value that nobody has stated. */
export type Quality = 'missing' | 'estimated' | 'measured' | 'calculated'

/** The qualities in their canonical order: the order of bits, of lists and of exports. */
export const QUALITIES: readonly Quality[] = ['missing', 'estimated', 'measured', 'calculated']

/**
 * The distinct qualities of everything that fed a value, one bit each: missing 1, estimated 2, measured 4, calculated 8.
 * A set and not a code, so that {missing} and {missing, measured} differ (settlement 1.6).
 */
export type QualitySet = number

/** The bit of each quality. */
export const QUALITY_BIT: Readonly<Record<Quality, QualitySet>> = {
  missing: 1,
  estimated: 2,
  measured: 4,
  calculated: 8,
}

/** The set of nothing: no value has fed the result. */
export const NO_QUALITY: QualitySet = 0

/** The set of the given qualities. */
export function qualitySet(...qualities: readonly Quality[]): QualitySet {
  return qualities.reduce((set, quality) => set | QUALITY_BIT[quality], NO_QUALITY)
}

/** The qualities of a set in canonical order. */
export function qualitiesIn(set: QualitySet): Quality[] {
  return QUALITIES.filter((quality) => hasQuality(set, quality))
}

/** The qualities of both sets: what a sum of two values carries. */
export function unionOfQualities(a: QualitySet, b: QualitySet): QualitySet {
  return a | b
}

/** Whether the quality is in the set. */
export function hasQuality(set: QualitySet, quality: Quality): boolean {
  return (set & QUALITY_BIT[quality]) !== 0
}

/** Whether a text is one of the four words. */
export function isQuality(text: string): text is Quality {
  return Object.hasOwn(QUALITY_BIT, text)
}
