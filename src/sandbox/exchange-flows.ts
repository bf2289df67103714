import { FEEDING_NEIGHBOUR, OWN_AREAS, TAKING_NEIGHBOUR } from './fixed-points.ts'
import type { ExchangePoint, OwnArea } from './fixed-points.ts'
import { hashOf, pick, PURPOSE } from './hash.ts'
import { quotient } from './integers.ts'
import { ordinaryCount } from './layout.ts'
import type { Layout } from './layout.ts'

/** Which closing reading a point carries, if any: what an area still needs, or what it has too much. */
export type Closing = { readonly area: OwnArea; readonly takes: 'need' | 'surplus' }

// Milli-kWh that a consumption or production point of an area stands for in the quarter-hour flows across its borders.
const FLOW_A_POINT = 120

/** The closing role of an exchange point: the quarter-hour points from the feeding and to the taking neighbour have one. */
export function closingOf({ fromArea, toArea, hourly }: ExchangePoint): Closing | undefined {
  if (hourly) return undefined
  for (const area of OWN_AREAS) {
    if (toArea === area && fromArea === FEEDING_NEIGHBOUR[area]) return { area, takes: 'need' }
    if (fromArea === area && toArea === TAKING_NEIGHBOUR[area]) return { area, takes: 'surplus' }
  }
  return undefined
}

/**
 * The flow of an exchange point that closes nothing. On every border the main direction of an hour outweighs the other
 * in each of its quarters, so that the net never changes its sign within an hour.
 * @param point its number
 * @param hourNumber hour of all time, in which the main direction is fixed
 * @param slotNumber hour or quarter of all time, by the point's resolution
 * @returns milli-kWh, not negative
 */
export function flowOf(
  seed: number,
  layout: Layout,
  exchange: ExchangePoint,
  point: number,
  hourNumber: number,
  slotNumber: number,
): number {
  const measure = FLOW_A_POINT * borderSize(layout, exchange) * (exchange.hourly ? 4 : 1)
  const [least, most] = isMainDirection(seed, exchange, hourNumber) ? [600, 1000] : [20, 120]
  return quotient(measure * pick(hashOf(seed, PURPOSE.exchange, point, slotNumber), least, most), 1000)
}

function isMainDirection(seed: number, { fromArea, toArea }: ExchangePoint, hourNumber: number): boolean {
  const [own, other] = isOwn(toArea) && !isOwn(fromArea) ? [toArea, fromArea] : [fromArea, toArea]
  if (isOwn(own) && !isOwn(other)) return (FEEDING_NEIGHBOUR[own] === other) === (toArea === own)
  // Between the two own areas the direction turns every six hours.
  const isTurned = hashOf(seed, PURPOSE.exchange, OWN_AREAS.length, quotient(hourNumber, 6)) % 2 === 1
  return isTurned === (fromArea === OWN_AREAS[0])
}

function borderSize(layout: Layout, { fromArea, toArea }: ExchangePoint): number {
  return Math.min(...[fromArea, toArea].filter(isOwn).map((area) => ordinaryCount(layout, area)))
}

function isOwn(area: string): area is OwnArea {
  return OWN_AREAS.some((own) => own === area)
}
