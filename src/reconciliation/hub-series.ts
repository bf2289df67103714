import { daysOf, marketDay, slotCount, type MarketZone, type Period } from '../kernel/index.ts'
import type { Pool, Transaction } from '../platform/index.ts'
import { keyText, type SeriesDay } from './model.ts'

/** The energy of ours that the hub has sent for a period, one row for each series and day. */
export interface HubSums {
  readonly days: readonly SeriesDay[]
  /** the calculations whose series count, by their number at the hub */
  readonly calculationVersions: readonly bigint[]
}

interface HubDay {
  readonly process_type: string
  readonly settlement_version: string | null
  readonly calculation_version: bigint
  readonly grid_area: string
  readonly balance_responsible_id: string | null
  readonly metering_point_type: 'consumption' | 'production'
  readonly settlement_method: 'flex' | 'non_profiled' | null
  readonly resolution: 'PT15M' | 'PT1H'
  readonly market_day: string
  readonly micro_kwh: (string | bigint | null)[]
}

/**
 * What counts of all that the hub has sent up to a number (datahub 2.3, 4.8): of the series for one area, type, method,
 * balance responsible party and day the one of the latest process - correction before wholesale fixing before balance
 * fixing before preliminary - and of these the highest version. Series by balance responsible party are summed; a series
 * without one stands for all of them.
 */
export async function hubSums(
  trx: Pool | Transaction,
  {
    period,
    atSeq,
    energySupplierId,
  }: { readonly period: Period; readonly atSeq: bigint; readonly energySupplierId: string },
  zone: MarketZone,
): Promise<HubSums> {
  const days = daysOf(period, zone).map(({ day }) => day.date)
  const { rows } = await trx.query<HubDay>(
    `select distinct on (s.grid_area, s.metering_point_type, s.settlement_method, s.balance_responsible_id, d.market_day)
       s.process_type, s.settlement_version, s.calculation_version, s.grid_area, s.balance_responsible_id, s.metering_point_type,
       s.settlement_method, s.resolution, d.market_day::text, d.micro_kwh
     from reconciliation.hub_series s join reconciliation.hub_series_day d using (hub_series_id)
     where d.market_day = any($1::date[]) and s.recorded_seq <= $2 and s.metering_point_type <> 'exchange'
       and s.energy_supplier_id = $3
     order by s.grid_area, s.metering_point_type, s.settlement_method, s.balance_responsible_id, d.market_day,
       array_position(array['D03', 'D04', 'D05', 'D32'], s.process_type) desc, s.settlement_version desc nulls last,
       s.calculation_version desc, s.hub_series_id desc`,
    [days, atSeq, energySupplierId],
  )
  return {
    days: summedOverParties(rows, zone),
    calculationVersions: [...new Set(rows.map((row) => row.calculation_version))].toSorted((a, b) => (a < b ? -1 : 1)),
  }
}

function summedOverParties(rows: readonly HubDay[], zone: MarketZone): SeriesDay[] {
  const groups = Map.groupBy(rows, (row) => `${keyText(keyOf(row))}|${row.market_day}`)
  return [...groups.values()].flatMap((group) => {
    const whole = group.filter((row) => row.balance_responsible_id === null)
    const counted = whole.length > 0 ? whole : group
    const [first] = counted
    if (first === undefined) return []
    const series = counted.map((row) => quartersOf(row, zone))
    const length = Math.max(...series.map((quarters) => quarters.length))
    const milliKwh = Array.from({ length }, (_, k) => sumOf(series.map((quarters) => quarters[k])))
    return [{ ...keyOf(first), marketDay: first.market_day, milliKwh }]
  })
}

function keyOf(row: HubDay): Pick<SeriesDay, 'gridArea' | 'meteringPointType' | 'settlementMethod'> {
  return {
    gridArea: row.grid_area,
    meteringPointType: row.metering_point_type,
    settlementMethod: row.settlement_method,
  }
}

// Hours of the time before quarterly settlement stand in their first quarter: own sums of such a period do the same.
function quartersOf(row: HubDay, zone: MarketZone): (bigint | undefined)[] {
  const values = row.micro_kwh.map((value) => (value === null ? undefined : BigInt(value) / 1000n))
  if (row.resolution === 'PT15M') return values
  const quarters = slotCount(marketDay(row.market_day, zone), 'PT15M')
  return Array.from({ length: quarters }, (_, k) => (k < values.length ? values[k] : undefined))
}

function sumOf(values: readonly (bigint | undefined)[]): bigint | undefined {
  const given = values.filter((value) => value !== undefined)
  return given.length === 0 ? undefined : given.reduce((sum, value) => sum + value, 0n)
}
