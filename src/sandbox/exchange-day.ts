import { addTo, areaTotals } from './area-totals.ts'
import type { AreaTotals } from './area-totals.ts'
import { closingOf, flowOf } from './exchange-flows.ts'
import { OWN_AREAS } from './fixed-points.ts'
import type { ExchangePoint, OwnArea } from './fixed-points.ts'
import { quotient } from './integers.ts'
import { dayOf, ownAreaNumber } from './market.ts'
import type { MarketPlan } from './market.ts'
import type { DayOfMonth } from './market-days.ts'
import { newDayValues } from './ordinary-values.ts'
import type { DayValues } from './ordinary-values.ts'
import { trueLoss } from './true-loss.ts'

/** What flowed across all borders on a day, and the balance that it closes. */
export interface ExchangeDay {
  /** Readings in milli-kWh by point number. */
  readonly readings: ReadonlyMap<number, DayValues>
  /** Sums of each own area by quarter, in quarters of a milli-kWh. */
  readonly balances: Readonly<Record<OwnArea, AreaBalance>>
}

/** The quarters of one area's day, in quarters of a milli-kWh; netExchange counts imports positive. */
export interface AreaBalance extends AreaTotals {
  readonly netExchange: Float64Array
}

/**
 * Makes the exchange readings of a day. Consumption, production and the true loss come first; what flows between the
 * areas and most of what crosses the outer borders is drawn; the closing points then carry what is left.
 */
export function exchangeDay(plan: MarketPlan, dayIndex: number): ExchangeDay {
  const day = dayOf(plan, dayIndex)
  const points = exchangePoints(plan)
  const readings = new Map<number, DayValues>()
  for (const [number, point] of points) {
    if (closingOf(point) === undefined) readings.set(number, drawnDay(plan, day, number, point))
  }
  const [first, second] = OWN_AREAS.map((area) => closeArea(plan, day, points, readings, area))
  if (first === undefined || second === undefined) throw new Error('the market has two own areas')
  return { readings, balances: { '801': first, '802': second } }
}

function exchangePoints({ layout }: MarketPlan): [number, ExchangePoint][] {
  return layout.areas.flatMap(({ fixed, from }) =>
    fixed.flatMap((point, n): [number, ExchangePoint][] => (point.role === 'exchange' ? [[from + n, point]] : [])),
  )
}

function drawnDay({ settings, layout }: MarketPlan, day: DayOfMonth, number: number, point: ExchangePoint): DayValues {
  const values = newDayValues()
  const firstHour = day.day.startMs / 3_600_000
  const [slots, slotsAnHour] = point.hourly ? [day.day.hours, 1] : [day.quarters, 4]
  for (let k = 0; k < slots; k += 1) {
    values[k] = flowOf(
      settings.seed,
      layout,
      point,
      number,
      firstHour + quotient(k, slotsAnHour),
      firstHour * slotsAnHour + k,
    )
  }
  return values
}

function closeArea(
  plan: MarketPlan,
  day: DayOfMonth,
  points: readonly [number, ExchangePoint][],
  readings: Map<number, DayValues>,
  area: OwnArea,
): AreaBalance {
  const totals = areaTotals(plan, area, day.index)
  const netExchange = drawnNet(points, readings, area, day)
  const carried = closingReadings(plan, day, area, totals, netExchange)
  for (const [number, point] of points) {
    const closing = closingOf(point)
    if (closing?.area !== area) continue
    const sign = closing.takes === 'need' ? 1 : -1
    readings.set(
      number,
      carried.map((value) => Math.max(sign * value, 0)),
    )
  }
  addTo(netExchange, carried, day.quarters, false)
  return { ...totals, netExchange }
}

function drawnNet(
  points: readonly [number, ExchangePoint][],
  readings: ReadonlyMap<number, DayValues>,
  area: OwnArea,
  day: DayOfMonth,
): Float64Array {
  const net = new Float64Array(day.quarters)
  for (const [number, { fromArea, toArea, hourly }] of points) {
    const values = readings.get(number)
    if (values === undefined || (fromArea !== area && toArea !== area)) continue
    const slots = hourly ? day.day.hours : day.quarters
    addTo(net, toArea === area ? values : values.map((value) => -value), slots, hourly)
  }
  return net
}

/**
 * What the closing points must carry in each quarter, in milli-kWh: positive from the feeding neighbour, negative to the
 * taking one. A remainder below a milli-kWh goes on to the next quarter; at the end of each hour there is none, because
 * an hour's reading comes four times.
 */
function closingReadings(
  plan: MarketPlan,
  day: DayOfMonth,
  area: OwnArea,
  totals: AreaTotals,
  net: Float64Array,
): DayValues {
  const carried = newDayValues()
  const firstQuarter = day.day.startMs / 900_000
  let rest = 0
  for (let q = 0; q < day.quarters; q += 1) {
    const consumption = totals.consumption[q] ?? 0
    const loss = 4 * quotient(trueLoss(plan.settings.seed, ownAreaNumber(area), firstQuarter + q, consumption), 4)
    const need = consumption + loss - (totals.production[q] ?? 0) - (net[q] ?? 0) + rest
    const whole = quotient(need, 4)
    carried[q] = whole
    rest = need - 4 * whole
  }
  return carried
}
