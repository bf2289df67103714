import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../test/database.ts'

/** Tables of facts: a row is never changed and never removed. */
const FACTS = [
  'calculated_series.annual_estimate',
  'calculated_series.calculated_day',
  'calculated_series.missing_day',
  'calculated_series.peak_hour',
  'calculated_series.run',
  'calculated_series.run_input',
  'calculated_series.run_result',
  'measurements.document',
  'measurements.period_reading',
  'measurements.refusal',
  'measurements.refusal_resolution',
  'measurements.series',
  'measurements.transaction_key',
  'platform.lake_batch', // never deleted; it may be retired and marked as deleted, once each
  'platform.lake_file',
  'platform.run_failure',
  'platform.run_step',
  'settlement.calculation',
  'settlement.calculation_attempt',
  'settlement.calculation_batch',
  'settlement.calculation_cancellation',
  'settlement.calculation_check',
  'settlement.calculation_decision',
  'settlement.calculation_finding',
  'settlement.calculation_input',
  'settlement.calculation_result',
  'settlement.publication',
  'settlement.schedule_begin',
  'settlement.schedule_start',
  'settlement.schedule_statement',
]

/** Tables that change, each with the reason. */
const MOVING: Readonly<Record<string, string>> = {
  'measurements.buffered_day': 'rows move into the lake',
  'measurements.day_presence': 'bits are set; what they say can be made again from the deliveries',
  'measurements.superseded_day': 'compaction writes it into the files',
  'platform.head': 'its number only rises, which a trigger of its own sees to',
  'platform.migration': 'the record of migrations',
  'settlement.calculation_progress': 'how far a step is, for who watches; nothing is derived from it',
}

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => {
  await database.drop()
})

async function guardedTables(): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    `select distinct n.nspname || '.' || c.relname as name
     from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace join pg_proc p on p.oid = t.tgfoid
     where p.proname = 'refuse_change' and n.nspname in ('measurements', 'settlement', 'platform', 'calculated_series') and (t.tgtype & 8) <> 0 order by 1`,
  )
  return rows.map(({ name }) => name)
}

