import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { addDays, marketDay, slotCount, WORD_BITS, type MarketDay } from '../src/kernel/index.ts'
import { dk } from '../src/market/index.ts'
import { inTransaction, parquet, quantity, type LakeFile } from '../src/platform/index.ts'
import type { Hub } from './bench-hub.ts'
import { MONTH } from './prepared-market.ts'

/** Slot classes of the Danish market, with their resolution. */
const CLASSES = [
  { slotClass: 25, resolution: 'PT1H', slotMs: 3_600_000 },
  { slotClass: 100, resolution: 'PT15M', slotMs: 900_000 },
] as const

/** Bit of a quality in the column `quality`: a row has one, a sum the union of its rows. */
export const QUALITY_BITS = { missing: 1, estimated: 2, calculated: 4, measured: 8 } as const

/**
 * Turns the current reading days into one row for each interval: series_id INTEGER, start_ms BIGINT, quantity
 * DECIMAL(18,6), quality TINYINT. A file a day and class, in the order of our own files (group, series), each day row
 * unrolled in its place. Ordered by interval first, it was no faster.
 */
export async function writeIntervalFiles(hub: Hub, directory: string): Promise<string[]> {
  await mkdir(directory, { recursive: true })
  const written: string[] = []
  for (const { slotClass, resolution, slotMs } of CLASSES) {
    for (const file of await currentLakeFiles(hub, slotClass)) {
      for (let dayNumber = file.firstDay; dayNumber <= file.lastDay; dayNumber += 1) {
        const day = addDays(marketDay('1970-01-01', dk.zone), dayNumber)
        const path = join(directory, `${resolution}-${day.date}.parquet`)
        await hub.engine.copyTo(intervalsOf(file, day, slotCount(day, resolution), slotMs), path)
        written.push(path)
      }
    }
  }
  return written
}

async function currentLakeFiles({ intake }: Hub, slotClass: number): Promise<LakeFile[]> {
  const batches = await inTransaction(intake.pool, (trx) =>
    intake.lake.batches(trx, `reading_day_${slotClass}`, [MONTH]),
  )
  return batches.flatMap((batch) => batch.files.filter((file) => !file.superseded))
}

function intervalsOf(file: LakeFile, day: MarketDay, slots: number, slotMs: number): string {
  const indexes = Array.from({ length: slots }, (_, slot) => slot)
  const each = (text: (slot: number) => string): string => `unnest([${indexes.map(text).join(', ')}])`
  return `select series_id, ${each((slot) => `cast(${day.startMs + slot * slotMs} as BIGINT)`)} as start_ms,
    ${each(quantity)} as quantity, ${each(qualityOf)} as quality
    from ${parquet([file.path])} where market_day = date '${day.date}'`
}

function qualityOf(slot: number): string {
  const word = Math.floor(slot / WORD_BITS)
  const bit = 2 ** (slot % WORD_BITS)
  const cases = Object.entries(QUALITY_BITS).map(([name, value]) => `when ${name}_${word} & ${bit} <> 0 then ${value}`)
  return `cast(case ${cases.join(' ')} end as TINYINT)`
}
