import type { AggregatePoint } from '../rsm014/document.ts'
import type { EncodableSeries } from '../rsm014/encode.ts'
import type { QueuedItem, StoredItem } from './item.ts'
import type { OutgoingAggregation } from './outgoing.ts'
import { packedJson, unpackedJson } from './packed-json.ts'

const HEAD_BYTES = 1024
const POINT_BYTES = 90
const ACTIVE_ENERGY = '8716867000030'

/** A sum as a transaction of a queue. Its body is JSON, zstd: quantities as texts of whole micro-kWh. */
export function aggregationItem(aggregation: OutgoingAggregation): QueuedItem {
  const { receiver, processType, relatedMessageId = '', points, calculationVersion, ...head } = aggregation
  const packed = {
    ...head,
    version: String(calculationVersion),
    points: points.map(({ position, quantity, quality }) => [
      position,
      quality,
      quantity === undefined ? null : String(quantity),
    ]),
  }
  return {
    receiver,
    category: 'aggregations',
    documentType: 'RSM-014',
    processType,
    relatedMessageId,
    points: points.length,
    bytes: HEAD_BYTES + points.length * POINT_BYTES,
    body: packedJson(packed),
  }
}

type PackedAggregation = Omit<
  OutgoingAggregation,
  'receiver' | 'processType' | 'relatedMessageId' | 'points' | 'calculationVersion'
> & {
  readonly version: string
  readonly points: readonly (readonly [number, AggregatePoint['quality'], string | null])[]
}

/** Reads a sum back for the encoder. */
export function aggregationSeries({ transactionId, body }: StoredItem): EncodableSeries {
  const { version, points, ...head } = unpackedJson(body) as PackedAggregation
  return {
    ...head,
    transactionId,
    version: BigInt(version),
    product: ACTIVE_ENERGY,
    unit: 'KWH',
    points: points.map(([position, quality, quantity]) => ({
      position,
      quality,
      quantity: quantity === null ? undefined : BigInt(quantity),
    })),
  }
}
