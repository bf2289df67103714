import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { addDays, clockFrom, marketDay } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { showSchedule, startDue, stateEntry, type SchedulePorts } from '../../settlement/index.ts'
import { openRunIds } from './open-runs.ts'
import { SERIES_ENTRIES } from './series-entries.ts'
import { seriesStarters } from './series-starters.ts'

let database: TestDatabase
let nowMs = 0
const clock = clockFrom(() => nowMs)
beforeEach(async () => {
  database = await freshDatabase({ max: 8 })
})
afterEach(async () => {
  await database.drop()
})

const ports = (): SchedulePorts => ({
  pool: database.pool,
  zone: dk.zone,
  clock,
  entries: SERIES_ENTRIES,
  starters: seriesStarters({ zone: dk.zone, clock, codeVersion: '1' }),
})

/** The instant of a time of the market's clock. */
const local = (date: string, time: string): number =>
  Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(dk.zone).epochMilliseconds

/** Runs the schedule every half hour from one midnight to another; when what was started, on the market's clock. */
async function walk(from: string, to: string): Promise<string[]> {
  const seen: string[] = []
  for (let day = marketDay(from, dk.zone); day.date < to; day = addDays(day, 1)) {
    for (nowMs = day.startMs; nowMs < day.endMs; nowMs += 1_800_000) {
      const { started, failed } = await startDue(ports())
      expect(failed).toEqual([])
      const time = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(dk.zone).toPlainTime()
      seen.push(...started.map(({ entry }) => `${day.date} ${time.toString({ smallestUnit: 'minute' })} ${entry.name}`))
    }
  }
  return seen
}

/** Everything that was started, in the order in which it is to be carried out: kind, today, and what it covers. */
async function runs(): Promise<string[]> {
  const order = await openRunIds(database.pool, nowMs + 1)
  const { rows } = await database.pool.query<{ run_id: string; told: string }>(
    `select run_id, concat_ws(' ', kind, as_of, month, from_day, to_day) as told from calculated_series.run`,
  )
  const told = new Map(rows.map((row) => [row.run_id, row.told]))
  return order.map((id) => told.get(id) ?? '')
}

describe('the calendar starts', () => {
  test('over two weeks and the end of a month each run once, at its hour', async () => {
    const seen = await walk('2026-03-19', '2026-04-03')
    const days = Array.from({ length: 14 }, (_, n) => addDays(marketDay('2026-03-20', dk.zone), n).date)
    expect(seen.filter((text) => text.endsWith('net-consumption-final'))).toEqual(
      days.map((date) => `${date} 01:00 net-consumption-final`),
    )
    expect(seen.filter((text) => text.endsWith('net-consumption-estimate'))).toEqual(
      days.map((date) => `${date} 01:00 net-consumption-estimate`),
    )
    expect(seen.filter((text) => text.endsWith('electrical-heating'))).toEqual(
      days.map((date) => `${date} 04:00 electrical-heating`),
    )
    // Mondays to Fridays, on Maundy Thursday too; on the last Sunday of March the hour from two to three does not exist.
    expect(seen.filter((text) => text.endsWith('missing-measurements'))).toEqual(
      ['03-20', '03-23', '03-24', '03-25', '03-26', '03-27', '03-30', '03-31', '04-01', '04-02'].map(
        (date) => `2026-${date} 02:00 missing-measurements`,
      ),
    )
    expect(seen.filter((text) => text.endsWith('capacity-settlement'))).toEqual([
      '2026-04-01 04:00 capacity-settlement',
    ])
    expect(seen).toHaveLength(14 * 3 + 10 + 1)
  })

  test('what covers the month before, the days since the last weekday, and everything up to today', async () => {
    nowMs = local('2026-03-27', '12:00')
    await startDue(ports())
    nowMs = local('2026-04-01', '12:00')
    await startDue(ports())
    expect(await runs()).toEqual([
      'net-consumption-final 2026-03-28',
      'net-consumption-estimate 2026-03-28',
      'electrical-heating 2026-03-28',
      'net-consumption-final 2026-03-29',
      'net-consumption-estimate 2026-03-29',
      'electrical-heating 2026-03-29',
      'net-consumption-final 2026-03-30',
      'net-consumption-estimate 2026-03-30',
      'missing-measurements 2026-03-30 2026-03-27 2026-03-30',
      'electrical-heating 2026-03-30',
      'net-consumption-final 2026-03-31',
      'net-consumption-estimate 2026-03-31',
      'missing-measurements 2026-03-31 2026-03-30 2026-03-31',
      'electrical-heating 2026-03-31',
      'net-consumption-final 2026-04-01',
      'net-consumption-estimate 2026-04-01',
      'missing-measurements 2026-04-01 2026-03-31 2026-04-01',
      'electrical-heating 2026-04-01',
      'capacity-settlement 2026-04-01 2026-03',
    ])
  })

  test('a week that was missed, day by day, by two hubs at once and nothing twice', async () => {
    nowMs = local('2026-05-04', '12:00')
    await startDue(ports())
    nowMs = local('2026-05-11', '12:00')
    const hubs = await Promise.all([startDue(ports()), startDue(ports())])
    expect(hubs.flatMap(({ failed }) => failed)).toEqual([])
    const started = hubs.flatMap((hub) => hub.started.map(({ entry, from }) => `${entry.name} ${from}`))
    expect(new Set(started).size).toBe(started.length)
    const days = ['05', '06', '07', '08', '09', '10', '11'].map((day) => `2026-05-${day}`)
    const told = await runs()
    expect(told).toHaveLength(started.length)
    expect(told.filter((text) => text.startsWith('electrical-heating'))).toEqual(
      days.map((date) => `electrical-heating ${date}`),
    )
    expect(told.filter((text) => text.startsWith('missing'))).toEqual([
      'missing-measurements 2026-05-05 2026-05-04 2026-05-05',
      'missing-measurements 2026-05-06 2026-05-05 2026-05-06',
      'missing-measurements 2026-05-07 2026-05-06 2026-05-07',
      'missing-measurements 2026-05-08 2026-05-07 2026-05-08',
      'missing-measurements 2026-05-11 2026-05-08 2026-05-11',
    ])
    expect(await runs()).toEqual(told)
    expect((await startDue(ports())).started).toEqual([])
  })
})

