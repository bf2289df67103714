import { dateLiteral, textLiteral } from '../../platform/index.ts'
import { endOf } from './end-of.ts'
import type { PricingRelations } from '../pricing/relations.ts'

/** Which days are priced. */
export type OpenDays = {
  /** the first day that is not priced any more */
  readonly to: string
  /** only these; left out: all */
  readonly contracts?: readonly string[] | undefined
}

/**
 * Relation open_period: what of each supply period has no bill yet. Grain: period_id, numbered in the order of contract,
 * metering point and day. The columns of a supply period, its days cut to [billed to, to); a period without such days has no row. Nothing is NULL. Days
 * count as billed for the point, under whatever contract: a start of supply that was moved must not bill a day again.
 */
export function openPeriodSql(
  relations: Pick<PricingRelations, 'supplyPeriod' | 'billedPeriod'>,
  { to, contracts }: OpenDays,
): string {
  const only = contracts === undefined ? '' : `and s.contract_id in (${['', ...contracts].map(textLiteral).join(', ')})`
  return `select cast(row_number() over (order by contract_id, metering_point_id, from_day, supply_period_id) as INTEGER) as period_id, *
    from (select s.supply_period_id, s.metering_point_id, s.contract_id, s.customer_id, s.margin, s.supplement, s.subscription,
        greatest(s.from_day, coalesce(max(b.to_day), s.from_day)) as from_day, least(coalesce(s.to_day, ${dateLiteral(to)}), ${dateLiteral(to)}) as to_day
      from ${relations.supplyPeriod} as s
      left join ${relations.billedPeriod} as b on b.metering_point_id = s.metering_point_id and b.to_day > s.from_day
        and b.from_day < ${endOf('s')}
      where true ${only}
      group by s.supply_period_id, s.metering_point_id, s.contract_id, s.customer_id, s.margin, s.supplement, s.subscription, s.from_day, s.to_day) as o
    where from_day < to_day
    order by period_id`
}
