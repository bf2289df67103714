import type { SlotClass } from '../kernel/index.ts'
import type { Engine, Transaction } from '../platform/index.ts'

/** A reading day that a later one replaced and whose file does not say so yet. */
export interface SupersededDay {
  readonly seriesId: number
  /** Day number. */
  readonly marketDay: number
  /** The commit that recorded the day, and the one that replaced it. */
  readonly recordedSeq: bigint
  readonly supersededSeq: bigint
}

/** Records replaced days under the commit that replaces them. */
export async function recordSuperseded(
  trx: Transaction,
  replaced: readonly (Omit<SupersededDay, 'supersededSeq'> & { readonly slotClass: SlotClass })[],
  seq: bigint,
): Promise<void> {
  if (replaced.length === 0) return
  await trx.query(
    `insert into measurements.superseded_day (slot_class, market_day, series_id, recorded_seq, superseded_seq)
     select s.*, $5 from unnest($1::smallint[], $2::int[], $3::int[], $4::bigint[]) as s`,
    [
      replaced.map((row) => row.slotClass),
      replaced.map((row) => row.marketDay),
      replaced.map((row) => row.seriesId),
      replaced.map((row) => row.recordedSeq),
      seq,
    ],
  )
}

/**
 * Replaced days of some months that were replaced at or before a number.
 * @param inFiles only days that lie in the lake, not those that still wait in the buffer
 */
export async function supersededDays(
  trx: Transaction,
  slotClass: SlotClass,
  { months, atSeq, inFiles }: { readonly months: readonly string[]; readonly atSeq: bigint; readonly inFiles: boolean },
): Promise<SupersededDay[]> {
  const notBuffered = `and not exists (select from measurements.buffered_day b
    where b.slot_class = s.slot_class and b.series_id = s.series_id and b.market_day = s.market_day
      and b.kind = 'reading' and b.recorded_seq = s.recorded_seq)`
  const { rows } = await trx.query<{
    series_id: number
    market_day: number
    recorded_seq: bigint
    superseded_seq: bigint
  }>(
    `select s.series_id, s.market_day, s.recorded_seq, s.superseded_seq from measurements.superseded_day s
     where s.slot_class = $1 and s.superseded_seq <= $2 and to_char(date '1970-01-01' + s.market_day, 'YYYY-MM') = any($3)
       ${inFiles ? notBuffered : ''}
     order by s.market_day, s.series_id, s.recorded_seq`,
    [slotClass, atSeq, months],
  )
  return rows.map((row) => ({
    seriesId: row.series_id,
    marketDay: row.market_day,
    recordedSeq: row.recorded_seq,
    supersededSeq: row.superseded_seq,
  }))
}

/** Replaced days that compaction has written into their files. */
export async function forgetSuperseded(
  trx: Transaction,
  slotClass: SlotClass,
  days: readonly SupersededDay[],
): Promise<void> {
  await trx.query(
    `delete from measurements.superseded_day s
     using unnest($2::int[], $3::int[], $4::bigint[]) as k(series_id, market_day, recorded_seq)
     where s.slot_class = $1 and s.series_id = k.series_id and s.market_day = k.market_day and s.recorded_seq = k.recorded_seq`,
    [slotClass, days.map((day) => day.seriesId), days.map((day) => day.marketDay), days.map((day) => day.recordedSeq)],
  )
}

/** Writes replaced days as a relation: series_id, market_day DATE, recorded_seq, superseded_seq. */
export async function writeSuperseded(engine: Engine, path: string, days: readonly SupersededDay[]): Promise<void> {
  await engine.writeParquet(path, days.length, [
    { name: 'series_id', type: 'INTEGER', data: Int32Array.from(days, (day) => day.seriesId) },
    { name: 'market_day', type: 'DATE', data: Int32Array.from(days, (day) => day.marketDay) },
    { name: 'recorded_seq', type: 'BIGINT', data: BigInt64Array.from(days, (day) => day.recordedSeq) },
    { name: 'superseded_seq', type: 'BIGINT', data: BigInt64Array.from(days, (day) => day.supersededSeq) },
  ])
}
