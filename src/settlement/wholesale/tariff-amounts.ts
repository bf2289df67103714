import { bitOr, multiply, roundHalfAway } from '../../platform/index.ts'
import { bothBits, perSlot, q } from '../models/columns.ts'
import { a, AMOUNT_KEYS, AMOUNT_MASKS, AMOUNT_SLOTS, AMOUNT_VALUES, inHours, p } from './amount-columns.ts'

/** Relations that amounts of tariffs are made from. */
export type TariffRelations = {
  readonly chargedEnergyDay: string
  readonly linkSetCharge: string
  readonly chargePeriod: string
  readonly tariffPriceDay: string
  readonly calculationHour: string
}

/**
 * Amounts of tariffs (settlement 2.2, 2.3), as the inside of a WITH: tariff_amount, of the grain and with the columns of
 * amount_per_charge_day, with charge_no for the charge. Energy of all link sets that have a tariff is added up first; then it
 * is cut to where the tariff exists and priced, so the sum is multiplied and not its parts. A price counts for the slot that it
 * is stated for and is never carried on; where there is none, the quantity stands without price and amount.
 */
export function tariffAmountCtes(relations: TariffRelations): string {
  return `tariff_energy as (${tariffEnergy(relations)}),
tariff_day as (${tariffDays(relations)}),
hourly_quantity as (${hourlyQuantity()}),
daily_quantity as (${dailyQuantity()}),
tariff_amount as (select charge_no, is_tax, resolution, ${AMOUNT_KEYS.join(', ')}, 'kWh' as quantity_unit, market_day, ${AMOUNT_MASKS.join(', ')}, ${AMOUNT_VALUES}
  from (${priced('hourly_quantity')} union all ${priced('daily_quantity')}) as priced)`
}

function tariffEnergy({ chargedEnergyDay, linkSetCharge }: TariffRelations): string {
  const keys = 'e.grid_area, e.energy_supplier_id, e.type, e.settlement_method, e.market_day'
  return `select s.charge_no, e.grid_area, e.energy_supplier_id, e.type as metering_point_type, e.settlement_method, e.market_day,
    ${perSlot(AMOUNT_SLOTS, (k) => `sum(e.${q(k)}) as ${q(k)}`)}, ${AMOUNT_MASKS.map((mask) => `${bitOr(`e.${mask}`)} as ${mask}`).join(', ')}
  from ${chargedEnergyDay} as e join ${linkSetCharge} as s on s.link_set = e.link_set group by s.charge_no, ${keys}`
}

// Where each tariff exists, by the slots of its resolution: the hours, or the day by its first instant.
function tariffDays({ chargePeriod, tariffPriceDay, calculationHour }: TariffRelations): string {
  return `select d.*, ${perSlot(AMOUNT_SLOTS, (k) => `x.${p(k)}`)}
  from (select c.charge_no, c.is_tax, c.resolution, h.market_day, cast(${bitOr('h.weight')} as BIGINT) as covered
    from ${chargePeriod} as c join ${calculationHour} as h on c.from_ms <= h.start_ms and h.start_ms < c.to_ms
      and (c.resolution = 'PT1H' or (c.resolution = 'P1D' and h.slot = 0))
    group by c.charge_no, c.is_tax, c.resolution, h.market_day) as d
  left join ${tariffPriceDay} as x on x.charge_no = d.charge_no and x.market_day = d.market_day`
}

const PASSED = ['d.charge_no', 'd.is_tax', 'd.resolution', ...AMOUNT_KEYS.map((key) => `e.${key}`), 'd.market_day']

function hourlyQuantity(): string {
  const quantity = (k: number): string => `case when ${inHours('d.covered', k)} then e.${q(k)} end`
  return `select ${PASSED.join(', ')}, ${AMOUNT_MASKS.map((mask) => `${bothBits(`e.${mask}`, 'd.covered')} as ${mask}`).join(', ')},
    ${perSlot(AMOUNT_SLOTS, (k) => `${quantity(k)} as ${q(k)}`)}, ${perSlot(AMOUNT_SLOTS, (k) => `d.${p(k)}`)}
  from tariff_energy as e join tariff_day as d on d.charge_no = e.charge_no and d.market_day = e.market_day
  where d.resolution = 'PT1H' and ${bothBits('e.present_0', 'd.covered')} <> 0`
}

// A local day is one slot, which begins with the day: what is active then counts with all of the day (settlement 2.2).
function dailyQuantity(): string {
  const whole = Array.from({ length: AMOUNT_SLOTS }, (_, k) => `coalesce(e.${q(k)}, 0)`).join(' + ')
  return `select ${PASSED.join(', ')}, ${AMOUNT_MASKS.map((mask) => `cast(case when e.${mask} <> 0 then 1 else 0 end as BIGINT) as ${mask}`).join(', ')},
    ${perSlot(AMOUNT_SLOTS, (k) => `${k === 0 ? whole : 'null'} as ${q(k)}`)}, ${perSlot(AMOUNT_SLOTS, (k) => `${k === 0 ? `d.${p(k)}` : 'null'} as ${p(k)}`)}
  from tariff_energy as e join tariff_day as d on d.charge_no = e.charge_no and d.market_day = e.market_day
  where d.resolution = 'P1D' and ${inHours('e.present_0', 0)}`
}

// settlement 2.3: quantities have three decimals; an amount is rounded half away from zero at six.
function priced(quantity: string): string {
  const rounded = (k: number): string => roundHalfAway(q(k), 6, 3)
  const price = (k: number): string => `cast(case when ${inHours('present_0', k)} then ${p(k)} end as DECIMAL(18,6))`
  const amount = (k: number): string => roundHalfAway(multiply(rounded(k), 3, price(k), 6), 9, 6)
  return `select charge_no, is_tax, resolution, ${AMOUNT_KEYS.join(', ')}, market_day, ${AMOUNT_MASKS.join(', ')},
    ${perSlot(AMOUNT_SLOTS, (k) => `${rounded(k)} as ${q(k)}`)}, ${perSlot(AMOUNT_SLOTS, (k) => `${price(k)} as ${p(k)}`)}, ${perSlot(AMOUNT_SLOTS, (k) => `${amount(k)} as ${a(k)}`)}
  from ${quantity}`
}
