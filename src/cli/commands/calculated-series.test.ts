import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../../test/intake-ports.ts'
import { examplePoint, pointId, recordMasterData } from '../../../test/reading-documents.ts'
import { commitDeliveries } from '../../../test/reading-store.ts'
import { completeCommand, programOf } from '../../../test/run-command.ts'
import { marketDay } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { calculatedSeriesCommands } from './calculated-series.ts'
import { readingCommands } from './readings.ts'

const [PARENT, CAPACITY, BY_QUARTERS] = [1, 2, 3] as const

let intake: TestIntake
beforeAll(async () => {
  intake = await openTestIntake()
  const child = { type: 'capacity_settlement', settlementMethod: null, parentId: pointId(PARENT) } as const
  const noSupplier = { energySupplierId: null, balanceResponsibleId: null, meteringMethod: 'calculated' } as const
  await recordMasterData(intake.pool, [
    examplePoint(PARENT, { resolution: 'PT1H' }),
    examplePoint(CAPACITY, { ...child, ...noSupplier, resolution: 'PT1H' }),
    examplePoint(BY_QUARTERS, { ...child, ...noSupplier }),
  ])
  const day = marketDay('2026-02-10', dk.zone)
  const stated = new Map([0, 1, 2].map((slot) => [slot, { quality: 'measured' as const, micro: 4_000_000n }]))
  const reading = { point: pointId(PARENT), stream: '', slotClass: 25 as const, day: day.dayNumber, slots: 24, stated }
  await commitDeliveries(intake.ports, [{ ...reading, registeredAtMs: day.endMs }], 'readings')
})
afterAll(async () => {
  await intake.close()
})

async function call(...words: string[]) {
  return await completeCommand(programOf(calculatedSeriesCommands, readingCommands), words, {
    GRIDBOOK_ROLE: 'hub',
    GRIDBOOK_DATA: intake.directory,
    GRIDBOOK_DATABASE_URL: intake.url,
  })
}

const ID = '11111111-1111-4111-8111-111111111111'
const LOG = '22222222-2222-4222-8222-222222222222'

test('a run is carried out once, told as JSON and as text, and names what it could not calculate', async () => {
  const run = [
    'calculated-series',
    'run',
    '--kind',
    'capacity-settlement',
    '--month',
    '2026-02',
    '--as-of',
    '2026-03-01',
    '--id',
    ID,
  ]
  const told = await call(...run, '--json')
  expect(told.exitCode).toBe(1)
  expect(told.json()).toMatchObject({
    runId: ID,
    kind: 'capacity-settlement',
    month: '2026-02',
    points: 1,
    skippedPoints: 1,
    rows: '28',
    spans: [{ meteringPointId: pointId(CAPACITY), days: 28, dailyKwh: '4.000', settlementType: null }],
    peaks: [{ rank: 1, hourStart: '2026-02-09T23:00:00Z', energyKwh: '4.000000' }, { rank: 2 }, { rank: 3 }],
    estimates: [],
  })
  expect((await call(...run, '--json')).json()).toEqual(told.json())
  expect((await call('calculated-series', 'show')).out).toMatch(
    /28 days of 1 points were stored[^]*1 points are not read by the hour/,
  )
  expect((await call('calculated-series', 'show', ID, '--limit', '1')).out).toMatch(
    /2026-02-01 +2026-02-28 +28 +4\.000/,
  )
})

test('a log of missing measurements is kept; exit code 1 says that it has days', async () => {
  const days = ['--from', '2026-02-09', '--to', '2026-02-10']
  const told = await call('readings', 'missing-log', ...days, '--areas', '801', '--id', LOG, '--json')
  expect(told.exitCode).toBe(1)
  expect(told.json()).toMatchObject({
    runId: LOG,
    fromDay: '2026-02-09',
    toDay: '2026-02-11',
    rows: '2',
    areas: [{ gridArea: '801', points: 1, days: 2, expected: '48', actual: '3' }],
    days: [
      { meteringPointId: pointId(PARENT), marketDay: '2026-02-09', expected: 24, actual: 0 },
      { meteringPointId: pointId(PARENT), marketDay: '2026-02-10', expected: 24, actual: 3 },
    ],
  })
  const { out } = await call('readings', 'missing-log', '--limit', '1')
  expect(out).toMatch(/2 days of 1 points[^]*2026-02-09/)
  expect(out).not.toContain('2026-02-10 ')
})

test('what makes no sense is refused with what would', async () => {
  await expect(call('calculated-series', 'run', '--kind', 'magic')).rejects.toMatchObject({ code: 'USAGE' })
  await expect(call('calculated-series', 'run', '--kind', 'capacity-settlement')).rejects.toMatchObject({
    code: 'CALCULATION_ARGUMENT',
  })
  await expect(call('calculated-series', 'show', '--kind', 'electrical-heating')).rejects.toMatchObject({
    code: 'NOT_CALCULATED',
  })
  await expect(call('readings', 'missing-log', '--areas', '801')).rejects.toMatchObject({ code: 'USAGE' })
  await expect(call('readings', 'missing-log', '--id', ID)).rejects.toMatchObject({ code: 'NOT_CALCULATED' })
})
