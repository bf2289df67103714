import { meteringPointTypeCode, type CharacteristicsPoint, type CharacteristicsRecord } from '../exchange/index.ts'
import { formatInstant, marketDay, type MarketZone } from '../kernel/index.ts'
import type { PointMasterData, StatedFields } from '../metering-points/index.ts'
import { DOCUMENT_FIELDS } from './document-fields.ts'

/** What RSM-022 says besides the version itself. */
export interface Circumstances {
  /** the grid company of the area; undefined: nobody is known */
  readonly gridAccessProviderId?: string | undefined
  /** market day on which the supplier's supply began */
  readonly supplyStart?: string | undefined
  readonly children: readonly { readonly meteringPointId: string; readonly type: PointMasterData['type'] }[]
  /** the transaction that it follows from */
  readonly originalTransactionId?: string | undefined
}

/** A version of a point from a market day on as a transaction of RSM-022 (datahub 2.8); the queue gives it its id. */
export function toCharacteristics(
  meteringPointId: string,
  validFrom: string,
  values: PointMasterData,
  { gridAccessProviderId, supplyStart, children, originalTransactionId }: Circumstances,
  zone: MarketZone,
): Omit<CharacteristicsRecord, 'index' | 'transactionId'> {
  const stated = DOCUMENT_FIELDS.flatMap(({ field, name, write }) => {
    const value = values[field]
    return value === null ? [] : [[name, write(value as never)] as const]
  })
  const point: CharacteristicsPoint = {
    meteringPointId,
    ...(gridAccessProviderId === undefined ? {} : { gridAccessProviderId }),
    ...Object.fromEntries(stated),
    ...(supplyStart === undefined ? {} : { supplyStart: midnight(supplyStart, zone) }),
    children: children.map((child) => ({
      meteringPointId: child.meteringPointId,
      type: meteringPointTypeCode(child.type),
    })),
  }
  return {
    ...(originalTransactionId === undefined ? {} : { originalTransactionId }),
    validityStart: midnight(validFrom, zone),
    point,
  }
}

/** The instant at which a market day begins, as documents write it. */
export function midnight(day: string, zone: MarketZone): string {
  return formatInstant(marketDay(day, zone).startMs)
}

/** What a process states as the point of RSM-021; a value that is taken away is empty there. */
export function toRequestedPoint(meteringPointId: string, stated: StatedFields): CharacteristicsPoint {
  const fields = DOCUMENT_FIELDS.flatMap(({ field, name, write }) => {
    const value = stated[field]
    return value === undefined ? [] : [[name, value === null ? '' : write(value as never)] as const]
  })
  return { meteringPointId, ...Object.fromEntries(fields), children: [] }
}
