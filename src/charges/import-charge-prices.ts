import { finding } from '../kernel/index.ts'
import type { Finding } from '../kernel/index.ts'
import {
  faultPoint,
  importTally,
  inTransaction,
  nextRecordedSeq,
  readCsvTable,
  stagedFindings,
  stagePeriods,
} from '../platform/index.ts'
import type { ImportReport, StagedPeriod, Transaction } from '../platform/index.ts'
import { KEY_FIELDS } from './charge-lines.ts'
import type { ChargeImportPorts } from './import-charges.ts'
import { knownCharges, lockCharges } from './known-charges.ts'
import { PRICE_LOG } from './model.ts'
import { HOUR_FIELDS, priceLine } from './price-lines.ts'
import type { PriceLine } from './price-lines.ts'
import { newSeriesDays, writeSeriesDays } from './price-series-store.ts'
import { toPriceArray, toPriceText } from './price-text.ts'

const COLUMNS = {
  required: [...KEY_FIELDS],
  optional: ['valid_from', 'valid_to', 'tombstone', 'price', ...HOUR_FIELDS, 'start', 'resolution', 'prices'],
}

/**
 * Imports prices of charges from a CSV file; the columns are in the room's README. Good lines are stored in one
 * transaction, bad ones reported; doing it again stores nothing.
 */
export async function importChargePrices(path: string, { pool, profile }: ChargeImportPorts): Promise<ImportReport> {
  const table = await readCsvTable(path, COLUMNS)
  const tally = importTally()
  tally.add(table.findings)
  const done = await inTransaction(pool, async (trx) => {
    await lockCharges(trx)
    const charges = await knownCharges(trx)
    const lines: PriceLine[] = []
    for (const line of table.lines) {
      const { value, faults } = priceLine(line, charges, profile.zone)
      tally.add(faults)
      if (value !== undefined) lines.push(value)
    }
    const crossing = crossingSeries(lines)
    tally.add(crossing)
    return await recordPrices(
      trx,
      lines.filter(({ line }) => !tally.isRefused(line)),
      tally.add,
    )
  })
  return tally.report(done)
}

async function recordPrices(
  trx: Transaction,
  lines: readonly PriceLine[],
  refuse: (findings: readonly Finding[]) => void,
): Promise<Pick<ImportReport, 'appended' | 'unchanged' | 'recordedSeq'>> {
  const staged = await stagePeriods(trx, PRICE_LOG)
  await staged.add(lines.flatMap(toStaged))
  refuse(stagedFindings(await staged.faults()))
  const decided = await staged.decide()
  const series = await newSeriesDays(trx, lines)
  const appended = decided.appended + series.appended
  const unchanged = decided.unchanged + series.unchanged
  if (appended === 0) return { appended, unchanged, recordedSeq: undefined }
  const recordedSeq = await nextRecordedSeq(trx)
  await staged.write(recordedSeq)
  await writeSeriesDays(trx, series.days, recordedSeq)
  faultPoint('charge-prices:before-commit')
  return { appended, unchanged, recordedSeq }
}

function toStaged({ line, charge, tables }: PriceLine): StagedPeriod[] {
  return tables.map(({ prices, ...period }) => ({
    line,
    ...period,
    key: [String(charge.chargeId)],
    values: [
      prices !== undefined && 'price' in prices ? toPriceText(prices.price) : null,
      prices !== undefined && 'hourPrices' in prices ? toPriceArray(prices.hourPrices) : null,
    ],
  }))
}

/** Series of one charge that speak of the same quarter as an earlier line. */
function crossingSeries(lines: readonly PriceLine[]): Finding[] {
  const spokenOf = new Set<string>()
  return lines.flatMap(({ line, charge, days }) => {
    const quarters = days.flatMap(({ day, quarterPrices }) =>
      quarterPrices.flatMap((price, quarter) =>
        price === undefined ? [] : [`${charge.chargeId} ${day.date} ${quarter}`],
      ),
    )
    const crossed = quarters.find((quarter) => spokenOf.has(quarter))
    for (const quarter of quarters) spokenOf.add(quarter)
    if (crossed === undefined) return []
    return [finding('PERIODS_OVERLAP', 'an earlier line has prices for the same time', { line, field: 'start' })]
  })
}
