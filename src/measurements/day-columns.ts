import { WORD_BITS, wordCount, type SlotClass } from '../kernel/index.ts'
import type { Column } from '../platform/index.ts'
import { DAY_MASKS } from './day-rows.ts'
import type { DayRows } from '../kernel/index.ts'

/** What the lake keeps of a day row beside its values. */
export interface DayKey {
  readonly seriesId: number
  /** Order of groups within a day, so that rows summed together lie together. */
  readonly sortGroup: number
  /** Epoch milliseconds. */
  readonly registeredAtMs: number
  /** Unknown until the commit for rows that go straight into the lake: then the catalogue holds it. */
  readonly recordedSeq: bigint | null
}

/** A row on its way into a file. */
export interface KeyedRow extends DayKey {
  readonly rows: DayRows
  readonly row: number
}

/** A delivery on its way into a file, with the document that brought it. */
export interface KeyedDelivery extends KeyedRow {
  readonly position: number
  readonly documentId: string
  readonly transactionId: string
}

/** The order of every file of day rows: by day, then group, then series. */
export function byDayGroupSeries(a: KeyedRow, b: KeyedRow): number {
  return dayOf(a) - dayOf(b) || a.sortGroup - b.sortGroup || a.seriesId - b.seriesId
}

/** The market day of a row, as a day number. */
export function dayOf({ rows, row }: KeyedRow): number {
  return rows.marketDay[row] ?? 0
}

/**
 * Columns of table reading_day_N.
 * @param slotsOfDay how many slots a day (by number) has in this class: slots it has without a value are missing
 */
export function readingColumns(
  slotClass: SlotClass,
  picks: readonly (KeyedRow | KeyedDelivery)[],
  slotsOfDay: (day: number) => number,
): Column[] {
  return [
    ...keyColumns(picks),
    { name: 'superseded_seq', type: 'BIGINT', data: new BigInt64Array(picks.length), validity: noneOf(picks.length) },
    ...deliveredColumns(picks),
    ...missingColumns(slotClass, picks, slotsOfDay),
    ...maskColumns(slotClass, picks),
    ...valueColumns(slotClass, picks),
  ]
}

/** Columns of table delivery_day_N. */
export function deliveryColumns(slotClass: SlotClass, picks: readonly KeyedDelivery[]): Column[] {
  return [
    ...keyColumns(picks),
    ...deliveredColumns(picks),
    ...maskColumns(slotClass, picks),
    ...valueColumns(slotClass, picks),
  ]
}

function keyColumns(picks: readonly KeyedRow[]): Column[] {
  const known = picks.some((pick) => pick.recordedSeq !== null)
  return [
    { name: 'series_id', type: 'INTEGER', data: Int32Array.from(picks, (pick) => pick.seriesId) },
    { name: 'market_day', type: 'DATE', data: Int32Array.from(picks, dayOf) },
    { name: 'sort_group', type: 'INTEGER', data: Int32Array.from(picks, (pick) => pick.sortGroup) },
    integers('registered_at', picks, (pick) => pick.registeredAtMs),
    {
      name: 'recorded_seq',
      type: 'BIGINT',
      data: known ? BigInt64Array.from(picks, (pick) => pick.recordedSeq ?? 0n) : new BigInt64Array(picks.length),
      ...(known ? {} : { validity: noneOf(picks.length) }),
    },
  ]
}

/** Whose delivery a row is; NULL for a day that several deliveries were merged into. */
function deliveredColumns(picks: readonly (KeyedRow | KeyedDelivery)[]): Column[] {
  const validity = allOf(picks.length)
  picks.forEach((pick, at) => {
    if (!isDelivery(pick)) clearBit(validity, at)
  })
  return [
    {
      name: 'position',
      type: 'INTEGER',
      data: Int32Array.from(picks, (pick) => (isDelivery(pick) ? pick.position : 0)),
      validity,
    },
    { name: 'document_id', type: 'VARCHAR', data: picks.map((pick) => (isDelivery(pick) ? pick.documentId : null)) },
    {
      name: 'transaction_id',
      type: 'VARCHAR',
      data: picks.map((pick) => (isDelivery(pick) ? pick.transactionId : null)),
    },
  ]
}

/** Whether a row is a delivery as it came, and not the merger of several. */
export function isDelivery(pick: KeyedRow | KeyedDelivery): pick is KeyedDelivery {
  return 'documentId' in pick && pick.documentId !== ''
}

function maskColumns(slotClass: SlotClass, picks: readonly KeyedRow[]): Column[] {
  const words = wordCount(slotClass)
  return DAY_MASKS.flatMap((mask) =>
    perWord(words, mask, picks, ({ rows, row }, w) => rows[mask][row * words + w] ?? 0),
  )
}

