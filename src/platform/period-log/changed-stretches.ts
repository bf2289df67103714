/** Two states of the same statements, each a relation with the key, valid_from, valid_to (NULL = open) and the values. */
export type ChangedStretches = {
  readonly key: readonly string[]
  readonly values: readonly string[]
  readonly before: string
  readonly after: string
  /** SQL of the market days `[from, to)` that are looked at, both DATE */
  readonly from: string
  readonly to: string
}

/**
 * A SELECT of the stretches of days for which two states of a log say different things.
 * Grain: (key, from_day). Columns: key, from_day, to_day (exclusive; cut to `[from, to)`), held_before and held_after
 * (whether anything held), before_V and after_V for each value V, NULL where nothing held. A stretch ends where either state
 * has a new period, so neighbouring stretches may carry the same change.
 */
export function changedStretches({ key, values, before, after, from, to }: ChangedStretches): string {
  const keys = key.join(', ')
  const columns = [keys, 'valid_from', 'valid_to', ...values].join(', ')
  const touching = `where valid_from < ${to} and (valid_to is null or valid_to > ${from})`
  const says = (alias: string): string =>
    `row(${[`${alias}.valid_from is not null`, ...values.map((value) => `${alias}.${value}`)].join(', ')})`
  return `with side as (
      select 'after' as state_of, ${columns} from ${after} after_state ${touching}
      union all select 'before', ${columns} from ${before} before_state ${touching}
    ), cut as (
      select ${keys}, greatest(valid_from, ${from}) as day from side
      union select ${keys}, least(coalesce(valid_to, ${to}), ${to}) from side
    ), stretch as (
      select ${keys}, day as from_day, lead(day) over (partition by ${keys} order by day) as to_day from cut
    )
    select ${key.map((column) => `s.${column}`).join(', ')}, s.from_day, s.to_day,
      b.valid_from is not null as held_before, a.valid_from is not null as held_after,
      ${values.map((value) => `b.${value} as before_${value}, a.${value} as after_${value}`).join(', ')}
    from stretch s ${inForce('b', 'before', key)} ${inForce('a', 'after', key)}
    where s.to_day is not null and ${says('b')} is distinct from ${says('a')}`
}

function inForce(alias: string, state: 'before' | 'after', key: readonly string[]): string {
  const sameKey = key.map((column) => `${alias}.${column} = s.${column}`).join(' and ')
  return `left join side ${alias} on ${alias}.state_of = '${state}' and ${sameKey}
      and ${alias}.valid_from <= s.from_day and (${alias}.valid_to is null or ${alias}.valid_to > s.from_day)`
}
