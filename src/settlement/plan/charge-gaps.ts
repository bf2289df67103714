import { slots, type Engine } from '../../platform/index.ts'
import type { ErrorCode } from '../../kernel/index.ts'
import type { CaseCharges, CaseInput } from './case-input.ts'
import { chargeablePeriods } from './case-point.ts'

/** What can be wrong with a charge on days on which points of a case have it. */
export type ChargeFaultCode = Extract<
  ErrorCode,
  'CHARGE_INFORMATION_MISSING' | 'PRICE_MISSING' | 'TARIFF_UNSETTLED' | 'TAX_OWNERS'
>

/** A charge by its natural key. */
export type CaseCharge = { readonly ownerId: string; readonly chargeType: string; readonly chargeCode: string }

/** A fault of a charge. */
export type ChargeFault = CaseCharge & {
  readonly code: ChargeFaultCode
  /** the first market day of it, and its first slot there, counted from 0, in the charge's own resolution */
  readonly marketDay: string
  readonly slot: number
  /** PT1H or P1D: how long the slots are */
  readonly slotLength: 'PT1H' | 'P1D'
  readonly slots: bigint
  readonly days: bigint
  /** points that have the charge on one of the days */
  readonly points: bigint
}

/** How many charges and links a case has, and how many slots of theirs need a price. */
export type ChargeUse = {
  readonly chargeType: string
  readonly charges: bigint
  readonly links: bigint
  readonly points: bigint
  readonly pricedSlots: bigint
  readonly slotsMissing: bigint
}

/**
 * Writes model charge_day. Grain: a charge and a day on which some point of the case has it (settlement 2.1). Columns:
 * charge_id, owner_id, charge_type, charge_code, market_day, is_tax BOOLEAN and resolution (NULL: the charge does not exist
 * then), slot_length, slots INTEGER (results of the day: hours of an hourly tariff, else one), missing (those without
 * price; 0 where the charge does not exist), first_missing (slot of the first one).
 */
export async function writeChargeDays(
  input: CaseInput,
  charges: CaseCharges,
  engine: Engine,
  path: string,
): Promise<void> {
  // A wholesale case is one month, so a subscription has one price; a fee has one for each day (settlement 2.2).
  await engine.copyTo(
    `with span as (select charge_id, from_day, to_day from (${linkSlices(input, charges)}) as s group by charge_id, from_day, to_day),
linked as (select distinct s.charge_id, d.market_day, d.slots_25 from span as s join ${input.day} as d on d.market_day >= s.from_day and d.market_day < s.to_day),
stated as (select l.charge_id, c.owner_id, c.charge_type, c.code as charge_code, l.market_day, l.slots_25, i.is_tax, i.resolution,
    ${slots(25, (hour) => `t.${price(4 * hour)} as h_${hour}`)}, m.price
  from linked as l join ${charges.charge} as c on c.charge_id = l.charge_id
  left join ${charges.chargePeriod} as i on i.charge_id = l.charge_id and l.market_day >= i.from_day and l.market_day < i.to_day
  left join ${charges.chargePriceDay} as t on t.charge_id = l.charge_id and t.market_day = l.market_day
  left join ${charges.chargeMonthPrice} as m on m.charge_id = l.charge_id and (c.charge_type = 'subscription' or m.month = l.market_day))
select charge_id, owner_id, charge_type, charge_code, market_day, is_tax, resolution,
  case when resolution = 'PT1H' then 'PT1H' else 'P1D' end as slot_length,
  case when resolution = 'PT1H' then slots_25 else 1 end as slots,
  cast(case when resolution is null or resolution = 'PT15M' then 0 when resolution = 'PT1H' then ${MISSING_HOURS}
    when charge_type = 'tariff' then case when h_0 is null then 1 else 0 end when price is null then 1 else 0 end as integer) as missing,
  case when resolution = 'PT1H' then coalesce(${FIRST_HOUR}, 0) else 0 end as first_missing
from stated order by charge_id, market_day`,
    path,
  )
}

