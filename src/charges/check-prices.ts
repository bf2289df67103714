import { findMonth, formatInstant, nextDay } from '../kernel/index.ts'
import type { MarketDay, MarketZone } from '../kernel/index.ts'
import { gridAreasAsKnown } from '../market/index.ts'
import { gridAreasOfPoints } from '../metering-points/index.ts'
import { NEWEST_SEQ } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import { knownCharges } from './known-charges.ts'
import { linkedDays, linkedPoints } from './linked-days.ts'
import type { KnownDays } from './linked-days.ts'
import { missingOfCharge, missingOfSpot } from './missing-prices.ts'
import type { MissingPrice } from './missing-prices.ts'
import { loadPriceBook } from './price-book.ts'
import { spotDays } from './spot-days.ts'

/** What a check of a month found. */
export type PriceCheck = {
  readonly month: string
  /** charges that are linked to any point in the month */
  readonly charges: number
  /** points that have any charge in the month */
  readonly points: number
  readonly missing: readonly MissingPrice[]
}

/**
 * Looks for prices that are missing in a month for the points that have charges: of each linked charge on its linked days,
 * and of the spot price in the areas of these points.
 * @param at.atSeq as known when this number was committed; left out: now
 * @returns undefined when `at.month` is no month `YYYY-MM`
 */
export async function checkPrices(
  trx: Transaction,
  at: { readonly month: string; readonly zone: MarketZone; readonly atSeq?: bigint },
): Promise<PriceCheck | undefined> {
  const days = findMonth(at.month, at.zone)?.days
  const [first, last] = [days?.[0], days?.at(-1)]
  if (days === undefined || first === undefined || last === undefined) return undefined
  const known: KnownDays = { from: first.date, to: nextDay(last).date, atSeq: at.atSeq ?? NEWEST_SEQ }
  const linked = await linkedDays(trx, known, at.zone)
  const charges = [...(await knownCharges(trx, known.atSeq)).values()].filter(({ chargeId }) => linked.has(chargeId))
  const book = await loadPriceBook(trx, { ...known, chargeIds: charges.map(({ chargeId }) => chargeId) })
  const ofCharges = charges.flatMap((charge) => {
    const on = linked.get(charge.chargeId)
    return missingOfCharge(charge, (charge.type === 'fee' ? on?.starts : on?.days) ?? [], book)
  })
  const points = await linkedPoints(trx, known)
  const ofSpot = await missingSpotPrices(trx, points, days, known)
  return { month: at.month, charges: charges.length, points: points.length, missing: [...ofCharges, ...ofSpot] }
}

async function missingSpotPrices(
  trx: Transaction,
  points: readonly string[],
  days: readonly MarketDay[],
  known: KnownDays,
): Promise<MissingPrice[]> {
  const gridAreas = await gridAreasOfPoints(trx, points, known)
  const areas = (await gridAreasAsKnown(trx, { atSeq: known.atSeq })).filter(
    ({ code, validFrom, validTo }) =>
      gridAreas.includes(code) && validFrom < known.to && (validTo === null || validTo > known.from),
  )
  const without: MissingPrice[] = areas
    .filter(({ priceArea }) => priceArea === null)
    .map(({ code }) => ({
      gridArea: code,
      reason: 'the grid area has no price area',
      first: formatInstant(days[0]?.startMs ?? 0),
      missing: days.reduce((total, { hours }) => total + 4 * hours, 0),
      unit: 'quarter-hours',
    }))
  const spot = await spotDays(trx, days, known.atSeq)
  const priceAreas = [...new Set(areas.flatMap(({ priceArea }) => priceArea ?? []))].toSorted()
  return [
    ...without,
    ...priceAreas.flatMap((priceArea) =>
      missingOfSpot(
        priceArea,
        spot.filter((day) => day.priceArea === priceArea),
        days,
      ),
    ),
  ]
}
