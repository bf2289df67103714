import { glnWithCheckDigit, gsrnWithCheckDigit } from '../kernel/index.ts'
import type { Gln, Gsrn } from '../kernel/index.ts'
import type { Wave } from './corrections.ts'
import { AREAS } from './fixed-points.ts'
import type { Area } from './fixed-points.ts'
import { hashOf } from './hash.ts'
import type { MarketSettings } from './options.ts'

// Company numbers that this market uses for its own: points 1, suppliers and balance responsible parties 2 to 4.
const POINT_SERIES = 131_300
const GLN_SERIES = {
  supplier: 9_200_000_000,
  balanceResponsible: 9_300_000_000,
  meteredDataResponsible: 9_400_000_000,
} as const

/** The id of a metering point from its number. */
export function gsrnOf(point: number): Gsrn {
  return gsrnWithCheckDigit(`${POINT_SERIES}${String(point).padStart(9, '0')}`)
}

/** The id of a supplier, 0 to 2. */
export function supplierGln(supplier: number): Gln {
  return glnWithCheckDigit(GLN_SERIES.supplier + supplier)
}

/** The id of a balance responsible party, 0 or 1. */
export function balanceResponsibleGln(party: number): Gln {
  return glnWithCheckDigit(GLN_SERIES.balanceResponsible + party)
}

/** The id of the party that reads an area's meters and sends its documents. */
export function meteredDataResponsibleGln(area: Area): Gln {
  return glnWithCheckDigit(GLN_SERIES.meteredDataResponsible + AREAS.indexOf(area))
}

/** The two first suppliers share a balance responsible party; the third has its own. */
export function balanceResponsibleOf(supplier: number): number {
  return supplier === 2 ? 1 : 0
}

/** Eight digits that differ between markets of different options: ids made with them never collide. */
export function marketStamp(settings: MarketSettings): string {
  const numbers = [
    Number(settings.month.replace('-', '')),
    settings.meteringPoints,
    settings.hourlyPercent,
    settings.correctedDaysPermille,
    settings.estimatedDaysPermille,
    settings.missingDaysPermille,
    settings.daysPerTransaction,
  ]
  const stamp = numbers.reduce((sum, number, position) => hashOf(sum, position, number, 0), settings.seed)
  return stamp.toString(16).padStart(8, '0')
}

/** The id of a transaction: 36 characters at most, unique in the market. */
export function transactionId(stamp: string, wave: Wave, date: string, point: number): string {
  return `${stamp}-${wave}-${date.replaceAll('-', '')}-${point}`
}

/** The id of a document: 36 characters at most, unique in the market. */
export function messageId(stamp: string, wave: Wave, date: string, area: Area, part: number): string {
  return `GB${stamp}-${wave}-${date.replaceAll('-', '')}-${area}-${part}`
}
