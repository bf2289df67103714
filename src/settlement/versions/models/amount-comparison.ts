import { multiply, sum, textLiteral } from '../../../platform/index.ts'
import { bitOf, q } from '../../models/columns.ts'
import { a, AMOUNT_DAY_KEYS, AMOUNT_SLOTS, p } from '../../wholesale/amount-columns.ts'
import { besideEachOther, eitherKey, type ComparedRelations, type ComparedScope } from './compared-sides.ts'

/** What identifies a series of amount_per_charge_day within a calculation. */
export const AMOUNT_KEYS = [...AMOUNT_DAY_KEYS, 'quantity_unit'] as const

const SLOTS = Array.from({ length: AMOUNT_SLOTS }, (_, k) => k)
const QUALITIES = ['missing', 'estimated', 'calculated', 'measured'] as const
// Quantity by price, before the amount is rounded.
const EFFECT_TYPE = 'DECIMAL(38,9)'

/**
 * Model amount_comparison_day: each day of amounts per charge of two calculations beside each other.
 * Grain: (AMOUNT_KEYS, market_day). a_quantity, b_quantity DECIMAL(38,3), a_dkk, b_dkk DECIMAL(38,6): sums of the day, NULL
 * where the calculation has none. difference_dkk = b less a, absolute_dkk by slots; an amount that is absent adds nothing.
 * Three effects DECIMAL(38,9) say why, slot by slot: quantity_dkk, the other quantity at the price before (a slot that one
 * side lacks: its quantity at its price); price_dkk, the other price by the quantity after; missing_price_dkk, amounts that
 * appear or disappear because only one side has a price. Difference less effects is what the rounding of amounts
 * (settlement 2.3) leaves. slots: those with another quantity, price or amount; quality_slots: with other qualities only.
 */
export function amountComparisonSql(relations: ComparedRelations, scope: ComparedScope): string {
  const total = (term: (k: number) => string, type: string): string =>
    `cast(${SLOTS.map((k) => term(k)).join(' + ')} as ${type})`
  const any = (side: 'a' | 'b', what: 'q' | 'm'): string =>
    `coalesce(${SLOTS.map((k) => `${side}_${what}_${k}`).join(', ')})`
  const day = (side: 'a' | 'b', what: 'q' | 'm', type: string): string =>
    `case when ${any(side, what)} is not null then ${total((k) => `coalesce(${side}_${what}_${k}, 0)`, type)} end`
  const difference = (k: number): string => `coalesce(b_m_${k}, 0) - coalesce(a_m_${k}, 0)`
  return `select ${AMOUNT_KEYS.join(', ')}, market_day,
    ${day('a', 'q', 'DECIMAL(38,3)')} as a_quantity, ${day('b', 'q', 'DECIMAL(38,3)')} as b_quantity,
    ${day('a', 'm', 'DECIMAL(38,6)')} as a_dkk, ${day('b', 'm', 'DECIMAL(38,6)')} as b_dkk,
    ${total(difference, 'DECIMAL(38,6)')} as difference_dkk,
    ${total((k) => `abs(${difference(k)})`, 'DECIMAL(38,6)')} as absolute_dkk,
    ${total(quantityEffect, EFFECT_TYPE)} as quantity_dkk, ${total(priceEffect, EFFECT_TYPE)} as price_dkk,
    ${total((k) => `case when ${onePriceOnly(k)} then ${difference(k)} else 0 end`, EFFECT_TYPE)} as missing_price_dkk,
    ${total((k) => `case when ${differs(k)} then 1 else 0 end`, 'INTEGER')} as slots,
    ${total((k) => `case when not (${differs(k)}) and ${hasOtherQuality(k)} then 1 else 0 end`, 'INTEGER')} as quality_slots,
    in_a, in_b
  from (select ${eitherKey([...AMOUNT_KEYS, 'market_day'])}, a.market_day is not null as in_a, b.market_day is not null as in_b,
      ${otherQualities()} as quality_0, ${SLOTS.map((k) => slotColumns(k)).join(', ')}
    from ${besideEachOther(relations, scope, AMOUNT_KEYS)}) as beside
  order by absolute_dkk desc, slots desc, ${AMOUNT_KEYS.map((key) => `${key} nulls first`).join(', ')}, market_day`
}

