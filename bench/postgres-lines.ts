/** What the server may use for one query: memory for every sort and hash, and both processors of the machine. */
export const POSTGRES_SETTINGS = {
  work_mem: '1GB',
  hash_mem_multiplier: '2',
  max_parallel_workers_per_gather: '2',
  effective_cache_size: '8GB',
  random_page_cost: '1.1',
  timezone: 'UTC',
} as const

/** Lines as Gridbook makes them: energy, tariffs and taxes, subscriptions; rounded half away from zero, as numeric rounds. */
export function postgresLines(monthDays: number): string {
  return `create unlogged table bench.line as
    with energy as (
      select p.point_id, sum(r.kwh) as kwh, sum(r.kwh * s.price) as spot
      from bench.point p
      join bench.reading r on r.point_id = p.point_id and r.at >= p.from_at and r.at < p.to_at
      join bench.spot_price s on s.price_area = p.price_area and s.at = r.at
      group by p.point_id),
    tariff as (
      select l.point_id, c.charge_id, c.is_tax, case when not c.is_profile then t.price end as unit_price,
        sum(r.kwh) as kwh, sum(r.kwh * t.price) * l.factor as amount
      from bench.link l
      join bench.charge c on c.charge_id = l.charge_id and c.charge_type = 'tariff'
      join bench.reading r on r.point_id = l.point_id and r.at >= l.from_at and r.at < l.to_at
      join bench.charge_price t on t.charge_id = l.charge_id and t.at = r.at
      group by l.point_id, c.charge_id, c.is_tax, l.factor, 4),
    line as (
      select point_id, 'energy' as line_type, null::int as charge_id, p.sign * e.kwh as quantity, null::numeric as unit_price,
        p.sign * e.spot + e.kwh * p.terms as amount
      from energy e join bench.point p using (point_id)
      union all
      select point_id, case when is_tax then 'tax' else 'tariff' end, charge_id, kwh, unit_price, amount from tariff
      union all
      select l.point_id, 'subscription', l.charge_id, l.days, m.price, m.price * l.factor * l.days / ${monthDays}
      from bench.link l join bench.charge c on c.charge_id = l.charge_id and c.charge_type = 'subscription'
      join bench.month_price m on m.charge_id = l.charge_id
      union all
      select point_id, 'supplier_subscription', null, days, subscription, subscription * days / ${monthDays} from bench.point)
    select p.metering_point_id, l.line_type, l.charge_id, l.quantity, l.unit_price, (round(l.amount, 2) * 100)::bigint as amount_ore
    from line l join bench.point p using (point_id)`
}

/** The columns that tell a line, as texts of one row each; both sides are put in the same order and compared row by row. */
export const LINE_TEXT_IN_POSTGRES = `select concat_ws(' ', metering_point_id, line_type, coalesce(charge_id, 0), round(quantity, 6),
    coalesce(round(unit_price, 6)::text, '-'), amount_ore) as line from bench.line`

/** The same of Gridbook's lines. @param lines relation priced_line */
export function lineTextOf(lines: string): string {
  return `select concat_ws(' ', metering_point_id, line_type, coalesce(charge_id, 0), quantity,
    coalesce(cast(unit_price as VARCHAR), '-'), amount_ore) as line from ${lines} as l`
}
