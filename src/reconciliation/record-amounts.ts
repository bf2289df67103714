import {
  chargeTypeOf,
  meteringPointTypeOf,
  settlementMethodOf,
  type Rsm019Document,
  type Rsm019Series,
  type WholesalePoint,
} from '../exchange/index.ts'
import { daysOf, slotCount, type MarketZone } from '../kernel/index.ts'
import { copyRows, type Transaction } from '../platform/index.ts'
import type { RecordedAs, RecordedSeries } from './series-handler.ts'

/**
 * Records the series of an RSM-019 under its message id: each day of a series is a row, and a month one at its first day.
 * Which of several holds is decided when they are read, so the order of arrival has no effect. A message that was recorded
 * before changes nothing.
 */
export async function recordAmounts(
  trx: Transaction,
  document: Rsm019Document,
  { zone, ...as }: RecordedAs & { readonly zone: MarketZone },
): Promise<RecordedSeries> {
  let recorded = 0
  for (const series of document.series) {
    const id = series.refused ? undefined : await insertSeries(trx, document.header.processType, series, as)
    if (id === undefined) continue
    recorded += 1
    await copyRows(
      trx,
      'reconciliation.hub_amount_day (hub_amount_id, market_day, micro_quantity, micro_price, micro_amount, quality)',
      dayRows(id, series, zone),
    )
  }
  const findings = [...document.findings, ...document.series.flatMap((series) => series.findings)]
  return { series: recorded, findings: findings.filter((found) => found.severity === 'error') }
}

async function insertSeries(
  trx: Transaction,
  processType: string,
  series: Rsm019Series,
  { messageId, seq }: RecordedAs,
): Promise<bigint | undefined> {
  const wordOf = <Word>(code: string | undefined, read: (code: string) => Word | undefined): Word | null =>
    (code === undefined ? undefined : read(code)) ?? null
  const { rows } = await trx.query<{ hub_amount_id: bigint }>(
    `insert into reconciliation.hub_amount (message_id, transaction_id, process_type, settlement_version, calculation_version,
       grid_area, energy_supplier_id, metering_point_type, settlement_method, charge_code, charge_type, charge_owner_id,
       quantity_unit, currency, resolution, recorded_seq)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     on conflict (message_id, transaction_id) do nothing returning hub_amount_id`,
    [
      messageId,
      series.transactionId,
      processType,
      series.settlementVersion ?? null,
      series.version,
      series.gridArea,
      series.energySupplierId,
      wordOf(series.meteringPointType, meteringPointTypeOf),
      wordOf(series.settlementMethod, settlementMethodOf),
      series.chargeCode ?? null,
      wordOf(series.chargeType, chargeTypeOf),
      series.chargeOwnerId ?? null,
      series.unit === 'KWH' ? 'kWh' : 'pcs',
      series.currency,
      series.resolution,
      seq,
    ],
  )
  return rows[0]?.hub_amount_id
}

const LETTERS = { calculated: 'c', incomplete: 'i', not_available: '-' } as const
const HOUR_MS = 3_600_000

function* dayRows(id: bigint, series: Rsm019Series, zone: MarketZone): Generator<readonly string[]> {
  const at = new Map(series.points.map((point) => [point.position, point]))
  for (const { date, positions } of positionsByDay(series, zone)) {
    const points = positions.map((position) => at.get(position))
    const list = (valueOf: (point: WholesalePoint) => bigint | undefined): string =>
      `{${points.map((point) => (point === undefined ? undefined : valueOf(point)) ?? 'NULL').join(',')}}`
    const quality = points.map((point) => (point === undefined ? ' ' : letterOf(point))).join('')
    yield [
      String(id),
      date,
      list((point) => point.quantity),
      list((point) => point.price),
      list((point) => point.amount),
      quality,
    ]
  }
}

function letterOf({ quality }: WholesalePoint): string {
  return quality === undefined ? '.' : LETTERS[quality]
}

/** Which positions belong to which day: its hours, itself, or the month that begins with it. */
function positionsByDay(series: Rsm019Series, zone: MarketZone): { date: string; positions: number[] }[] {
  const days = daysOf(series, zone).map(({ day }) => day)
  if (series.resolution === 'PT1H') {
    return days.map((day) => {
      const before = (day.startMs - series.fromMs) / HOUR_MS
      const hours = slotCount(day, 'PT1H')
      return { date: day.date, positions: Array.from({ length: hours }, (_, slot) => before + slot + 1) }
    })
  }
  const first = series.resolution === 'P1D' ? days : days.filter(({ date }) => date.endsWith('-01'))
  return first.map(({ date }, n) => ({ date, positions: [n + 1] }))
}
