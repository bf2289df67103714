import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { clockFrom, marketDay } from '../../kernel/index.ts'
import { appendGridAreas, dk } from '../../market/index.ts'
import { inTransaction, nextRecordedSeq } from '../../platform/index.ts'
import { calculationStatuses, type CalculationStatus } from '../operation/calculation-status.ts'
import { openCalculations } from '../operation/open-calculations.ts'
import { calculationStarters } from './calculation-starter.ts'
import { MARKET_ENTRIES } from './market-entries.ts'
import type { ScheduleEntry } from './schedule-entry.ts'
import { showSchedule } from './show-schedule.ts'
import { startDue, type SchedulePorts, type ScheduleRun } from './start-due.ts'
import { stateEntry, type EntryChange } from './state-entry.ts'

let database: TestDatabase
let nowMs = 0
const clock = clockFrom(() => nowMs)
const at = (text: string): void => void (nowMs = Date.parse(text))

beforeEach(async () => {
  database = await freshDatabase({ max: 10 })
  at('2026-03-02T12:00:00Z')
  await inTransaction(database.pool, async (trx) => {
    const area = (code: string, validFrom: string, meteredDataResponsibleId: string | null) => ({
      code,
      validFrom,
      name: `Area ${code}`,
      priceArea: null,
      meteredDataResponsibleId,
    })
    const areas = [
      area('801', '2020-01-01', '5790000000012'),
      area('802', '2026-03-05', '5790000000012'),
      area('990', '2020-01-01', null),
    ]
    await appendGridAreas(trx, areas, await nextRecordedSeq(trx))
  })
})
afterEach(async () => {
  await database.drop()
})

const ports = (other: Partial<SchedulePorts> = {}): SchedulePorts => ({
  pool: database.pool,
  zone: dk.zone,
  clock,
  entries: MARKET_ENTRIES,
  starters: calculationStarters({ profile: dk, clock, codeVersion: '1', needsApproval: false }),
  ...other,
})
const told = ({ started }: ScheduleRun): string[] => started.map(({ entry, from, to }) => `${entry.name} ${from} ${to}`)
const calculations = async (): Promise<CalculationStatus[]> => {
  const statuses = { pool: database.pool, zone: dk.zone, steps: ['pin'] }
  return (await calculationStatuses({ limit: 100 }, statuses)).toReversed()
}
const state = async (name: string, change: EntryChange): ReturnType<typeof stateEntry> =>
  await stateEntry(name, { by: 'anna', ...change }, ports())

describe('the schedule, run day by day', () => {
  test('begins with the periods of the day on which it is first run', async () => {
    expect(told(await startDue(ports()))).toEqual([])
    at('2026-03-03T04:59:59Z')
    expect(told(await startDue(ports()))).toEqual([])
    at('2026-03-03T05:00:00Z')
    expect(told(await startDue(ports()))).toEqual(['aggregation 2026-03-02 2026-03-03'])
    expect(told(await startDue(ports()))).toEqual([])
  })

  test('catches up after it stood still, oldest first, and starts each once', async () => {
    await startDue(ports())
    at('2026-03-10T12:00:00Z')
    const run = await startDue(ports())
    expect(told(run)).toEqual([
      ...['02', '03', '04', '05', '06', '07'].map((day) => `aggregation 2026-03-${day} 2026-03-0${Number(day) + 1}`),
      'aggregation 2026-03-08 2026-03-09',
      'balance_fixing 2026-03-02 2026-03-03',
      'aggregation 2026-03-09 2026-03-10',
      'balance_fixing 2026-03-03 2026-03-04',
    ])
    expect(run.failed).toEqual([])
    expect(told(await startDue(ports()))).toEqual([])
    expect((await calculations()).map(({ calculationId }) => calculationId)).toEqual(
      run.started.map(({ startedId }) => startedId),
    )
  })

  test('starts calculations of the areas that are settled by then, handed over to the process that serves', async () => {
    await startDue(ports())
    at('2026-03-07T12:00:00Z')
    await startDue(ports())
    const made = await calculations()
    expect(made.map(({ firstDay, gridAreas }) => [firstDay, gridAreas])).toEqual([
      ['2026-03-02', ['801']],
      ['2026-03-03', ['801']],
      ['2026-03-04', ['801']],
      ['2026-03-05', ['801', '802']],
      ['2026-03-06', ['801', '802']],
    ])
    expect(made[0]).toMatchObject({
      type: 'aggregation',
      createdBy: 'schedule',
      state: 'started',
      lastDay: '2026-03-02',
    })
    const open = await openCalculations({ pool: database.pool, zone: dk.zone, steps: ['pin'] })
    expect(open.map(({ isHandedOver }) => isHandedOver)).toEqual([true, true, true, true, true])
  })

  test('run by eight hubs at once, starts nothing twice', async () => {
    await startDue(ports())
    at('2026-04-20T12:00:00Z')
    const hubs = await Promise.all(Array.from({ length: 8 }, async () => await startDue(ports())))
    const started = hubs.flatMap(told)
    expect(new Set(started).size).toBe(started.length)
    // The days of seven weeks, those up to 13 April by five working days, and March.
    expect(started.filter((text) => text.startsWith('aggregation'))).toHaveLength(49)
    expect(started.filter((text) => text.startsWith('balance_fixing'))).toHaveLength(43)
    expect(started.filter((text) => text.startsWith('wholesale'))).toEqual(['wholesale_fixing 2026-03-01 2026-04-01'])
    expect(await calculations()).toHaveLength(started.length)
  })

  test('starts nothing when the start fails, and does not pass over it', async () => {
    await startDue(ports())
    await state('aggregation', { gridAreas: ['801'] })
    at('2026-03-04T12:00:00Z')
    const broken = new Map([['aggregation', async () => await Promise.reject(new Error('no room'))]])
    const run = await startDue(ports({ starters: broken }))
    expect(run.started).toEqual([])
    expect(run.failed.map(({ due, error }) => [due.from, String(error)])).toEqual([['2026-03-02', 'Error: no room']])
    expect(await calculations()).toEqual([])
    expect(told(await startDue(ports()))).toHaveLength(2)
  })

  test('takes what other rooms have to do in the same shape', async () => {
    const heating: ScheduleEntry = {
      name: 'heating',
      kind: 'electrical_heating',
      days: 'day',
      at: { months: 0, workingDays: 0, time: '04:00' },
    }
    const done: string[] = []
    const own = ports({
      entries: [heating],
      starters: new Map([
        ['electrical_heating', async (_, due, id) => await Promise.resolve(void done.push(`${due.from} ${id}`))],
      ]),
    })
    await startDue(own)
    at('2026-03-03T12:00:00Z')
    const { started } = await startDue(own)
    expect(done).toEqual(started.map(({ from, startedId }) => `${from} ${startedId}`))
    const unknown = await startDue({ ...own, entries: [{ ...heating, name: 'other', kind: 'unknown' }] })
    expect(unknown.failed).toEqual([])
    at('2026-03-04T12:00:00Z')
    const later = await startDue({ ...own, entries: [{ ...heating, name: 'other', kind: 'unknown' }] })
    expect(String(later.failed[0]?.error)).toContain('nobody starts')
  })
})

