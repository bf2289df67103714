import type { DayRows } from '../src/kernel/index.ts'
import { newDayRows, type Delivery } from '../src/measurements/index.ts'

/** What one slot of a delivery says. */
export type PlainSlot =
  | { readonly quality: 'measured' | 'estimated' | 'calculated'; readonly micro: bigint }
  | { readonly quality: 'withdrawn' }

type SlotClass = DayRows['slotClass']

/** One delivery of a day as plain values: the slots that it states. It shares no code with the product. */
export interface PlainDelivery {
  readonly point: string
  readonly stream: string
  readonly slotClass: SlotClass
  /** Days since 1970-01-01. */
  readonly day: number
  /** How many slots the day has. */
  readonly slots: number
  readonly registeredAtMs: number
  readonly stated: ReadonlyMap<number, PlainSlot>
}

/** A delivery with the commit that brought it and its place in the commit. */
export interface PlainRecord extends PlainDelivery {
  readonly seq: bigint
  readonly position: number
}

/** The day that deliveries leave, slot by slot: who registered later wins; at the same time, who was recorded later. */
export function plainMerge(records: readonly PlainRecord[]): {
  readonly slots: ReadonlyMap<number, PlainSlot>
  readonly registeredAtMs: number
} {
  const slots = new Map<number, PlainSlot>()
  const ranked = [...records].sort(byPlainRank)
  for (const record of ranked) for (const [slot, says] of record.stated) slots.set(slot, says)
  return { slots, registeredAtMs: ranked.at(-1)?.registeredAtMs ?? Number.NaN }
}

/** Order of records by registration, commit, place. */
export function byPlainRank(a: PlainRecord, b: PlainRecord): number {
  return a.registeredAtMs - b.registeredAtMs || Number(a.seq - b.seq) || a.position - b.position
}

/** Each slot as text: the quality and the value, `withdrawn`, or nothing where nobody has spoken of it. */
export function statedText(slots: ReadonlyMap<number, PlainSlot>, slotClass: SlotClass): string {
  return Array.from({ length: slotClass }, (_, k) => {
    const slot = slots.get(k)
    if (slot === undefined) return ''
    return slot.quality === 'withdrawn' ? 'withdrawn' : `${slot.quality} ${slot.micro}`
  }).join('|')
}

/** The same text from a row of a block, read bit by bit. */
export function statedTextOf(rows: DayRows, row: number): string {
  return Array.from({ length: rows.slotClass }, (_, k) => {
    const said = (['measured', 'estimated', 'calculated'] as const).filter((mask) =>
      bit(rows[mask], rows.slotClass, row, k),
    )
    const value = rows.values[row * rows.slotClass + k] ?? 0n
    if (!bit(rows.stated, rows.slotClass, row, k))
      return said.length === 0 && value === 0n ? '' : `unstated ${said.join('+')} ${value}`
    if (said.length === 0) return value === 0n ? 'withdrawn' : `withdrawn with ${value}`
    return `${said.join('+')} ${value}`
  }).join('|')
}

/** Each slot as a reader of reading days must see it: value and quality, missing, or nothing beyond the day's end. */
export function readingText(slots: ReadonlyMap<number, PlainSlot>, slotClass: SlotClass, slotsOfDay: number): string {
  return Array.from({ length: slotClass }, (_, k) => {
    if (k >= slotsOfDay) return ''
    const slot = slots.get(k)
    return slot === undefined || slot.quality === 'withdrawn' ? 'missing null' : `${slot.quality} ${slot.micro}`
  }).join('|')
}

/** Deliveries of one slot class as a block of rows, in their order. */
export function toDayRows(deliveries: readonly PlainDelivery[]): DayRows {
  const slotClass = deliveries[0]?.slotClass ?? 25
  const rows = newDayRows(slotClass, deliveries.length)
  const words = Math.ceil(slotClass / 52)
  deliveries.forEach((delivery, row) => {
    rows.marketDay[row] = delivery.day
    for (const [slot, says] of delivery.stated) {
      const word = row * words + Math.floor(slot / 52)
      const value = 2 ** (slot % 52)
      rows.stated[word] = (rows.stated[word] ?? 0) + value
      if (says.quality === 'withdrawn') continue
      rows[says.quality][word] = (rows[says.quality][word] ?? 0) + value
      rows.values[row * slotClass + slot] = says.micro
    }
  })
  return rows
}

/** Deliveries as intake takes them, in their order; each has a block of its own. */
export function toDeliveries(plain: readonly PlainDelivery[], documentId: string): Delivery[] {
  return plain.map((delivery, n) => ({
    meteringPointId: delivery.point,
    stream: delivery.stream,
    unit: 'kWh',
    rows: toDayRows([delivery]),
    row: 0,
    sortGroup: delivery.point.length + (delivery.point.charCodeAt(delivery.point.length - 1) % 3),
    registeredAtMs: delivery.registeredAtMs,
    documentId,
    transactionId: `${documentId}-${n}`,
  }))
}

function bit(mask: Float64Array, slotClass: SlotClass, row: number, slot: number): boolean {
  const word = mask[row * Math.ceil(slotClass / 52) + Math.floor(slot / 52)] ?? 0
  return (BigInt(word) >> BigInt(slot % 52)) % 2n === 1n
}