function missingColumns(
  slotClass: SlotClass,
  picks: readonly KeyedRow[],
  slotsOfDay: (day: number) => number,
): Column[] {
  const words = wordCount(slotClass)
  const slotsByDay = new Map<number, number>()
  return perWord(words, 'missing', picks, (pick, w) => {
    const day = dayOf(pick)
    const slots = slotsByDay.get(day) ?? slotsOfDay(day)
    slotsByDay.set(day, slots)
    return 2 ** Math.min(Math.max(slots - w * WORD_BITS, 0), WORD_BITS) - 1 - valueWord(pick, w, words)
  })
}

function perWord(
  words: number,
  name: string,
  picks: readonly KeyedRow[],
  wordOf: (pick: KeyedRow, w: number) => number,
): Column[] {
  return Array.from({ length: words }, (_, w) => integers(`${name}_${w}`, picks, (pick) => wordOf(pick, w)))
}

/** A BIGINT column of safe integers that are not negative, written as two halves: a BigInt for each would cost more than the rest. */
function integers(name: string, picks: readonly KeyedRow[], valueOf: (pick: KeyedRow) => number): Column {
  const data = new BigInt64Array(picks.length)
  const halves = new Uint32Array(data.buffer)
  picks.forEach((pick, at) => {
    const value = valueOf(pick)
    halves[2 * at] = value % 2 ** 32
    halves[2 * at + 1] = Math.floor(value / 2 ** 32)
  })
  return { name, type: 'BIGINT', data }
}

/** The slots of word w that have a value: the three masks are disjoint, so their sum is their union. */
function valueWord({ rows, row }: KeyedRow, w: number, words: number): number {
  const at = row * words + w
  return (rows.estimated[at] ?? 0) + (rows.calculated[at] ?? 0) + (rows.measured[at] ?? 0)
}

function valueColumns(slotClass: SlotClass, picks: readonly KeyedRow[]): Column[] {
  const columns = Array.from({ length: slotClass }, () => new BigInt64Array(picks.length))
  const halves = columns.map((column) => new Int32Array(column.buffer))
  const validity = Array.from<BigUint64Array<ArrayBuffer> | undefined>({ length: slotClass })
  picks.forEach((pick, at) => {
    copyHalves(pick, slotClass, halves, at)
    clearAbsent(pick, slotClass, validity, at, picks.length)
  })
  return columns.map((data, k) => {
    const bits = validity[k]
    return {
      name: `q_${k + 1}`,
      type: 'DECIMAL(18,6)' as const,
      data,
      ...(bits === undefined ? {} : { validity: bits }),
    }
  })
}

// 64-bit values are moved as two 32-bit halves: reading a BigInt64Array makes an object for every value.
function copyHalves({ rows, row }: KeyedRow, slotClass: SlotClass, halves: readonly Int32Array[], at: number): void {
  const source = new Int32Array(rows.values.buffer, rows.values.byteOffset + row * slotClass * 8, slotClass * 2)
  for (let k = 0; k < slotClass; k += 1) {
    const target = halves[k]
    if (target === undefined) break
    target[2 * at] = source[2 * k] ?? 0
    target[2 * at + 1] = source[2 * k + 1] ?? 0
  }
}

function clearAbsent(
  pick: KeyedRow,
  slotClass: SlotClass,
  validity: (BigUint64Array<ArrayBuffer> | undefined)[],
  at: number,
  count: number,
): void {
  const words = wordCount(slotClass)
  for (let w = 0; w < words; w += 1) {
    const slots = Math.min(slotClass - w * WORD_BITS, WORD_BITS)
    let absent = 2 ** slots - 1 - valueWord(pick, w, words)
    for (let k = w * WORD_BITS; absent > 0; k += 1, absent = Math.floor(absent / 2)) {
      if (absent % 2 === 1) clearBit((validity[k] ??= allOf(count)), at)
    }
  }
}

function clearBit(bits: BigUint64Array<ArrayBuffer>, at: number): void {
  const bytes = new Uint8Array(bits.buffer)
  bytes[at >> 3] = (bytes[at >> 3] ?? 0) & ~(1 << (at & 7))
}

function allOf(count: number): BigUint64Array<ArrayBuffer> {
  return new BigUint64Array(Math.ceil(count / 64)).fill(0xffff_ffff_ffff_ffffn)
}

function noneOf(count: number): BigUint64Array<ArrayBuffer> {
  return new BigUint64Array(Math.ceil(count / 64))
}