// q quantity, p price, m amount (money).
function slotColumns(k: number): string {
  return ['a', 'b']
    .flatMap((side) => [
      `${side}.${q(k)} as ${side}_q_${k}`,
      `${side}.${p(k)} as ${side}_p_${k}`,
      `${side}.${a(k)} as ${side}_m_${k}`,
    ])
    .join(', ')
}

function differs(k: number): string {
  return ['q', 'p', 'm'].map((what) => `a_${what}_${k} is distinct from b_${what}_${k}`).join(' or ')
}

function onePriceOnly(k: number): string {
  return `(a_q_${k} is not null and b_q_${k} is not null and (a_p_${k} is null) <> (b_p_${k} is null))`
}

function times(quantity: string, price: string): string {
  return multiply(quantity, 3, price, 6)
}

function quantityEffect(k: number): string {
  return `coalesce(case when a_q_${k} is null then ${times(`b_q_${k}`, `b_p_${k}`)}
    when b_q_${k} is null then ${times(`-a_q_${k}`, `a_p_${k}`)}
    when b_p_${k} is not null then ${times(`b_q_${k} - a_q_${k}`, `a_p_${k}`)} end, 0)`
}

function priceEffect(k: number): string {
  return `coalesce(case when a_q_${k} is not null then ${times(`b_q_${k}`, `b_p_${k} - a_p_${k}`)} end, 0)`
}

function otherQualities(): string {
  const either = QUALITIES.map((mask) => `((a.${mask}_0 | b.${mask}_0) - (a.${mask}_0 & b.${mask}_0))`)
  return `coalesce((${either.join(' | ')}) & a.present_0 & b.present_0, 0)`
}

function hasOtherQuality(k: number): string {
  return `(quality_0 & ${bitOf(k).weight}) <> 0`
}

/** Which series of monthly amounts is compared: amounts of a charge, or totals of a supplier (and owner). */
export type MonthlyKeys = readonly string[]

/** Keys of total_monthly_amount. */
export const TOTAL_KEYS: MonthlyKeys = ['grid_area', 'energy_supplier_id', 'charge_owner_id']

/**
 * Monthly amounts of two calculations beside each other, those that differ. Grain: (keys, market_day), market_day the first
 * of the month. in_a, in_b: whether the calculation has the row; a_dkk, b_dkk NULL where it has none or an amount that is
 * NULL; difference_dkk = b less a, where what is absent adds nothing.
 */
export function monthlyComparisonSql(relations: ComparedRelations, scope: ComparedScope, keys: MonthlyKeys): string {
  return `select * from (select ${eitherKey([...keys, 'market_day'])}, a.market_day is not null as in_a, b.market_day is not null as in_b,
      a.amount as a_dkk, b.amount as b_dkk, cast(coalesce(b.amount, 0) - coalesce(a.amount, 0) as DECIMAL(38,6)) as difference_dkk
    from ${besideEachOther(relations, scope, keys)}) as beside
  where in_a <> in_b or a_dkk is distinct from b_dkk
  order by abs(difference_dkk) desc, ${keys.map((key) => `${key} nulls first`).join(', ')}, market_day`
}

/** Rows of amount_comparison_day that differ in anything. */
export function differingAmounts(comparison: string, gridArea?: string): string {
  const within = gridArea === undefined ? '' : ` and grid_area = ${textLiteral(gridArea)}`
  return `(select * from ${comparison} as c where (slots > 0 or quality_slots > 0 or in_a <> in_b)${within})`
}

/** What the differing rows add up to, as one row of effects. */
export function amountEffectsSql(differing: string): string {
  const summed = ['difference_dkk', 'absolute_dkk', 'quantity_dkk', 'price_dkk', 'missing_price_dkk']
  return `select count(*) as day_rows, ${summed.map((column) => `${sum(column)} as ${column}`).join(', ')} from ${differing} as d`
}
