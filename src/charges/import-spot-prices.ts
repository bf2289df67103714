import { finding, formatInstant } from '../kernel/index.ts'
import type { Finding } from '../kernel/index.ts'
import { copyRows, csvBatches, faultPoint, importTally, inTransaction, nextRecordedSeq } from '../platform/index.ts'
import type { ImportReport, ImportTally, Transaction } from '../platform/index.ts'
import type { MarketZone } from '../kernel/index.ts'
import type { ChargeImportPorts } from './import-charges.ts'
import { toPriceText } from './price-text.ts'
import { SPOT_COLUMNS, spotFormOf, spotLine } from './spot-lines.ts'
import type { SpotLine } from './spot-lines.ts'

/**
 * Imports spot prices from a CSV file of our own columns or of the public data sets; the columns are in the room's README.
 * Good lines are stored in one transaction, bad ones reported; doing it again stores nothing.
 */
export async function importSpotPrices(path: string, { pool, profile }: ChargeImportPorts): Promise<ImportReport> {
  const tally = importTally()
  const done = await inTransaction(pool, async (trx) => {
    await trx.query(
      `create temp table staged_price (line integer, price_area text collate "C", starts_at timestamptz, dkk_per_mwh numeric(12,6), resolution text)
       on commit drop`,
    )
    await stage(trx, path, profile.zone, tally)
    await trx.query('analyze staged_price')
    await trx.query('lock table charges.spot_price in share row exclusive mode')
    tally.add(await doubledQuarters(trx))
    const { staged, fresh } = await decide(trx)
    const counts = { appended: fresh, unchanged: staged - fresh }
    if (fresh === 0) return { ...counts, recordedSeq: undefined }
    const recordedSeq = await nextRecordedSeq(trx)
    await trx.query(
      `insert into charges.spot_price (price_area, starts_at, recorded_seq, dkk_per_mwh, resolution)
       select price_area, starts_at, ${recordedSeq}, dkk_per_mwh, resolution from new_price order by price_area, starts_at`,
    )
    faultPoint('spot-prices:before-commit')
    return { ...counts, recordedSeq }
  })
  return tally.report(done)
}

async function stage(trx: Transaction, path: string, zone: MarketZone, tally: ImportTally): Promise<void> {
  for await (const batch of csvBatches(path, SPOT_COLUMNS)) {
    tally.add(batch.findings)
    const form = spotFormOf(batch.header)
    const sound: SpotLine[] = []
    for (const line of batch.lines) {
      const { value, faults } = spotLine(line, form, zone)
      tally.add(faults)
      if (value !== undefined) sound.push(value)
    }
    await copyRows(trx, 'staged_price (line, price_area, starts_at, dkk_per_mwh, resolution)', quarterRows(sound))
  }
}

const QUARTER_MS = 900_000

function* quarterRows(lines: readonly SpotLine[]): Generator<string[]> {
  for (const { line, priceArea, startMs, resolution, dkkPerMwh } of lines) {
    const quarters = resolution === 'PT1H' ? 4 : 1
    for (let n = 0; n < quarters; n += 1) {
      const startsAt = formatInstant(startMs + n * QUARTER_MS)
      yield [String(line), priceArea, startsAt, toPriceText(dkkPerMwh), resolution]
    }
  }
}

/** Takes out the lines that speak of a quarter of an earlier line. */
async function doubledQuarters(trx: Transaction): Promise<Finding[]> {
  const { rows } = await trx.query<{ line: number }>(
    `delete from staged_price where line in (
       select line from (
         select line, row_number() over (partition by price_area, starts_at order by line) as nth from staged_price
       ) counted where nth > 1
     ) returning line`,
  )
  const lines = [...new Set(rows.map(({ line }) => line))].toSorted((a, b) => a - b)
  return lines.map((line) =>
    finding('STATEMENT_DOUBLED', 'an earlier line has a price for the same time', { line, field: 'start' }),
  )
}

/** Fills `new_price` with what differs from what is known. Counts are of lines. */
async function decide(trx: Transaction): Promise<{ readonly staged: number; readonly fresh: number }> {
  await trx.query(
    `create temp table new_price on commit drop as
     select s.* from staged_price s
     left join (
       select distinct on (price_area, starts_at) price_area, starts_at, dkk_per_mwh, resolution
       from charges.spot_price where (price_area, starts_at) in (select price_area, starts_at from staged_price)
       order by price_area, starts_at, recorded_seq desc
     ) k using (price_area, starts_at)
     where row(k.dkk_per_mwh, k.resolution) is distinct from row(s.dkk_per_mwh, s.resolution)`,
  )
  const { rows } = await trx.query<{ staged: number; fresh: number }>(
    `select (select count(distinct line) from staged_price)::integer as staged,
            (select count(distinct line) from new_price)::integer as fresh`,
  )
  return rows[0] ?? { staged: 0, fresh: 0 }
}
