import { hasQuality, NO_QUALITY, QUALITY_BIT } from './quality.ts'
import type { Quality, QualitySet } from './quality.ts'

/** What a set of qualities is called when it is messaged; an absent ebIX code means that the element is left out. */
export type MessagedQuality = {
  readonly name: 'Missing' | 'Incomplete' | 'Estimated' | 'Measured' | 'Calculated' | 'NotAvailable'
  readonly cimEnergy: 'A02' | 'A03' | 'A04' | 'A05' | 'A06'
  readonly cimWholesale: 'A02' | 'A05' | 'A06'
  readonly ebixEnergy?: '56' | 'E01'
  readonly ebixWholesale?: 'D01'
}

const MISSING: MessagedQuality = { name: 'Missing', cimEnergy: 'A05', cimWholesale: 'A05' }
const INCOMPLETE: MessagedQuality = {
  name: 'Incomplete',
  cimEnergy: 'A05',
  cimWholesale: 'A05',
  ebixEnergy: '56',
  ebixWholesale: 'D01',
}
const ESTIMATED: MessagedQuality = {
  name: 'Estimated',
  cimEnergy: 'A03',
  cimWholesale: 'A06',
  ebixEnergy: '56',
  ebixWholesale: 'D01',
}
const MEASURED: MessagedQuality = {
  name: 'Measured',
  cimEnergy: 'A04',
  cimWholesale: 'A06',
  ebixEnergy: 'E01',
  ebixWholesale: 'D01',
}
const CALCULATED: MessagedQuality = {
  name: 'Calculated',
  cimEnergy: 'A06',
  cimWholesale: 'A06',
  ebixEnergy: 'E01',
  ebixWholesale: 'D01',
}
const NOT_AVAILABLE: MessagedQuality = {
  name: 'NotAvailable',
  cimEnergy: 'A02',
  cimWholesale: 'A02',
}

/** The single code that a set of qualities is translated to, first rule that fits (table of settlement 1.6). */
export function messagedQuality(set: QualitySet): MessagedQuality {
  if (set === NO_QUALITY) return NOT_AVAILABLE
  if (set === QUALITY_BIT.missing) return MISSING
  if (hasQuality(set, 'missing')) return INCOMPLETE
  if (hasQuality(set, 'estimated')) return ESTIMATED
  return hasQuality(set, 'measured') ? MEASURED : CALCULATED
}

/** A quality code of RSM-012. */
export type ReadingQualityCode = 'A02' | 'A03' | 'A04' | 'A06'

const READING_CODE: Readonly<Record<Quality, ReadingQualityCode>> = {
  missing: 'A02',
  estimated: 'A03',
  measured: 'A04',
  calculated: 'A06',
}

/** The quality that an RSM-012 position states; an absent code is measured; undefined for a code that is not allowed (D12). */
export function fromReadingQualityCode(code: string | undefined): Quality | undefined {
  switch (code) {
    case undefined:
    case 'A04':
      return 'measured'
    case 'A02':
      return 'missing'
    case 'A03':
      return 'estimated'
    case 'A06':
      return 'calculated'
    default:
      return undefined
  }
}

/** The code that states the quality in RSM-012. */
export function toReadingQualityCode(quality: Quality): ReadingQualityCode {
  return READING_CODE[quality]
}
