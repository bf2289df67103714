import type { WholesalePoint } from '../rsm019/document.ts'
import type { EncodableWholesale } from '../rsm019/encode.ts'
import type { QueuedItem, StoredItem } from './item.ts'
import type { OutgoingWholesale } from './outgoing.ts'
import { packedJson, unpackedJson } from './packed-json.ts'

const HEAD_BYTES = 1536
const POINT_BYTES = 190
const TARIFF_PRODUCT = '5790001330590'

/** Amounts as transactions of queues, one for each receiver, packed once. Their body is JSON, zstd: numbers as texts of millionths. */
export function wholesaleItems(wholesale: OutgoingWholesale): QueuedItem[] {
  const { receivers, processType, relatedMessageId = '', points, calculationVersion, ...head } = wholesale
  const packed = { ...head, version: String(calculationVersion), points: points.map(packedPoint) }
  const item = {
    category: 'aggregations',
    documentType: 'RSM-019',
    processType,
    relatedMessageId,
    points: points.length,
    bytes: HEAD_BYTES + points.length * POINT_BYTES,
    body: packedJson(packed),
  } as const
  return receivers.map((receiver) => ({ receiver, ...item }))
}

type PackedPoint = readonly [
  position: number,
  quantity: string | null,
  price: string | null,
  amount: string | null,
  quality: WholesalePoint['quality'] | null,
]

type PackedWholesale = Omit<
  OutgoingWholesale,
  'receivers' | 'processType' | 'relatedMessageId' | 'points' | 'calculationVersion'
> & { readonly version: string; readonly points: readonly PackedPoint[] }

/** Reads amounts back for the encoder. */
export function wholesaleSeries({ transactionId, body }: StoredItem): EncodableWholesale {
  const { version, charge, points, ...head } = unpackedJson(body) as PackedWholesale
  const read = points.map(unpackedPoint)
  return {
    ...head,
    transactionId,
    version: BigInt(version),
    ...(charge === undefined
      ? {}
      : { chargeCode: charge.code, chargeType: charge.type, chargeOwnerId: charge.ownerId }),
    product: TARIFF_PRODUCT,
    // Where there are prices, they are for one of what is counted.
    ...(read.some(({ price }) => price !== undefined) ? { priceUnit: head.unit } : {}),
    currency: 'DKK',
    points: read,
  }
}

function packedPoint({ position, quantity, price, amount, quality }: WholesalePoint): PackedPoint {
  return [position, packedNumber(quantity), packedNumber(price), packedNumber(amount), quality ?? null]
}

function unpackedPoint([position, quantity, price, amount, quality]: PackedPoint): WholesalePoint {
  return {
    position,
    quantity: unpackedNumber(quantity),
    price: unpackedNumber(price),
    amount: unpackedNumber(amount),
    quality: quality ?? undefined,
  }
}

function packedNumber(value: bigint | undefined): string | null {
  return value === undefined ? null : String(value)
}

function unpackedNumber(text: string | null): bigint | undefined {
  return text === null ? undefined : BigInt(text)
}