test('every table of these rooms is a table of facts with its guard, or changes for a reason that is written here', async () => {
  const { rows } = await database.pool.query<{ name: string }>(
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_schema in ('measurements', 'settlement', 'platform', 'calculated_series') and table_type = 'BASE TABLE' order by 1`,
  )
  const guarded = await guardedTables()
  expect(FACTS.filter((table) => !guarded.includes(table))).toEqual([])
  const unknown = rows.map(({ name }) => name).filter((name) => !guarded.includes(name) && !Object.hasOwn(MOVING, name))
  expect(unknown).toEqual([])
})

/** What to change where the first column will not do. */
const CHANGES: Readonly<Record<string, string>> = {
  'measurements.series': `unit = 'MWh'`,
  'settlement.calculation_attempt': 'is_handed_over = false',
  'settlement.schedule_statement': 'is_on = false',
  'platform.lake_batch': `month = '2026-04'`,
}

/** One row in each table, in the order of their references. */
const ROWS: readonly string[] = [
  `insert into measurements.series (metering_point_id, unit) values ('p', 'kWh')`,
  `insert into measurements.transaction_key values ('00000000-0000-0000-0000-000000000001', 'd')`,
  `insert into measurements.document values ('d', 's', 'm', 'f', now(), 'x', 1, 'accepted', 1, 1, 1, '[]', null, null, 1)`,
  `insert into measurements.refusal values ('d', 0, null, null, '[]', 1)`,
  `insert into measurements.refusal_resolution values ('d', 0, now(), 'replayed', 1)`,
  `insert into measurements.period_reading values (1, now(), now(), 'P1M', 1, 'measured', 1, 1, 0, 'd', 't')`,
  `insert into platform.run_step values ('r', 's', 0, 1, 0.001)`,
  `insert into platform.run_failure values ('r', 's', now(), 'INTERNAL', 'm')`,
  `insert into platform.lake_batch (batch_id, table_name, month, origin, min_seq, max_seq, row_count) values ('01ARZ3NDEKTSV4RRFFQ69G5FAV', 't', '2026-03', 'run', 1, 1, 1)`,
  `insert into platform.lake_file (batch_id, path, row_count, bytes) values ('01ARZ3NDEKTSV4RRFFQ69G5FAV', 'p', 1, 1)`,
  `insert into settlement.calculation values ('00000000-0000-0000-0000-000000000001', 1, 'balance_fixing', now(), now() + interval '1 day', '{801}', now(), false, 'me', '1', now(), false, true)`,
  `insert into settlement.calculation values ('00000000-0000-0000-0000-000000000002', 2, 'balance_fixing', now(), now() + interval '1 day', '{801}', now(), false, 'me', '1', now())`,
  `insert into settlement.calculation_attempt (calculation_id, is_handed_over, failures_before) values ('00000000-0000-0000-0000-000000000001', true, 0)`,
  `insert into settlement.calculation_decision values ('00000000-0000-0000-0000-000000000001', 'approved', 'you')`,
  `insert into settlement.calculation_cancellation values ('00000000-0000-0000-0000-000000000002', 'me')`,
  `insert into settlement.calculation_input values ('00000000-0000-0000-0000-000000000001', 1)`,
  `insert into settlement.calculation_check values ('00000000-0000-0000-0000-000000000001', 'identity', 0)`,
  `insert into settlement.calculation_batch values ('00000000-0000-0000-0000-000000000001', 'b', 'energy_result_day')`,
  `insert into settlement.calculation_finding values ('00000000-0000-0000-0000-000000000001', 0, 'READINGS_MISSING', 'warning', 'm', '801', null, 'p', now(), 1, 1, 1, '[]')`,
  `insert into settlement.calculation_result values ('00000000-0000-0000-0000-000000000001', now(), 1)`,
  `insert into settlement.publication values ('balance_fixing', '801', '2026-03-01', 1, '00000000-0000-0000-0000-000000000001', 1)`,
  `insert into settlement.schedule_begin values ('e', '2026-03-01')`,
  `insert into settlement.schedule_start values ('e', '2026-03-01', '2026-03-02', 'balance_fixing', 'c', now())`,
  `insert into settlement.schedule_statement (name, is_on, months, working_days, at_time, stated_by) values ('e', true, 0, 5, '08:00', 'me')`,
  `insert into calculated_series.run values ('00000000-0000-0000-0000-000000000001', 'electrical-heating', '2026-03-01', null, null, null, null, 'me', '1', now())`,
  `insert into calculated_series.run_input values ('00000000-0000-0000-0000-000000000001', 1, 1)`,
  `insert into calculated_series.run_result values ('00000000-0000-0000-0000-000000000001', 0, 0, 0, now(), 1)`,
  `insert into calculated_series.calculated_day values ('00000000-0000-0000-0000-000000000001', 'p', '2026-03-01', 1, null, '00000000-0000-0000-0000-000000000001', 1)`,
  `insert into calculated_series.peak_hour values ('00000000-0000-0000-0000-000000000001', 'p', '2025-03-01', '2026-03-01', 1, now(), 'measured', 1)`,
  `insert into calculated_series.annual_estimate values ('00000000-0000-0000-0000-000000000001', 'p', '2026-01-01', null, 'readings')`,
  `insert into calculated_series.missing_day values ('00000000-0000-0000-0000-000000000001', '2026-03-01', 'p', '801', 24, 23)`,
]

test('UPDATE, DELETE and TRUNCATE are refused in every one of them', async () => {
  for (const sql of ROWS) await database.pool.query(sql)
  for (const table of FACTS) {
    const { rows } = await database.pool.query<{ column_name: string }>(
      `select column_name from information_schema.columns where table_schema || '.' || table_name = $1 order by ordinal_position limit 1`,
      [table],
    )
    const column = rows[0]?.column_name ?? ''
    const { rowCount } = await database.pool.query(`select from ${table}`)
    expect(rowCount, table).toBeGreaterThan(0)
    await expect(database.pool.query(`delete from ${table}`), `delete from ${table}`).rejects.toMatchObject({
      code: 'GB001',
    })
    const change = CHANGES[table] ?? `${column} = ${column}`
    await expect(database.pool.query(`update ${table} set ${change}`), `update ${table}`).rejects.toMatchObject({
      code: 'GB001',
    })
    await expect(database.pool.query(`truncate ${table} cascade`), `truncate ${table}`).rejects.toMatchObject({
      code: 'GB001',
    })
  }
})
