import type { Pool, Transaction } from '../platform/index.ts'

/** What holds of one charge in a grid area, or, without a charge, of all. Amounts are millionths, as text; null: none. */
export interface HeldAmount {
  readonly grid_area: string
  readonly process_type: 'D05' | 'D32'
  readonly settlement_version: string | null
  readonly calculation_version: bigint
  readonly charge_type: 'subscription' | 'fee' | 'tariff' | null
  readonly charge_code: string | null
  readonly charge_owner_id: string | null
  readonly quantity_unit: 'kWh' | 'pcs'
  /** of all hours and days */
  readonly quantity: string | null
  readonly rows_amount: string | null
  /** of the month; has_month: it was sent */
  readonly month_amount: string | null
  readonly has_month: boolean
  /** hours or days without an amount */
  readonly unknown_amounts: bigint
}

/**
 * What holds of a supplier's amounts for days of a month: in each grid area the latest process, of it the highest version. One row for
 * each charge of an area, and one, without a charge, for its total. A series that came twice counts once.
 */
export async function heldAmounts(
  trx: Pool | Transaction,
  {
    energySupplierId,
    fromDay,
    toDay,
  }: { readonly energySupplierId: string; readonly fromDay: string; readonly toDay: string },
): Promise<HeldAmount[]> {
  const { rows } = await trx.query<HeldAmount>(
    `with sent as (
       select a.*, d.market_day, d.micro_quantity, d.micro_amount
       from reconciliation.hub_amount a join reconciliation.hub_amount_day d using (hub_amount_id)
       where a.energy_supplier_id = $1 and d.market_day >= $2::date and d.market_day < $3::date
         and (a.charge_code is not null or a.charge_owner_id is null)),
     holding as (
       select distinct on (grid_area) grid_area, process_type, settlement_version, calculation_version from sent
       order by grid_area, array_position(array['D05', 'D32'], process_type) desc, settlement_version desc nulls last,
         calculation_version desc),
     held as (
       select distinct on (s.grid_area, s.charge_type, s.charge_code, s.charge_owner_id, s.metering_point_type,
         s.settlement_method, s.resolution, s.market_day) s.*
       from sent s join holding h on h.grid_area = s.grid_area and h.process_type = s.process_type
         and h.calculation_version = s.calculation_version and h.settlement_version is not distinct from s.settlement_version
       order by s.grid_area, s.charge_type, s.charge_code, s.charge_owner_id, s.metering_point_type, s.settlement_method,
         s.resolution, s.market_day, s.hub_amount_id desc)
     select grid_area, process_type, settlement_version, calculation_version, charge_type, charge_code, charge_owner_id,
       min(quantity_unit) as quantity_unit,
       sum((select sum(q) from unnest(micro_quantity) q)) filter (where resolution <> 'P1M')::text as quantity,
       sum((select sum(v) from unnest(micro_amount) v)) filter (where resolution <> 'P1M')::text as rows_amount,
       sum((select sum(v) from unnest(micro_amount) v)) filter (where resolution = 'P1M')::text as month_amount,
       bool_or(resolution = 'P1M') as has_month,
       coalesce(sum((select count(*) from unnest(micro_amount) v where v is null)) filter (where resolution <> 'P1M'), 0)::bigint
         as unknown_amounts
     from held
     group by grid_area, process_type, settlement_version, calculation_version, charge_type, charge_code, charge_owner_id
     order by grid_area, charge_type, charge_code, charge_owner_id`,
    [energySupplierId, fromDay, toDay],
  )
  return rows
}

/** The last month of which a supplier was sent amounts, YYYY-MM. */
export async function lastMonth(trx: Pool | Transaction, energySupplierId: string): Promise<string | undefined> {
  const { rows } = await trx.query<{ month: string | null }>(
    `select to_char(max(d.market_day), 'YYYY-MM') as month
     from reconciliation.hub_amount a join reconciliation.hub_amount_day d using (hub_amount_id) where a.energy_supplier_id = $1`,
    [energySupplierId],
  )
  return rows[0]?.month ?? undefined
}
