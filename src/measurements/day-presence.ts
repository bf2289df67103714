import type { Transaction } from '../platform/index.ts'
import type { SlotClass } from '../kernel/index.ts'

/** How many series share a row of presence bits. */
const SERIES_PER_CHUNK = 2048

/** A day of a series. */
export interface SeriesDay {
  readonly slotClass: SlotClass
  readonly marketDay: number
  readonly seriesId: number
}

/**
 * Locks the presence rows of the given days until the transaction ends, says which of the days already have deliveries,
 * and marks them all. Whoever holds the lock is the only writer of these days.
 * @returns for each day in order, whether it was seen before this transaction
 */
export async function claimDays(trx: Transaction, days: readonly SeriesDay[]): Promise<boolean[]> {
  const chunks = new Map<number, Chunk>()
  const chunkOf = days.map((day) => {
    const number = Math.floor(day.seriesId / SERIES_PER_CHUNK)
    const key = (day.marketDay * 512 + day.slotClass) * 2 ** 20 + number
    const chunk = chunks.get(key) ?? {
      slotClass: day.slotClass,
      marketDay: day.marketDay,
      number,
      bits: Buffer.alloc(0),
    }
    chunks.set(key, chunk)
    return chunk
  })
  // One order for all writers: no two can wait for each other.
  const sorted = [...chunks.values()].toSorted(
    (a, b) => a.slotClass - b.slotClass || a.marketDay - b.marketDay || a.number - b.number,
  )
  await lock(trx, sorted)
  const seen = days.map((day, i) => isSet(chunkOf[i]?.bits, day.seriesId % SERIES_PER_CHUNK))
  days.forEach((day, i) => {
    const chunk = chunkOf[i]
    if (chunk !== undefined) set(chunk.bits, day.seriesId % SERIES_PER_CHUNK)
  })
  await write(trx, sorted)
  return seen
}

interface Chunk {
  readonly slotClass: SlotClass
  readonly marketDay: number
  readonly number: number
  bits: Buffer
}

async function lock(trx: Transaction, chunks: readonly Chunk[]): Promise<void> {
  await trx.query(
    `insert into measurements.day_presence (slot_class, market_day, series_chunk, bits)
     select c.*, decode(repeat('00', ${SERIES_PER_CHUNK / 8}), 'hex') from unnest($1::smallint[], $2::int[], $3::int[]) as c
     on conflict do nothing`,
    keysOf(chunks),
  )
  const { rows } = await trx.query<{ slot_class: number; market_day: number; series_chunk: number; bits: Buffer }>(
    `select p.* from measurements.day_presence p
     join unnest($1::smallint[], $2::int[], $3::int[]) as c(slot_class, market_day, series_chunk)
       using (slot_class, market_day, series_chunk)
     order by p.slot_class, p.market_day, p.series_chunk for update of p`,
    keysOf(chunks),
  )
  const bits = new Map(rows.map((row) => [`${row.slot_class}/${row.market_day}/${row.series_chunk}`, row.bits]))
  for (const chunk of chunks) {
    chunk.bits = Buffer.from(
      bits.get(`${chunk.slotClass}/${chunk.marketDay}/${chunk.number}`) ?? Buffer.alloc(SERIES_PER_CHUNK / 8),
    )
  }
}

async function write(trx: Transaction, chunks: readonly Chunk[]): Promise<void> {
  await trx.query(
    `update measurements.day_presence p set bits = c.bits
     from unnest($1::smallint[], $2::int[], $3::int[], $4::bytea[]) as c(slot_class, market_day, series_chunk, bits)
     where p.slot_class = c.slot_class and p.market_day = c.market_day and p.series_chunk = c.series_chunk and p.bits <> c.bits`,
    [...keysOf(chunks), chunks.map((chunk) => chunk.bits)],
  )
}

function keysOf(chunks: readonly Chunk[]): unknown[] {
  return [
    chunks.map((chunk) => chunk.slotClass),
    chunks.map((chunk) => chunk.marketDay),
    chunks.map((chunk) => chunk.number),
  ]
}

function isSet(bits: Buffer | undefined, at: number): boolean {
  return ((bits?.[at >> 3] ?? 0) & (1 << (at & 7))) !== 0
}

function set(bits: Buffer, at: number): void {
  bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7))
}
