import { wordCount, type SlotClass } from '../kernel/index.ts'
import type { Transaction } from '../platform/index.ts'
import { dayOf, isDelivery, type KeyedDelivery, type KeyedRow } from './day-columns.ts'
import { DAY_MASKS, newDayRows } from './day-rows.ts'
import type { DayRows } from '../kernel/index.ts'

/** Which of the two tables of day rows a buffered row belongs to. */
export type DayKind = 'delivery' | 'reading'

/** A buffered row as it is read back; the ids of a merged day are empty. */
export interface BufferedDay extends KeyedDelivery {
  readonly slotClass: SlotClass
  readonly recordedSeq: bigint
}

/** Stores rows too few for a file of their own, under the commit's number. */
export async function bufferDays(
  trx: Transaction,
  kind: DayKind,
  slotClass: SlotClass,
  picks: readonly (KeyedRow | KeyedDelivery)[],
  seq: bigint,
): Promise<void> {
  if (picks.length === 0) return
  const delivery = (pick: KeyedRow | KeyedDelivery): KeyedDelivery | undefined => (isDelivery(pick) ? pick : undefined)
  await trx.query(
    `insert into measurements.buffered_day
       (kind, slot_class, series_id, market_day, sort_group, registered_at, position, document_id, transaction_id, body, recorded_seq)
     select $1, $2, r.*, $11 from unnest($3::int[], $4::int[], $5::int[], $6::bigint[], $7::int[], $8::text[], $9::text[], $10::bytea[]) as r`,
    [
      kind,
      slotClass,
      picks.map((pick) => pick.seriesId),
      picks.map(dayOf),
      picks.map((pick) => pick.sortGroup),
      picks.map((pick) => pick.registeredAtMs),
      picks.map((pick) => delivery(pick)?.position ?? 0),
      picks.map((pick) => delivery(pick)?.documentId ?? ''),
      picks.map((pick) => delivery(pick)?.transactionId ?? ''),
      picks.map((pick) => bodyOf(pick.rows, pick.row)),
      seq,
    ],
  )
}

interface BufferedDayRow {
  readonly slot_class: SlotClass
  readonly series_id: number
  readonly market_day: number
  readonly sort_group: number
  readonly registered_at: bigint
  readonly recorded_seq: bigint
  readonly position: number
  readonly document_id: string
  readonly transaction_id: string
  readonly body: Buffer
}

/**
 * The buffered rows that a condition (over measurements.buffered_day b, its parameters from $2) selects: of a table, or
 * all that are deliveries, those among them that are reading days at the same time.
 */
export async function readBuffered(
  trx: Transaction,
  kind: DayKind | 'delivered',
  condition: string,
  parameters: readonly unknown[],
): Promise<BufferedDay[]> {
  const ofKind = kind === 'delivered' ? `$1 = 'delivered' and b.document_id <> ''` : 'b.kind = $1'
  const { rows } = await trx.query<BufferedDayRow>(
    `select b.* from measurements.buffered_day b where ${ofKind} and (${condition})
     order by b.slot_class, b.market_day, b.sort_group, b.series_id, b.recorded_seq, b.position`,
    [kind, ...parameters],
  )
  return rows.map(fromBufferedDayRow)
}

function fromBufferedDayRow(row: BufferedDayRow): BufferedDay {
  return {
    slotClass: row.slot_class,
    seriesId: row.series_id,
    sortGroup: row.sort_group,
    registeredAtMs: Number(row.registered_at),
    recordedSeq: row.recorded_seq,
    position: row.position,
    documentId: row.document_id,
    transactionId: row.transaction_id,
    rows: dayRowOf(row.slot_class, row.market_day, row.body),
    row: 0,
  }
}

/** One row as bytes: the four masks' words as doubles, then the values as 64-bit integers; little endian. */
export function bodyOf(rows: DayRows, row: number): Buffer {
  const n = rows.slotClass
  const words = wordCount(n)
  const body = Buffer.alloc((DAY_MASKS.length * words + n) * 8)
  DAY_MASKS.forEach((mask, m) => {
    for (let w = 0; w < words; w += 1) body.writeDoubleLE(rows[mask][row * words + w] ?? 0, (m * words + w) * 8)
  })
  for (let k = 0; k < n; k += 1)
    body.writeBigInt64LE(rows.values[row * n + k] ?? 0n, (DAY_MASKS.length * words + k) * 8)
  return body
}

/** The row that bodyOf wrote, as a block of one row. */
export function dayRowOf(slotClass: SlotClass, marketDay: number, body: Buffer): DayRows {
  const words = wordCount(slotClass)
  const rows = newDayRows(slotClass, 1)
  rows.marketDay[0] = marketDay
  DAY_MASKS.forEach((mask, m) => {
    for (let w = 0; w < words; w += 1) rows[mask][w] = body.readDoubleLE((m * words + w) * 8)
  })
  for (let k = 0; k < slotClass; k += 1) rows.values[k] = body.readBigInt64LE((DAY_MASKS.length * words + k) * 8)
  return rows
}
