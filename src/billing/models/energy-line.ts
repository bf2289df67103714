import { decimal } from '../../platform/index.ts'
import type { With } from '../pricing/relations.ts'
import { decimalOfInteger, ENERGY_SCALE, EXACT_SCALE, exactInteger, priceInteger, type PriceScale } from './scales.ts'

type EnergyInputs = With<'openPeriod' | 'segment' | 'segmentCharge' | 'energyUse' | 'energySum'>

/** The columns of lines that are not rounded yet, in their order. */
export const LINE_COLUMNS =
  'period_id, line_type, charge_id, from_day, to_day, factor, quantity, unit, unit_price, exact_amount, vat'

/**
 * Energy lines (datahub 4.1, layer 1). Grain: (period_id, month). Bought: the sum of kWh x (spot + margin + supplement). Sold: the
 * supplier pays spot - margin - supplement; quantity and amount are negative then.
 */
export function energyLineSql(relations: EnergyInputs, scale: PriceScale): string {
  const terms = `${priceInteger('o.margin', 6)} + ${priceInteger('o.supplement', 6)}`
  const ofSpot = exactProduct('sum(s.sign * e.dot_a)', scale)
  const ofTerms = exactInteger(`sum(e.micro_kwh) * (${terms})`, ENERGY_SCALE + 6)
  return `select o.period_id, 'energy' as line_type, cast(null as INTEGER) as charge_id, min(s.from_day) as from_day,
      max(s.to_day) as to_day, cast(1 as INTEGER) as factor, ${kwh('sum(s.sign * e.micro_kwh)')} as quantity, 'kWh' as unit,
      cast(null as DECIMAL(18,6)) as unit_price, ${decimalOfInteger(`${ofSpot} + ${ofTerms}`, EXACT_SCALE)} as exact_amount, true as vat
    from ${relations.segment} as s
    join ${relations.openPeriod} as o on o.period_id = s.period_id
    join ${relations.energySum} as e on e.segment_id = s.segment_id and e.pair = 0
    where s.is_energy
    group by o.period_id, s.month, o.margin, o.supplement`
}

/**
 * Tariff and tax lines (datahub 4.1, layers 2 to 4). Grain: (period_id, month, charge_id, linked_from, run_id), so a flat price that
 * changes makes another line; a profile is one line without a price of its own.
 */
export function tariffLineSql(relations: EnergyInputs, scale: PriceScale): string {
  const flat = exactInteger(`cast(e.micro_kwh as HUGEINT) * ${priceInteger('c.price', 6)} * c.factor`, ENERGY_SCALE + 6)
  const profile = exactProduct('p.dot * c.factor', scale)
  return `select c.period_id, case when c.is_tax then 'tax' else 'tariff' end as line_type, c.charge_id, min(c.from_day) as from_day,
      max(c.to_day) as to_day, c.factor, ${kwh('sum(e.micro_kwh)')} as quantity, 'kWh' as unit, c.price as unit_price,
      ${decimalOfInteger(`sum(case when c.is_profile then ${profile} else ${flat} end)`, EXACT_SCALE)} as exact_amount, c.vat
    from ${relations.segmentCharge} as c
    join ${relations.energySum} as e on e.segment_id = c.segment_id and e.pair = 0
    left join (${products(relations)}) as p on p.segment_id = c.segment_id and p.vector_id = c.vector_id
    where c.charge_type = 'tariff' and c.informed
    group by c.period_id, c.month, c.charge_id, c.linked_from, c.run_id, c.factor, c.price, c.is_tax, c.vat`
}

/** Grain: (segment_id, vector_id). dot: as in energy_sum. */
function products(relations: EnergyInputs): string {
  const half = (side: 'a' | 'b'): string =>
    `select u.segment_id, u.vector_${side} as vector_id, cast(e.dot_${side} as HUGEINT) as dot from ${relations.energyUse} as u
      join ${relations.energySum} as e on e.segment_id = u.segment_id and e.pair = u.pair`
  return `${half('a')} union all ${half('b')}`
}

// A product of micro-kWh and four times the price is four times too large: a quarter of it is 25 of the hundredth part.
function exactProduct(dot: string, scale: PriceScale): string {
  return exactInteger(`cast(${dot} as HUGEINT) * 25`, ENERGY_SCALE + scale + 2)
}

function kwh(microKwh: string): string {
  return decimal(decimalOfInteger(microKwh, ENERGY_SCALE), 18, ENERGY_SCALE)
}
