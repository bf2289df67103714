import { settlementMethodOf, type Rsm014Document, type Rsm014Series } from '../exchange/index.ts'
import { daysOf, slotCount, type MarketZone } from '../kernel/index.ts'
import { copyRows, type Transaction } from '../platform/index.ts'
import type { RecordedAs, RecordedSeries } from './series-handler.ts'

/**
 * Records the series of an RSM-014 under its message id: each whole day of a series is a row. Which of several series
 * for a day counts is decided when they are read, so the order of arrival has no effect. A message that was recorded
 * before changes nothing.
 */
export async function recordAggregations(
  trx: Transaction,
  document: Rsm014Document,
  { zone, ...as }: RecordedAs & { readonly zone: MarketZone },
): Promise<RecordedSeries> {
  const usable = document.series.filter((series) => !series.refused)
  let recorded = 0
  for (const series of usable) {
    const id = await insertSeries(trx, document.header.processType, series, as)
    if (id === undefined) continue
    recorded += 1
    await copyRows(
      trx,
      'reconciliation.hub_series_day (hub_series_id, market_day, micro_kwh, quality)',
      dayRows(id, series, zone),
    )
  }
  const findings = [...document.findings, ...document.series.flatMap((series) => series.findings)]
  return { series: recorded, findings: findings.filter((found) => found.severity === 'error') }
}

const TYPES: Readonly<Record<string, string>> = { E17: 'consumption', E18: 'production', E20: 'exchange' }

async function insertSeries(
  trx: Transaction,
  processType: string,
  series: Rsm014Series,
  { messageId, seq }: RecordedAs,
): Promise<bigint | undefined> {
  const { rows } = await trx.query<{ hub_series_id: bigint }>(
    `insert into reconciliation.hub_series (message_id, transaction_id, process_type, settlement_version, calculation_version,
       grid_area, energy_supplier_id, balance_responsible_id, metering_point_type, settlement_method, resolution, recorded_seq)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (message_id, transaction_id) do nothing returning hub_series_id`,
    [
      messageId,
      series.transactionId,
      processType,
      series.settlementVersion ?? null,
      series.version,
      series.gridArea,
      series.energySupplierId ?? null,
      series.balanceResponsibleId ?? null,
      TYPES[series.meteringPointType],
      series.settlementMethod === undefined ? null : settlementMethodOf(series.settlementMethod),
      series.resolution,
      seq,
    ],
  )
  return rows[0]?.hub_series_id
}

const LETTERS = { measured: 'm', calculated: 'c', estimated: 'e', incomplete: 'i', missing: '-' } as const

function* dayRows(id: bigint, series: Rsm014Series, zone: MarketZone): Generator<readonly string[]> {
  const byPosition = new Map(series.points.map((point) => [point.position, point]))
  const isHourly = series.resolution === 'PT1H'
  const slotMs = isHourly ? 3_600_000 : 900_000
  for (const { day } of daysOf(series, zone)) {
    const before = (day.startMs - series.fromMs) / slotMs
    const points = Array.from({ length: slotCount(day, isHourly ? 'PT1H' : 'PT15M') }, (_, slot) =>
      byPosition.get(before + slot + 1),
    )
    const values = points.map((point) => (point?.quantity === undefined ? 'NULL' : String(point.quantity)))
    const quality = points.map((point) => (point === undefined ? ' ' : LETTERS[point.quality])).join('')
    yield [String(id), day.date, `{${values.join(',')}}`, quality]
  }
}