/** The faults of a case's charges, by code and charge. @param chargeDay see writeChargeDays */
export async function chargeFaults(
  input: CaseInput,
  charges: CaseCharges,
  chargeDay: string,
  engine: Engine,
): Promise<ChargeFault[]> {
  const of = (code: ChargeFaultCode, where: string, count: string): string =>
    `select '${code}' as code, charge_id, owner_id, charge_type, charge_code, market_day, slot_length, first_missing, ${count} as slots from ${chargeDay} where ${where}`
  const severalOwners = `(select count(distinct owner_id) from ${chargeDay} where is_tax) > 1`
  return await engine.rows<ChargeFault & Record<string, unknown>>(`with fault as (
${of('CHARGE_INFORMATION_MISSING', 'resolution is null', 'slots')}
union all ${of('PRICE_MISSING', 'missing > 0', 'missing')}
union all ${of('TARIFF_UNSETTLED', `resolution = 'PT15M'`, 'slots')}
union all ${of('TAX_OWNERS', `is_tax and ${severalOwners}`, 'slots')}),
counted as (select code, charge_id, owner_id, charge_type, charge_code, min(market_day) as first_day, arg_min(first_missing, market_day) as first_slot,
  arg_min(slot_length, market_day) as slot_length, sum(slots) as slots, count(*) as days
  from fault group by code, charge_id, owner_id, charge_type, charge_code),
concerned as (select f.code, s.charge_id, count(distinct s.metering_point_id) as points from counted as f join (${linkSlices(input, charges)}) as s on s.charge_id = f.charge_id
  where exists (select 1 from fault as x where x.code = f.code and x.charge_id = s.charge_id and x.market_day >= s.from_day and x.market_day < s.to_day)
  group by f.code, s.charge_id)
select f.code, f.owner_id as "ownerId", f.charge_type as "chargeType", f.charge_code as "chargeCode", cast(f.first_day as varchar) as "marketDay",
  cast(f.first_slot as integer) as slot, f.slot_length as "slotLength", cast(f.slots as bigint) as slots, f.days, c.points
from counted as f join concerned as c on c.code = f.code and c.charge_id = f.charge_id
order by f.code, f.owner_id, f.charge_type, f.charge_code`)
}

/** What a case uses of charges, by type of charge. @param chargeDay see writeChargeDays */
export async function chargeUse(
  input: CaseInput,
  charges: CaseCharges,
  chargeDay: string,
  engine: Engine,
): Promise<ChargeUse[]> {
  return await engine.rows<ChargeUse & Record<string, unknown>>(`with link as (
  select c.charge_type, count(distinct s.charge_id) as charges, count(*) as links, count(distinct s.metering_point_id) as points
  from (${linkSlices(input, charges)}) as s join ${charges.charge} as c on c.charge_id = s.charge_id group by c.charge_type),
price as (select charge_type, sum(slots) as slots, sum(missing) as missing from ${chargeDay} where resolution is not null group by charge_type)
select l.charge_type as "chargeType", l.charges, l.links, l.points, cast(coalesce(p.slots, 0) as bigint) as "pricedSlots",
  cast(coalesce(p.missing, 0) as bigint) as "slotsMissing"
from link as l left join price as p on p.charge_type = l.charge_type order by l.charge_type`)
}

/** Links cut to the periods of their points (settlement 2.1): (charge_id, metering_point_id, from_day, to_day). */
function linkSlices({ point }: CaseInput, { chargeLinkPeriod }: CaseCharges): string {
  return `select l.charge_id, l.metering_point_id, greatest(l.from_day, p.from_day) as from_day, least(l.to_day, p.to_day) as to_day
    from ${chargeLinkPeriod} as l join ${chargeablePeriods(point)} as p on p.metering_point_id = l.metering_point_id
      and p.from_day < l.to_day and l.from_day < p.to_day`
}

// An hourly tariff has one price in its four quarters.
const price = (quarter: number): string => `p_${quarter + 1}`
const hourLacks = (hour: number): string => `${hour} < slots_25 and h_${hour} is null`
const MISSING_HOURS = slots(25, (hour) => `case when ${hourLacks(hour)} then 1 else 0 end`, ' + ')
const FIRST_HOUR = `case ${slots(25, (hour) => `when ${hourLacks(hour)} then ${hour}`, ' ')} end`
