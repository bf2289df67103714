import { isResolution, slotClassOf, SLOT_CLASSES, wordCount } from '../../kernel/index.ts'
import type { SlotClass } from '../../kernel/index.ts'
import type { EncodableTransaction } from '../rsm012/encode.ts'
import type { EncodablePoint } from '../rsm012/encode-points.ts'
import type { QueuedItem, StoredItem } from './item.ts'
import type { OutgoingReading, OutgoingYearlyAmount } from './outgoing.ts'
import { packRows, RowUnpacker } from './pack-rows.ts'

/** Most bytes of a transaction without its positions, and of one position, when they are rendered. */
const HEAD_BYTES = 1024
const POINT_BYTES = 84

/**
 * What is said of a reading besides its point and its rows: a list, because there are very many of them. The point stands
 * before it, so that what most readings of a message have in common is read once.
 */
type PackedHead = readonly [
  meteringPointType: string,
  product: string,
  unit: string,
  resolution: string,
  registeredAtMs: number,
  fromMs: number,
  toMs: number,
  rowCount: number,
  originalTransactionId: string | null,
  inDomain: string | null,
  outDomain: string | null,
]

/**
 * Readings as a transaction of a queue. Its body is the lengths of point and head (uint16 each), the point, the head as
 * JSON, the packed rows.
 * @throws RangeError when the resolution has no slots in a day, or its rows are of another class
 */
export function readingItem(reading: OutgoingReading): QueuedItem {
  const { resolution, rows, firstRow, rowCount } = reading
  if (!isResolution(resolution) || slotClassOf(resolution) !== rows.slotClass) {
    throw new RangeError(`rows of ${rows.slotClass} slots are no readings of ${resolution}`)
  }
  return measureItem(reading, headOf(reading, resolution, rowCount), {
    points: statedSlots(reading),
    content: packRows(rows, firstRow, rowCount),
  })
}

/** The energy of a year as a transaction of a queue: a head without rows, and its one position as JSON. */
export function yearlyAmountItem(amount: OutgoingYearlyAmount): QueuedItem {
  const position: PackedPosition = [String(amount.quantity), amount.quality]
  return measureItem(amount, headOf(amount, 'P1Y', 0), { points: 1, content: Buffer.from(JSON.stringify(position)) })
}

type PackedPosition = readonly [microKwh: string, quality: EncodablePoint['quality']]

type Measure = Pick<OutgoingReading, keyof OutgoingReading & keyof OutgoingYearlyAmount>

function measureItem(
  reading: Measure,
  packedHead: PackedHead,
  { points, content }: { readonly points: number; readonly content: Uint8Array },
): QueuedItem {
  const point = Buffer.from(reading.meteringPointId)
  const head = Buffer.from(JSON.stringify(packedHead))
  const lengths = Buffer.from(Uint16Array.of(point.length, head.length).buffer)
  const body = Buffer.concat([lengths, point, head, content])
  return {
    receiver: reading.receiver,
    category: 'measuredata',
    documentType: 'RSM-012',
    processType: reading.processType,
    relatedMessageId: reading.relatedMessageId ?? '',
    points,
    bytes: HEAD_BYTES + points * POINT_BYTES,
    body,
  }
}

function headOf(reading: Measure, resolution: string, rowCount: number): PackedHead {
  return [
    reading.meteringPointType,
    reading.product,
    reading.unit,
    resolution,
    reading.registeredAtMs,
    reading.fromMs,
    reading.toMs,
    rowCount,
    reading.originalTransactionId ?? null,
    reading.inDomain ?? null,
    reading.outDomain ?? null,
  ]
}

function statedSlots({ rows, firstRow, rowCount }: OutgoingReading): number {
  const words = wordCount(rows.slotClass)
  let count = 0
  for (let word = firstRow * words; word < (firstRow + rowCount) * words; word += 1) {
    count += bitsOf(rows.stated[word] ?? 0)
  }
  return count
}

// A word has 52 bits, more than the bitwise operators see at once.
function bitsOf(word: number): number {
  const high = Math.floor(word / TWO_26)
  return bitsOfHalf(high) + bitsOfHalf(word - high * TWO_26)
}

function bitsOfHalf(half: number): number {
  let count = 0
  for (let rest = half; rest !== 0; rest &= rest - 1) count += 1
  return count
}

/** Reads transactions back for the encoder, one after the other: the rows of one are over when the next is asked for. */
export function* readingTransactions(items: Iterable<StoredItem>): Generator<EncodableTransaction, void> {
  const unpackers = new Map<SlotClass, RowUnpacker>(SLOT_CLASSES.map((of) => [of, new RowUnpacker(of)]))
  const heads = new Map<string, ReadHead>()
  for (const { transactionId, body } of items) {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    const headAt = LENGTHS + bytes.readUint16LE(0)
    const rowsAt = headAt + bytes.readUint16LE(2)
    const meteringPointId = bytes.toString('utf8', LENGTHS, headAt)
    const text = bytes.toString('utf8', headAt, rowsAt)
    const read = heads.get(text) ?? readHead(JSON.parse(text) as PackedHead)
    heads.set(text, read)
    const { rowCount, slotClass, head } = read
    if (slotClass === undefined) {
      yield { transactionId, meteringPointId, ...head, content: [positionOf(bytes.subarray(rowsAt))] }
      continue
    }
    const rows = unpackers.get(slotClass)?.unpack(bytes.subarray(rowsAt), rowCount)
    if (rows === undefined) throw new RangeError(`there are no rows of ${slotClass} slots`)
    yield { transactionId, meteringPointId, ...head, content: { rows, firstRow: 0, rowCount } }
  }
}

const LENGTHS = 4

function positionOf(packed: Buffer): EncodablePoint {
  const [microKwh, quality] = JSON.parse(packed.toString()) as PackedPosition
  return { position: 1, quantity: BigInt(microKwh), quality }
}

interface ReadHead {
  readonly rowCount: number
  /** absent: one position, of a year */
  readonly slotClass: SlotClass | undefined
  readonly head: Omit<EncodableTransaction, 'transactionId' | 'meteringPointId' | 'content'>
}

function readHead(packed: PackedHead): ReadHead {
  const [meteringPointType, product, unit, resolution, registeredAtMs, fromMs, toMs, rowCount, ...optional] = packed
  const [originalTransactionId, inDomain, outDomain] = optional
  const head = {
    meteringPointType,
    product,
    unit,
    resolution,
    registeredAtMs,
    fromMs,
    toMs,
    ...(originalTransactionId === null ? {} : { originalTransactionId }),
    ...(inDomain === null ? {} : { inDomain }),
    ...(outDomain === null ? {} : { outDomain }),
  }
  return { rowCount, slotClass: isResolution(resolution) ? slotClassOf(resolution) : undefined, head }
}

const TWO_26 = 2 ** 26
