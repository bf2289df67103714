import type { NewActor, NewGridArea } from '../market/index.ts'
import type { NewPointPeriod } from '../metering-points/index.ts'
import { AREAS, NEIGHBOUR_AREAS, neighboursOf } from './fixed-points.ts'
import type { Area, FixedPoint } from './fixed-points.ts'
import {
  balanceResponsibleGln,
  balanceResponsibleOf,
  gsrnOf,
  meteredDataResponsibleGln,
  supplierGln,
} from './identities.ts'
import { placeOf } from './layout.ts'
import type { Range } from './layout.ts'
import { dayOf } from './market.ts'
import type { MarketPlan } from './market.ts'
import { isHourly, ordinaryPoint, SUPPLIER_COUNT } from './ordinary-point.ts'
import type { OrdinaryPoint } from './ordinary-point.ts'

/** The grid areas, valid since the beginning of the year before. */
export function gridAreas(plan: MarketPlan): NewGridArea[] {
  return AREAS.map((code) => ({
    code,
    validFrom: sinceOf(plan),
    name: NEIGHBOUR_AREAS.some((neighbour) => neighbour === code) ? `Neighbour ${code}` : `Example area ${code}`,
    priceArea: code === '802' || code === '902' ? 'DK2' : 'DK1',
    meteredDataResponsibleId: meteredDataResponsibleGln(code),
    gridAccessProviderId: meteredDataResponsibleGln(code),
    neighbours: neighboursOf(code),
  }))
}

/** The parties of the market. */
export function actors(): NewActor[] {
  return [
    ...Array.from({ length: SUPPLIER_COUNT }, (_, n) => ({
      actorId: supplierGln(n),
      name: `Example supplier ${n + 1}`,
      roles: ['energy_supplier'],
    })),
    ...[0, 1].map((n) => ({
      actorId: balanceResponsibleGln(n),
      name: `Example balance responsible ${n + 1}`,
      roles: ['balance_responsible'],
    })),
    ...AREAS.map((area) => ({
      actorId: meteredDataResponsibleGln(area),
      name: `Example grid company ${area}`,
      roles: ['metered_data_responsible', 'grid_access_provider'],
    })),
  ]
}

/** The statements about a range of points, in the order of their numbers and days: one, or two for a point with an event. */
export function* pointPeriods(
  plan: MarketPlan,
  points: Range = { from: 0, to: plan.layout.count },
): Generator<NewPointPeriod> {
  for (let number = points.from; number < points.to; number += 1) {
    const place = placeOf(plan.layout, number)
    if (place.fixed === undefined) {
      yield* ordinaryPeriods(
        plan,
        place.area.area,
        number,
        ordinaryPoint(plan.settings, number, place.rank, plan.days.length),
      )
    } else {
      yield fixedPeriod(plan, number, place.fixed)
    }
  }
}

function fixedPeriod(plan: MarketPlan, number: number, point: FixedPoint): NewPointPeriod {
  const common = {
    meteringPointId: gsrnOf(number),
    validFrom: sinceOf(plan),
    gridArea: point.owner,
    product: 'active_energy',
  } as const
  if (point.role === 'exchange') {
    const { fromArea, toArea, hourly } = point
    return {
      ...common,
      type: 'exchange',
      resolution: hourly ? 'PT1H' : 'PT15M',
      fromGridArea: fromArea,
      toGridArea: toArea,
    }
  }
  // The first supplier of each area's loss; the second one's production is corrected.
  const isLoss = point.role === 'grid_loss'
  return {
    ...common,
    ...(isLoss ? { type: 'consumption', settlementMethod: 'flex' } : { type: 'production' }),
    ...suppliedBy(isLoss ? 0 : 1),
    resolution: 'PT15M',
    lossRole: point.role,
  }
}

function ordinaryPeriods(plan: MarketPlan, area: Area, number: number, point: OrdinaryPoint): NewPointPeriod[] {
  const before = ordinaryPeriod(area, number, point, 0, sinceOf(plan))
  if (point.event === undefined) return [before]
  const { dayIndex, kind } = point.event
  const after = ordinaryPeriod(area, number, point, dayIndex, dayOf(plan, dayIndex).day.date)
  return kind === 'start' ? [after] : [before, after]
}

function ordinaryPeriod(
  area: Area,
  number: number,
  point: OrdinaryPoint,
  dayIndex: number,
  validFrom: string,
): NewPointPeriod {
  const happened = point.event !== undefined && dayIndex === point.event.dayIndex ? point.event.kind : undefined
  const nonProfiled = happened === 'method' ? !point.nonProfiled : point.nonProfiled
  const supplier = happened === 'supplier' ? (point.supplier + 1) % SUPPLIER_COUNT : point.supplier
  return {
    meteringPointId: gsrnOf(number),
    validFrom,
    ...(point.isProduction
      ? { type: 'production' }
      : { type: 'consumption', settlementMethod: nonProfiled ? 'non_profiled' : 'flex' }),
    ...suppliedBy(supplier),
    resolution: isHourly(point, dayIndex) ? 'PT1H' : 'PT15M',
    gridArea: area,
    connectionState: happened === 'stop' ? 'closed_down' : 'connected',
    product: 'active_energy',
  }
}

function suppliedBy(supplier: number): { energySupplierId: string; balanceResponsibleId: string } {
  return {
    energySupplierId: supplierGln(supplier),
    balanceResponsibleId: balanceResponsibleGln(balanceResponsibleOf(supplier)),
  }
}

/** The day from which master data is known: a year before the month, which is enough for every question about its readings. */
export function sinceOf({ settings }: MarketPlan): string {
  return `${Number(settings.month.slice(0, 4)) - 1}-${settings.month.slice(5)}-01`
}