describe('what is stated of an entry', () => {
  test('holds from then on: its days, its hour, its areas, its first day, whether it is on', async () => {
    await startDue(ports())
    expect(await state('balance_fixing', { workingDays: 2, time: '00:30', gridAreas: ['801'] })).toMatchObject({
      at: { months: 0, workingDays: 2, time: '00:30' },
      gridAreas: ['801'],
      isOn: true,
    })
    await state('aggregation', { isOn: false })
    await state('balance_fixing', { firstDay: '2026-02-27' })
    at('2026-03-04T12:00:00Z')
    expect(told(await startDue(ports()))).toEqual([
      'balance_fixing 2026-02-27 2026-02-28',
      'balance_fixing 2026-02-28 2026-03-01',
      'balance_fixing 2026-03-01 2026-03-02',
      'balance_fixing 2026-03-02 2026-03-03',
    ])
    expect((await state('balance_fixing', { gridAreas: [] })).gridAreas).toBeNull()
  })

  test('is refused with every fault, or when there is no such entry', async () => {
    const wrong = state('aggregation', { months: 1, time: '24:00', gridAreas: ['80'], firstDay: '2026-02-30' })
    await expect(wrong).rejects.toMatchObject({ code: 'SCHEDULE_ENTRY' })
    const text = String(await wrong.catch((error: unknown) => error))
    for (const part of ['no months', "'24:00'", "'80'", "'2026-02-30'"]) expect(text).toContain(part)
    await expect(state('fixing', {})).rejects.toThrow('there are aggregation, balance_fixing')
  })
})

test('the calendar shows what was started, what is due, and what is to come', async () => {
  await startDue(ports())
  at('2026-03-03T12:00:00Z')
  const { started } = await startDue(ports())
  at('2026-03-04T12:00:00Z')
  const day = (date: string) => marketDay(date, dk.zone).startMs
  const { starts, entries } = await showSchedule(
    { fromMs: day('2026-03-03'), toMs: day('2026-03-06') },
    { pool: database.pool, entries: MARKET_ENTRIES, zone: dk.zone, clock },
  )
  expect(entries.map(({ name, firstDay }) => [name, firstDay])[0]).toEqual(['aggregation', '2026-03-02'])
  expect(starts.map((start) => [start.name, start.from, start.state, start.startedId])).toEqual([
    ['aggregation', '2026-03-02', 'started', started[0]?.startedId],
    ['aggregation', '2026-03-03', 'due', null],
    ['aggregation', '2026-03-04', 'planned', null],
  ])
})
