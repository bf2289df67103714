import type { PeriodLog } from './period-log.ts'

// SQL over the temporary tables of a staging: staged_period (the lines) and known_period (what is known of their keys).

/** Grain: the newest statement for (key, day) of every staged key, withdrawals included. */
export function knownPeriods(log: PeriodLog): string {
  const key = log.key.join(', ')
  return `select distinct on (${key}, valid_from) ${[key, 'valid_from', 'state', ...log.values].join(', ')}
    from ${log.table} where (${key}) in (select ${key} from staged_period)
    order by ${key}, valid_from, recorded_seq desc`
}

/** Lines whose key and day stand on an earlier line. */
export function periodsDoubled(log: PeriodLog): string {
  return `select line from (
      select line, row_number() over (partition by ${log.key.join(', ')}, valid_from order by line) as nth from staged_period
    ) counted where nth > 1`
}

/** Lines that begin within a line that says when it ends. */
export function periodsOverlapping(log: PeriodLog): string {
  return `select line from (
      select line, valid_from, max(valid_to) over (
        partition by ${log.key.join(', ')} order by valid_from rows between unbounded preceding and 1 preceding
      ) as reaches
      from staged_period where not withdraws
        and (${log.key.join(', ')}) in (select ${log.key.join(', ')} from staged_period where valid_to is not null)
    ) reached where valid_from < reaches`
}

/** Lines that withdraw a statement which nobody made. */
export function withdrawalsUnknown(log: PeriodLog): string {
  return `select line from staged_period s where withdraws
    and not exists (select from known_period n where ${same(log, 's', 'n')} and n.valid_from = s.valid_from)`
}

/**
 * Grain: one statement to append, with the line that asks for it. Of what is said of one day a start on it goes before an
 * end, an end before a withdrawal; an end is not recorded where something else is known to begin.
 */
export function decidedPeriods(log: PeriodLog): string {
  const columns = (table: string): string => log.key.map((column) => `${table}.${column}`).join(', ')
  const values = (table: string): string => log.values.map((column) => `${table}.${column}`).join(', ')
  const none = log.values.map((column) => `null as ${column}`).join(', ')
  const known = (day: string): string => `${same(log, 's', 'n')} and n.valid_from = ${day}`
  const staged = (day: string, which: string): string =>
    `exists (select from staged_period o where ${same(log, 's', 'o')} and o.valid_from = ${day}${which})`
  return `
    select s.line, ${columns('s')}, s.valid_from, 'holds' as state, ${values('s')}
    from staged_period s left join known_period n on ${known('s.valid_from')}
    where not s.withdraws and (n.state is distinct from 'holds' or row(${values('n')}) is distinct from row(${values('s')}))
    union all
    select s.line, ${columns('s')}, s.valid_from, 'withdrawn', ${none}
    from staged_period s join known_period n on ${known('s.valid_from')}
    where s.withdraws and n.state <> 'withdrawn'
      and not exists (select from staged_period e where ${same(log, 's', 'e')} and e.valid_to = s.valid_from)
    union all
    select s.line, ${columns('s')}, n.valid_from, 'withdrawn', ${none}
    from staged_period s join known_period n on ${same(log, 's', 'n')} and n.valid_from > s.valid_from and n.valid_from < s.valid_to
    where n.state <> 'withdrawn' and not ${staged('n.valid_from', '')}
    union all
    select s.line, ${columns('s')}, s.valid_to, 'ended', ${none}
    from staged_period s left join known_period n on ${known('s.valid_to')}
    where s.valid_to is not null and not ${staged('s.valid_to', ' and not o.withdraws')}
      and (n.state is null or n.state = 'withdrawn' or (n.state = 'holds' and ${staged('s.valid_to', ' and o.withdraws')}))`
}

function same(log: PeriodLog, a: string, b: string): string {
  return log.key.map((column) => `${a}.${column} = ${b}.${column}`).join(' and ')
}
