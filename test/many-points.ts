import type { Pool } from '../src/platform/index.ts'

/** The n-th of many points; made without check digits, in SQL and here alike. */
export function manyPointId(n: number): string {
  return `5713131${String(n).padStart(11, '0')}`
}

/** Every so many points one has a rare value. */
export const RARE_EVERY = 20_000

/**
 * Fills the log with many metering points, in SQL: each was new for a month, then connected, but for some that are new
 * still. Forty areas and one whose ids lie together at the end, fifty suppliers, addresses; one in RARE_EVERY has a rare
 * value, another for each field. Nothing of point_today is filled.
 * @param points how many
 */
export async function fillManyPoints(pool: Pool, points: number): Promise<void> {
  await pool.query(
    `insert into metering_points.metering_point select ${ID} from generate_series(1, ${points}) n on conflict do nothing`,
  )
  await withoutIndexes(pool, async () => {
    // Some at a time, because a statement has its longest time.
    for (let from = 1; from <= points; from += A_STATEMENT) {
      const range = `generate_series(${from}, ${Math.min(points, from + A_STATEMENT - 1)})`
      await pool.query(statements(points, range, { seq: 1, day: '2020-01-01', state: "'new'", where: 'true' }))
      await pool.query(statements(points, range, { seq: 2, day: '2020-02-01', state: STATE, where: `not ${rare(1)}` }))
    }
  })
  await pool.query('update platform.head set seq = greatest(seq + 1, 2)')
  await pool.query('update metering_points.changed set seq = 2')
  for (const table of ['metering_point', 'metering_point_period', 'process'])
    await pool.query(`vacuum (analyze) metering_points.${table}`)
}

/** Fills the log without its indexes, which are made afterwards: several times faster. */
async function withoutIndexes(pool: Pool, fill: () => Promise<void>): Promise<void> {
  const { rows } = await pool.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
     where indrelid = 'metering_points.metering_point_period'::regclass and not indisprimary`,
  )
  for (const { name } of rows) await pool.query(`drop index ${name}`)
  await fill()
  for (const { definition } of rows) await pool.query(definition)
}

const A_STATEMENT = 250_000
const ID = "'5713131' || lpad(n::text, 11, '0')"
const rare = (which: number): string => `(n % ${RARE_EVERY} = ${which})`
const STATE = `case when ${rare(2)} then 'closed_down' when n % 50 = 3 then 'disconnected' else 'connected' end`
// One child for each twentieth point, of the point before it.
const IS_CHILD = '(n % 20 = 5)'

const columnsOf = (points: number): Readonly<Record<string, string>> => ({
  type: `case when ${rare(3)} then 'analysis' when ${IS_CHILD} then 'electrical_heating' when n % 20 = 6 then 'production' else 'consumption' end`,
  settlement_method: `case when ${IS_CHILD} then null when ${rare(4)} then 'profiled' when n % 20 = 7 then 'non_profiled' else 'flex' end`,
  resolution: `case when ${rare(5)} then 'PT5M' when n % 10 = 8 then 'PT1H' else 'PT15M' end`,
  grid_area: `case when n > ${Math.trunc(points * 0.98)} then '998' when ${rare(6)} then '999' else (800 + n % 40)::text end`,
  parent_id: `case when ${IS_CHILD} then '5713131' || lpad((n - 1)::text, 11, '0') end`,
  energy_supplier_id: `case when ${IS_CHILD} then null when ${rare(7)} then '5790000009999' else '579000000' || (1000 + n % 50) end`,
  balance_responsible_id: `case when ${IS_CHILD} then null when ${rare(8)} then '5790000008888' else '579000000' || (2000 + n % 10) end`,
  unit: "'kWh'",
  meter_number: '(10000000 + n)::text',
  power_plant_id: `case when ${rare(9)} then '571313000000000999' end`,
  street_name: `case when ${rare(10)} then 'Åkandevej' else (array['Storegade','Østergade','Vestergade','Bygaden','Kirkevej','Skolevej','Møllevej'])[1 + n % 7] || ' ' || n % 997 end`,
  building_number: '(1 + n % 200)::text',
  post_code: `case when ${rare(11)} then '9998' else (1000 + n % 1089)::text end`,
  city: `case when ${rare(12)} then 'Skagen' else 'By ' || n % 600 end`,
})

type Stated = { readonly seq: number; readonly day: string; readonly state: string; readonly where: string }

function statements(points: number, range: string, { seq, day, state, where }: Stated): string {
  const columns = columnsOf(points)
  return `insert into metering_points.metering_point_period
      (metering_point_id, valid_from, recorded_seq, connection_state, ${Object.keys(columns).join(', ')})
    select ${ID}, date '${day}', ${seq}, ${state}, ${Object.values(columns).join(', ')}
    from ${range} n where ${where}`
}
