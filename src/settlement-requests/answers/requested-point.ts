import { meteringPointTypeCode } from '../../exchange/index.ts'
import { daysOf, marketDayOf, type Period } from '../../kernel/index.ts'
import type { GridAreaPeriod } from '../../market/index.ts'
import { supplierOn } from '../../measurements/index.ts'
import { isInForce, pointHistory, type PointPeriod } from '../../metering-points/index.ts'
import type { Transaction } from '../../platform/index.ts'
import type { ActorRequest } from '../request.ts'
import type { AskedPoint } from '../rules/asked.ts'
import type { AnswerPorts } from './answer-ports.ts'

/** A metering point that is asked for, as master data know it. */
export interface RequestedPoint {
  readonly periods: readonly PointPeriod[]
  /** whether the requester may have the readings of a market day, YYYY-MM-DD */
  readonly isRequestersOn: (day: string) => boolean
}

/**
 * Looks a point up, and whose it is on each day (settlement 5.1, 5.2): a supplier's while it supplies the point, or its
 * parent; a grid company's (DDM, MDR) while it answers for the grid area; the system operator and the energy agency may
 * have every point's. No delegation is known, so nothing is a delegate's.
 * @returns undefined when there is no such point
 */
export async function requestedPoint(
  trx: Transaction,
  { requester, series }: ActorRequest,
  areas: readonly GridAreaPeriod[],
): Promise<RequestedPoint | undefined> {
  const own = (await pointHistory(trx, series.meteringPointId ?? ''))?.periods ?? []
  if (own.length === 0) return undefined
  const parents = new Map<string, readonly PointPeriod[]>()
  for (const { parentId } of own) {
    if (parentId === null || parents.has(parentId)) continue
    parents.set(parentId, (await pointHistory(trx, parentId))?.periods ?? [])
  }
  const responsibleOn = (day: string): string | null | undefined => {
    const gridArea = own.find((period) => isInForce(period, day))?.gridArea
    return areas.find((area) => area.code === gridArea && isInForce(area, day))?.meteredDataResponsibleId
  }
  const ownerOn: Partial<Record<typeof requester.role, (day: string) => string | null | undefined>> = {
    DDQ: (day) => supplierOn(own, day, (id) => parents.get(id)),
    DDM: responsibleOn,
    MDR: responsibleOn,
    EZ: () => requester.actorId,
    STS: () => requester.actorId,
  }
  return { periods: own, isRequestersOn: (day) => ownerOn[requester.role]?.(day) === requester.actorId }
}

/** What the rules ask of the point. @param period the days that are asked for; undefined when they cannot be read */
export function askedPointOf(
  { periods, isRequestersOn }: RequestedPoint,
  period: Period | undefined,
  { zone, clock }: Pick<AnswerPorts, 'zone' | 'clock'>,
): AskedPoint {
  const today = marketDayOf(clock.nowMs(), zone).date
  const [first] = periods
  return {
    type: first === undefined ? '' : meteringPointTypeCode(first.type),
    isSuppliedByRequester: isRequestersOn(today),
    isRequestersWithin: period !== undefined && daysOf(period, zone).some(({ day }) => isRequestersOn(day.date)),
  }
}
