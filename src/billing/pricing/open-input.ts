import { join } from 'node:path'
import { exportCharges } from '../../charges/index.ts'
import { marketDay } from '../../kernel/index.ts'
import { gridAreasAsKnown } from '../../market/index.ts'
import { exportSeries, openReadingSnapshot } from '../../measurements/index.ts'
import { exportPeriods } from '../../metering-points/index.ts'
import { inTransaction, parquet, valuesRelation } from '../../platform/index.ts'
import type { ColumnSpec, Transaction, WrittenFile } from '../../platform/index.ts'
import { exportSupply } from '../../supply/index.ts'
import type { BillingPorts } from '../billing-ports.ts'
import { marketDays, monthsOf } from '../models/calendar.ts'
import { openPeriodSql, type OpenDays } from '../models/open-period.ts'
import type { PricingInput } from './price-lines.ts'
import type { PricingRelations } from './relations.ts'
import { exportedFrom, pricingWindow } from './window.ts'

/** Which days are priced, and from what. */
export type InputRequest = OpenDays & {
  /** as known when this number was committed: the same files' worth of rows however often it is asked */
  readonly atSeq: bigint
  /** the caller's own, for what is made of it; it exists, and the caller removes it */
  readonly directory: string
  /** of a period that lacks readings the days without a gap are priced, and the fault stays; left out: it has no line */
  readonly withoutMissing?: boolean | undefined
}

// Before any supply, so that no period is cut at its beginning.
const EVER = '1990-01-01'

/** The relations of a pricing and its open days; undefined input when no day is open. */
export async function openPricingInput(
  request: InputRequest,
  ports: BillingPorts,
): Promise<{ readonly openPeriod: WrittenFile; readonly input: PricingInput | undefined }> {
  return await inTransaction(ports.pool, (trx) => openWithin(trx, request, ports), { isolation: 'repeatable read' })
}

async function openWithin(
  trx: Transaction,
  request: InputRequest,
  ports: BillingPorts,
): ReturnType<typeof openPricingInput> {
  const { directory, atSeq, to } = request
  const { engine, zone } = ports
  const path = (name: string): string => join(directory, `${name}.parquet`)
  const supply = await exportSupply(trx, engine, directory, { from: EVER, to, atSeq })
  const billed = await writeBilledPeriods(trx, path('billed_period'), atSeq, ports)
  const known = { supplyPeriod: parquet([supply.path]), billedPeriod: parquet([billed.path]) }
  const openPeriod = await engine.copyTo(openPeriodSql(known, request), path('open_period'))
  const window = await pricingWindow(openPeriod, engine, zone)
  if (window === undefined) return { openPeriod, input: undefined }
  const charges = await exportCharges(trx, engine, directory, {
    from: exportedFrom(window, zone),
    to: window.to,
    atSeq,
    zone,
  })
  const period = { fromMs: marketDay(window.from, zone).startMs, toMs: marketDay(window.to, zone).startMs, zone }
  const points = await exportPeriods(trx, engine, path('point_period'), { atSeq, period })
  const series = await exportSeries(trx, engine, path('series'))
  const months = monthsOf(marketDays(window.from, window.to, zone))
  const readings = await openReadingSnapshot(trx, { months, directory: join(directory, 'readings'), atSeq }, ports)
  const relations: PricingRelations = {
    ...known,
    pointPeriod: parquet([points.path]),
    series: `(select metering_point_id, series_id from ${parquet([series.path])} where stream = '' and unit = 'kWh')`,
    gridArea: await gridAreaRelation(trx, atSeq),
    readingDay25: `(${readings.relation(25)})`,
    readingDay100: `(${readings.relation(100)})`,
    charge: parquet([charges.charge.path]),
    chargePeriod: parquet([charges.chargePeriod.path]),
    chargeLinkPeriod: parquet([charges.chargeLinkPeriod.path]),
    chargePriceDay: parquet([charges.chargePriceDay.path]),
    chargeMonthPrice: parquet([charges.chargeMonthPrice.path]),
    spotPriceDay: parquet([charges.spotPriceDay.path]),
  }
  return { openPeriod, input: { relations, openPeriod, ...window, zone } }
}

async function writeBilledPeriods(
  trx: Transaction,
  path: string,
  atSeq: bigint,
  { engine }: BillingPorts,
): Promise<WrittenFile> {
  const { rows } = await trx.query<[string, number, number]>({
    rowMode: 'array',
    text: `select metering_point_id, min(from_day) - date '1970-01-01', max(to_day) - date '1970-01-01'
      from billing.billed_period_as_known($1) group by supply_period_id, metering_point_id order by metering_point_id, 2`,
    values: [atSeq],
  })
  return await engine.writeParquet(path, rows.length, [
    { name: 'metering_point_id', type: 'VARCHAR', data: rows.map((row) => row[0]) },
    { name: 'from_day', type: 'DATE', data: Int32Array.from(rows, (row) => row[1]) },
    { name: 'to_day', type: 'DATE', data: Int32Array.from(rows, (row) => row[2]) },
  ])
}

const AREA_COLUMNS: readonly ColumnSpec[] = [
  { name: 'grid_area', type: 'VARCHAR' },
  { name: 'price_area', type: 'VARCHAR' },
  { name: 'from_day', type: 'DATE' },
  { name: 'to_day', type: 'DATE' },
]

async function gridAreaRelation(trx: Transaction, atSeq: bigint): Promise<string> {
  const areas = await gridAreasAsKnown(trx, { atSeq })
  const rows = areas.map((area) => [area.code, area.priceArea, area.validFrom, area.validTo])
  return valuesRelation(AREA_COLUMNS, rows)
}
