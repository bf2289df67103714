import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../test/intake-ports.ts'
import { plainRequest, plainRun } from '../../test/plain-calculations.ts'
import { examplePoint, pointId, recordMasterData } from '../../test/reading-documents.ts'
import { commitDeliveries } from '../../test/reading-store.ts'
import {
  readRun,
  readSpans,
  SERIES_ENTRIES,
  seriesRun,
  seriesStarters,
  type SeriesPorts,
} from '../calculated-series/index.ts'
import { clockFrom, marketDay } from '../kernel/index.ts'
import { dk } from '../market/index.ts'
import { createLog, openRuns, type RunDefinition, type Runs } from '../platform/index.ts'
import { startCalculation, startDue, type SchedulePorts } from '../settlement/index.ts'
import { operate } from './operate.ts'

const [PARENT, CAPACITY] = [1, 2] as const

let intake: TestIntake
let series: SeriesPorts
let calculation: RunDefinition
let definition: RunDefinition
let runs: Runs
let nowMs = 0
const clock = clockFrom(() => nowMs)
const at = (text: string): void => {
  nowMs = Date.parse(text)
  intake.setNow(nowMs)
}
beforeAll(async () => {
  intake = await openTestIntake()
  series = { ...intake.ports, clock, scratch: join(intake.directory, 'scratch'), operatorId: dk.operatorId ?? '' }
  definition = seriesRun(series)
  calculation = plainRun(
    intake.pool,
    async () => {},
    (step) => step,
  )
  runs = await openRuns({ pool: intake.pool, databaseUrl: intake.url, definitions: [calculation, definition] })
  const child = { type: 'capacity_settlement', settlementMethod: null, parentId: pointId(PARENT) } as const
  const noSupplier = { energySupplierId: null, balanceResponsibleId: null, meteringMethod: 'calculated' } as const
  await recordMasterData(intake.pool, [
    examplePoint(PARENT, { resolution: 'PT1H' }),
    examplePoint(CAPACITY, { ...child, ...noSupplier, resolution: 'PT1H' }),
  ])
  const day = marketDay('2026-03-30', dk.zone)
  const stated = new Map([[7, { quality: 'measured' as const, micro: 4_000_000n }]])
  const reading = { point: pointId(PARENT), stream: '', slotClass: 25 as const, day: day.dayNumber, slots: 24, stated }
  await commitDeliveries(intake.ports, [{ ...reading, registeredAtMs: day.endMs }], 'readings')
})
afterAll(async () => {
  await runs.close()
  await intake.close()
})

/** Serves until as many things were carried out, or stopped; what was logged. */
async function served(ends: number, schedule: SchedulePorts | undefined): Promise<Record<string, unknown>[]> {
  const end = new AbortController()
  const lines: Record<string, unknown>[] = []
  const log = createLog('info', (line) => {
    lines.push(JSON.parse(line) as Record<string, unknown>)
    if (lines.filter(({ msg }) => /carried out|stopped/.test(String(msg))).length === ends) end.abort()
  })
  const ports = { pool: intake.pool, zone: dk.zone, clock, runs: async () => await Promise.resolve(runs) }
  await operate(
    { calculations: { ...ports, definition: calculation }, series: { ...ports, definition }, schedule, log },
    end.signal,
  )
  return lines
}

test('a hub that serves starts what the calendar says and carries it out in order, then what else was left to it', async () => {
  const schedule: SchedulePorts = {
    pool: intake.pool,
    zone: dk.zone,
    clock,
    entries: SERIES_ENTRIES,
    starters: seriesStarters({ zone: dk.zone, clock, codeVersion: '1' }),
  }
  at('2026-03-31T12:00:00Z')
  await startDue(schedule)
  const handedOver = plainRequest(1)
  await startCalculation(handedOver, { pool: intake.pool, codeVersion: '1', isHandedOver: true })
  // The first look starts, and a minute later the runs are carried out; the calculation need not wait.
  at('2026-04-01T12:00:00Z')
  const first = await served(1, schedule)
  expect(first.filter(({ msg }) => msg === 'started as due').map(({ entry }) => entry)).toEqual(
    SERIES_ENTRIES.map(({ name }) => name),
  )
  expect(first.at(-1)).toMatchObject({ msg: 'calculation carried out', id: handedOver.calculationId })
  at('2026-04-01T12:01:01Z')
  const carriedOut = await served(SERIES_ENTRIES.length, undefined)
  expect(carriedOut.map(({ msg }) => msg)).toEqual(SERIES_ENTRIES.map(() => 'calculated series carried out'))
  const reports = await Promise.all(carriedOut.map(async ({ id }) => await readRun(intake.pool, { runId: String(id) })))
  expect(reports).toMatchObject([
    { kind: 'net-consumption-final', asOf: '2026-04-01' },
    { kind: 'net-consumption-estimate', asOf: '2026-04-01' },
    { kind: 'missing-measurements', fromDay: '2026-03-31', toDay: '2026-04-01', rows: 1n },
    { kind: 'electrical-heating', asOf: '2026-04-01' },
    { kind: 'capacity-settlement', month: '2026-03', rows: 31n },
  ])
  expect(await readSpans(intake.pool, String(reports[4]?.runId), 5)).toMatchObject([
    { meteringPointId: pointId(CAPACITY), fromDay: '2026-03-01', lastDay: '2026-03-31', dailyKwh: '4.000' },
  ])
})
