import { marketDay, type MarketZone } from '../../kernel/index.ts'
import type { Pool, Transaction } from '../../platform/index.ts'
import { periodWith } from './due-at.ts'
import type { LastDone } from './plan-due.ts'
import type { DueStart, ScheduledEntry, ScheduleEntry } from './schedule-entry.ts'

type Handle = Pool | Transaction

/** Entries as they are in force: as they were brought along, with what was stated of them last. */
export async function entriesInForce(trx: Handle, entries: readonly ScheduleEntry[]): Promise<ScheduledEntry[]> {
  const { rows } = await trx.query<{
    name: string
    is_on: boolean
    months: number
    working_days: number
    at_time: string
    grid_areas: string[] | null
    first_day: string | null
  }>('select distinct on (name) * from settlement.schedule_statement order by name, statement_id desc')
  const begun = await trx.query<{ name: string; first_day: string }>(
    'select name, first_day from settlement.schedule_begin',
  )
  return entries.map((entry) => {
    const stated = rows.find(({ name }) => name === entry.name)
    const beginning = begun.rows.find(({ name }) => name === entry.name)?.first_day ?? null
    if (stated === undefined) return { ...entry, isOn: true, gridAreas: null, firstDay: beginning }
    return {
      ...entry,
      at: { months: stated.months, workingDays: stated.working_days, time: stated.at_time },
      isOn: stated.is_on,
      gridAreas: stated.grid_areas,
      firstDay: stated.first_day ?? beginning,
    }
  })
}

/** Records of entries that were never run from which day on they are: from the period of today. */
export async function beginEntries(
  trx: Handle,
  entries: readonly ScheduleEntry[],
  today: string,
  zone: MarketZone,
): Promise<void> {
  await trx.query(
    `insert into settlement.schedule_begin (name, first_day)
     select name, first_day from unnest($1::text[], $2::date[]) as b (name, first_day)
     where not exists (select from settlement.schedule_begin k where k.name = b.name)
     on conflict (name) do nothing`,
    [entries.map(({ name }) => name), entries.map(({ days }) => periodWith(marketDay(today, zone), days).from)],
  )
}

/** What was started last of each entry. */
export async function lastStarted(trx: Handle): Promise<LastDone> {
  const { rows } = await trx.query<{ name: string; period_to: string }>(
    'select name, max(period_to) as period_to from settlement.schedule_start group by name',
  )
  return new Map(rows.map((row) => [row.name, row.period_to]))
}

/** Takes a period of an entry, once for ever. @returns false when it was taken before, by whomever */
export async function takePeriod(trx: Transaction, due: DueStart, startedId: string): Promise<boolean> {
  const { rowCount } = await trx.query(
    `insert into settlement.schedule_start (name, period_from, period_to, kind, started_id, due_at)
     values ($1, $2::date, $3::date, $4, $5, to_timestamp($6::numeric / 1000)) on conflict (name, period_from) do nothing`,
    [due.entry.name, due.from, due.to, due.entry.kind, startedId, due.dueAtMs],
  )
  return rowCount === 1
}

/** What was started of entries for periods that begin on one of some days, by `<name> <first day>`. */
export async function startedPeriods(trx: Handle, periods: readonly DueStart[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await trx.query<{ name: string; period_from: string; started_id: string }>(
    `select name, period_from, started_id from settlement.schedule_start
     where (name, period_from) in (select * from unnest($1::text[], $2::date[]))`,
    [periods.map(({ entry }) => entry.name), periods.map(({ from }) => from)],
  )
  return new Map(rows.map((row) => [`${row.name} ${row.period_from}`, row.started_id]))
}
