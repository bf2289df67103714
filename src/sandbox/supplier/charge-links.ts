import { hashOf, PURPOSE } from '../hash.ts'
import type { Range } from '../layout.ts'
import type { SuppliedPoint } from './supplied-points.ts'

/** A charge on a point, by the charge's code, over days of the month (half open). */
export interface ExampleLink {
  readonly code: string
  readonly factor: number
  readonly days: Range
}

/**
 * The charges of a point as the hub links them (datahub 4.1): consumption has six, and a reading fee besides on the day
 * on which supply begins within the month.
 * What is produced and what the grid loses has none.
 */
export function linksOf(seed: number, point: SuppliedPoint): readonly ExampleLink[] {
  const { area, kind, isProduction, days, number } = point
  if (isProduction || kind === 'grid_loss') return []
  const hash = hashOf(seed, PURPOSE.contract, number, 1)
  const link = (code: string, factor = 1): ExampleLink => ({ code, factor, days })
  const links = [
    link(`NT-${area}`),
    link(`NT-${area}-R`),
    link('41000'),
    link('40000'),
    link(paysReducedTax(point, hash) ? 'EA-002' : 'EA-001'),
    // A works has more than one connection.
    link(`AB-${area}`, kind === 'industry' ? 2 : 1),
  ]
  if (days.from > 0) links.push({ code: `GB-${area}`, factor: 1, days: { from: days.from, to: days.from + 1 } })
  return links
}

function paysReducedTax({ kind }: SuppliedPoint, hash: number): boolean {
  return kind === 'industry' || kind === 'heat_pump' || (kind === 'shop' && hash % 2 === 0)
}
