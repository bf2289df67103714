import { slots, sum } from '../../platform/index.ts'
import type { With } from '../pricing/relations.ts'

/** How integers are computed: `narrow` in 64 bits, where an overflow is an error; `wide` in 128 bits, several times slower. */
export type Width = 'narrow' | 'wide'

/** Slots that every day has, also the one of 23 hours; those behind them may be NULL because the day has none. */
const SURE_SLOTS: Readonly<Record<25 | 100, number>> = { 25: 23, 100: 92 }

/**
 * Relation energy_sum: the energy of a use, and its products with both vectors. Grain: (segment_id, pair). found_days BIGINT: reading
 * days that there are; gap_days BIGINT: those of them in which a slot has no value; micro_kwh DECIMAL(38,0); dot_a, dot_b DECIMAL(38,0):
 * sums of micro-kWh times four times the price of the quarter, so that an hour, which pays the mean of its four quarters (datahub 4.5),
 * is exact too. A day with a gap takes no part in the sums: its segment has no line.
 * @param days the first and the last day of all uses, as literals
 */
export function energySumSql(
  relations: With<'energyUse' | 'vectorDay'>,
  width: Width,
  days: { readonly first: string; readonly last: string },
): string {
  const between = `r.market_day between ${days.first} and ${days.last}`
  const classes = ([25, 100] as const).map((slotClass) => classSum(relations, slotClass, width, between))
  return `select * from (${classes.join('\nunion all ')}) as e order by segment_id, pair`
}

// Every use has its vectors on every day; the outer join keeps the engine from joining them first, to rows of 200 prices for each point and day.
function classSum(
  relations: With<'energyUse' | 'vectorDay'>,
  slotClass: 25 | 100,
  width: Width,
  between: string,
): string {
  const readings = slotClass === 25 ? relations.readingDay25 : relations.readingDay100
  const gap = slotClass === 25 ? 'r.missing_0 <> 0' : '(r.missing_0 <> 0 or r.missing_1 <> 0)'
  const dot = (prices: string): string => slots(slotClass, (k) => `e_${k} * ${prices}_${k}`, ' + ')
  const times = slotClass === 25 ? '' : ' * 4'
  const whole = (total: string): string => `cast(coalesce(${total}, 0) as DECIMAL(38,0))`
  return `select segment_id, pair, count(*) as found_days, count(*) filter (where gap or total is null) as gap_days,
    ${whole(sum('total'))} as micro_kwh, ${whole(sum('dot_a'))}${times} as dot_a, ${whole(sum('dot_b'))}${times} as dot_b
  from (select segment_id, pair, gap, ${slots(slotClass, (k) => `e_${k}`, ' + ')} as total, ${dot('a')} as dot_a, ${dot('b')} as dot_b
    from (select u.segment_id, u.pair, ${gap} as gap, ${slots(slotClass, (k) => `${energyInteger(slotClass, k, width)} as e_${k}`)},
        ${slots(slotClass, (k) => `${price('a', slotClass, k)} as a_${k}, ${price('b', slotClass, k)} as b_${k}`)}
      from ${relations.energyUse} as u
      join ${readings} as r on r.series_id = u.series_id and r.market_day between u.from_day and u.last_day
      left join ${relations.vectorDay} as a on a.vector_id = u.vector_a and a.market_day = r.market_day
      left join ${relations.vectorDay} as b on b.vector_id = u.vector_b and b.market_day = r.market_day
      where u.slot_class = ${slotClass} and ${between}) as slot) as product
  group by segment_id, pair`
}

/**
 * A quantity as micro-kWh. DECIMAL(18,6) times a million would be computed in 128 bits; with eleven digits it stays in 64, and a quarter
 * of more than 99,999 kWh is an error that the wide form does not have.
 */
function energyInteger(slotClass: 25 | 100, k: number, width: Width): string {
  const digits = width === 'narrow' ? 11 : 31
  const type = width === 'narrow' ? 'BIGINT' : 'HUGEINT'
  const micro = `cast(cast(r.q_${k + 1} as DECIMAL(${digits},6)) * cast(1000000 as DECIMAL(7,0)) as ${type})`
  return k < SURE_SLOTS[slotClass] ? micro : `coalesce(${micro}, 0)`
}

/** The price of a quarter; of an hour the sum of its four. */
function price(vector: string, slotClass: 25 | 100, k: number): string {
  if (slotClass === 100) return `${vector}.w_${k + 1}`
  return `(${slots(4, (quarter) => `${vector}.w_${4 * k + quarter + 1}`, ' + ')})`
}
