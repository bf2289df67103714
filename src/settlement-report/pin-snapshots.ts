import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { exportCharges } from '../charges/index.ts'
import type { MarketDay, MarketZone } from '../kernel/index.ts'
import { exportSeries, openReadingSnapshot } from '../measurements/index.ts'
import { exportPeriods } from '../metering-points/index.ts'
import { parquet, type Engine, type Transaction } from '../platform/index.ts'
import { boundsOf } from './area-runs.ts'
import type { ReportPorts } from './report-ports.ts'
import type { Viewer } from './report-role.ts'
import type { ChargeRelations, MasterRelations } from './reported-points.ts'
import { SIGHT } from './visible-rows.ts'

/** What is pinned. */
export interface Pin {
  /** market days, half open, of which points are read: the report's or more */
  readonly period: { readonly from: string; readonly to: string }
  /** of the report */
  readonly days: readonly MarketDay[]
  readonly viewer: Viewer
  /** whether charges are reported */
  readonly needsAmounts: boolean
  /** as known when this number was committed */
  readonly atSeq: bigint
}

/** Relations of SQL over what was pinned. */
export interface Pinned {
  readonly master: MasterRelations
  /** reading days of hours and of quarters: series_id, market_day, q_k */
  readonly readingDay: Readonly<Record<25 | 100, string>>
}

/** Points, readings and, where they are needed, charges as known at a number. @param directory for what is made of them */
export async function pinSnapshots(
  trx: Transaction,
  { period, days, viewer, needsAmounts, atSeq }: Pin,
  directory: string,
  ports: ReportPorts,
): Promise<Pinned> {
  const { engine, zone } = ports
  await mkdir(directory, { recursive: true })
  const points = join(directory, 'points.parquet')
  const series = join(directory, 'series.parquet')
  await exportPeriods(trx, engine, points, { atSeq, ...period })
  await exportSeries(trx, engine, series)
  const needsCharges = needsAmounts || SIGHT[viewer.role].points === 'charged'
  const months = [...new Set(days.map(({ date }) => date.slice(0, 7)))]
  const readings = await openReadingSnapshot(trx, { months, directory: join(directory, 'readings'), atSeq }, ports)
  return {
    master: {
      pointPeriod: parquet([points]),
      series: parquet([series]),
      charges: needsCharges
        ? await pinCharges(trx, join(directory, 'charges'), { ...boundsOf(days), atSeq, zone }, engine)
        : undefined,
    },
    readingDay: { 25: `(${readings.relation(25)})`, 100: `(${readings.relation(100)})` },
  }
}

async function pinCharges(
  trx: Transaction,
  directory: string,
  period: { readonly from: string; readonly to: string; readonly atSeq: bigint; readonly zone: MarketZone },
  engine: Engine,
): Promise<ChargeRelations> {
  await mkdir(directory, { recursive: true })
  const files = await exportCharges(trx, engine, directory, period)
  return {
    charge: parquet([files.charge.path]),
    chargePeriod: parquet([files.chargePeriod.path]),
    linkPeriod: parquet([files.chargeLinkPeriod.path]),
    priceDay: parquet([files.chargePriceDay.path]),
    monthPrice: parquet([files.chargeMonthPrice.path]),
  }
}