test('an entry is set like any other: its hour, its areas, its first day; a weekday takes no months', async () => {
  nowMs = local('2026-05-05', '12:00')
  await startDue(ports())
  const state = async (name: string, change: object) => await stateEntry(name, { by: 'anna', ...change }, ports())
  await state('missing-measurements', { gridAreas: ['801'], time: '03:00', firstDay: '2026-05-03' })
  await expect(state('missing-measurements', { months: 1 })).rejects.toMatchObject({ code: 'SCHEDULE_ENTRY' })
  await startDue(ports())
  const { rows } = await database.pool.query<object>(
    'select from_day::text, to_day::text, grid_areas, created_by from calculated_series.run order by from_day',
  )
  // A Sunday belongs to the Friday before.
  expect(rows).toEqual([
    { from_day: '2026-05-01', to_day: '2026-05-04', grid_areas: ['801'], created_by: 'schedule' },
    { from_day: '2026-05-04', to_day: '2026-05-05', grid_areas: ['801'], created_by: 'schedule' },
  ])
  const period = { fromMs: local('2026-05-04', '00:00'), toMs: local('2026-05-09', '00:00') }
  const { starts } = await showSchedule(period, ports())
  const log = starts.filter(({ kind }) => kind === 'missing-measurements')
  expect(log.map(({ from, to, state: its }) => `${from} ${to} ${its}`)).toEqual([
    '2026-05-01 2026-05-04 started',
    '2026-05-04 2026-05-05 started',
    '2026-05-05 2026-05-06 planned',
    '2026-05-06 2026-05-07 planned',
    '2026-05-07 2026-05-08 planned',
  ])
  expect(log[0]?.startedId).toMatch(/^[0-9a-f-]{36}$/)
})

test('arguments that are none start nothing, and what follows them waits', async () => {
  nowMs = local('2026-05-05', '12:00')
  await startDue(ports())
  const broken = { ...ports(), entries: SERIES_ENTRIES.filter(({ kind }) => kind === 'electrical-heating') }
  await database.pool.query(
    `insert into settlement.schedule_statement (name, is_on, months, working_days, at_time, grid_areas, stated_by)
     values ('electrical-heating', true, 0, 0, '04:00', '{nowhere}', 'anna')`,
  )
  nowMs = local('2026-05-07', '12:00')
  const { started, failed } = await startDue(broken)
  expect(started).toEqual([])
  expect(failed.map(({ due, error }) => [due.from, String(error)])).toEqual([
    ['2026-05-05', expect.stringContaining('nowhere')],
  ])
  expect(await runs()).toEqual([])
})
