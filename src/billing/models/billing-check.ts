import { slots, sum } from '../../platform/index.ts'
import type { With } from '../pricing/relations.ts'

/** What must hold of a run before it issues anything. */
export const BILLING_CHECKS = ['energy_once', 'days_once', 'points_once', 'documents_add_up'] as const
/** One of the checks. */
export type BillingCheck = (typeof BILLING_CHECKS)[number]

type CheckInputs = With<'calendar' | 'openPeriod' | 'pricedLine' | 'pricingFault' | 'segment' | 'document'>

/**
 * Violations of each check (rows check_name VARCHAR, violations BIGINT; a check that holds has 0).
 * energy_once: of every period that lacks nothing the energy lines have all energy that was read on its open days, added up another way;
 * days_once: they have each of its days once; points_once: no point is open twice on a day;
 * documents_add_up: what documents bill is what their lines say.
 */
export function billingCheckSql(relations: CheckInputs): string {
  const { openPeriod, pricedLine, pricingFault, segment, document } = relations
  const whole = `(select o.* from ${openPeriod} as o
    where o.period_id in (select period_id from ${segment} as s where is_energy)
      and o.contract_id not in (select contract_id from ${pricingFault} as f))`
  const billed = `(select period_id, sum(abs(quantity)) as kwh, sum(to_day - from_day) as days from ${pricedLine} as l
    where line_type = 'energy' group by period_id)`
  const counts: Readonly<Record<BillingCheck, string>> = {
    energy_once: `select count(*) from ${whole} as o
      left join ${billed} as b on b.period_id = o.period_id
      left join (${readEnergy(relations)}) as r on r.period_id = o.period_id
      where coalesce(b.kwh, -1) <> coalesce(r.kwh, 0)`,
    days_once: `select count(*) from ${whole} as o left join ${billed} as b on b.period_id = o.period_id
      where coalesce(b.days, -1) <> o.to_day - o.from_day`,
    points_once: `select count(*) from ${openPeriod} as o join ${openPeriod} as p
      on p.metering_point_id = o.metering_point_id and p.period_id <> o.period_id and p.from_day < o.to_day and o.from_day < p.to_day`,
    documents_add_up: `select count(*) from (select coalesce(sum(net_ore), 0) as net from ${document} as d) as d
      where d.net <> (select coalesce(sum(amount_ore), 0) from ${pricedLine} as l where contract_id not in (select contract_id from ${pricingFault} as f))`,
  }
  return BILLING_CHECKS.map(
    (name) => `select '${name}' as check_name, cast((${counts[name]}) as BIGINT) as violations`,
  ).join('\nunion all ')
}

/** Energy of the open days, added up column by column and without a thought of prices. Grain: period_id. */
function readEnergy({ openPeriod, segment, series, readingDay25, readingDay100 }: CheckInputs): string {
  const part = (slotClass: 25 | 100, readings: string): string =>
    `select o.period_id, ${slots(slotClass, (k) => `coalesce(${sum(`r.q_${k + 1}`)}, 0)`, ' + ')} as kwh
      from ${openPeriod} as o
      join ${series} as s on s.metering_point_id = o.metering_point_id
      join ${readings} as r on r.series_id = s.series_id and r.market_day >= o.from_day and r.market_day < o.to_day
      where exists (select 1 from ${segment} as g where g.period_id = o.period_id and g.slot_class = ${slotClass}
        and g.from_day <= r.market_day and r.market_day < g.to_day)
      group by o.period_id`
  return `select period_id, sum(kwh) as kwh from (${part(25, readingDay25)} union all ${part(100, readingDay100)}) as e group by period_id`
}
