import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { clockFrom, GridbookError } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { openRuns, type RunDefinition, type Runs } from '../../platform/index.ts'
import { beginRun } from '../run/run-series.ts'
import type { RunKind } from '../run/run-store.ts'
import { carryOutRuns } from './carry-out-runs.ts'

let database: TestDatabase
let runs: Runs
let definition: RunDefinition
let nowMs = Date.UTC(2026, 2, 2, 12)
const clock = clockFrom(() => nowMs)
/** What the next attempts at a run end with. */
const endings = new Map<string, Error[]>()
let attempts: string[] = []
let ends: [string, unknown][] = []
const names = new Map<string, string>()

beforeAll(async () => {
  database = await freshDatabase({ max: 10 })
  definition = {
    name: 'calculated-series',
    steps: [
      {
        name: 'calculate',
        execute: async (runId) => {
          attempts.push(names.get(runId) ?? '')
          const error = endings.get(runId)?.shift()
          if (error !== undefined) throw error
          return await Promise.resolve({
            rows: 0,
            effect: async (trx) => {
              await trx.query(
                `insert into calculated_series.run_result (run_id, points, skipped_points, rows, finished_at, recorded_seq)
                 values ($1, 0, 0, 0, now(), 1)`,
                [runId],
              )
            },
          })
        },
      },
    ],
  }
  runs = await openRuns({ pool: database.pool, databaseUrl: database.url, definitions: [definition] })
})
afterAll(async () => {
  await runs.close()
  await database.drop()
})
beforeEach(() => {
  attempts = []
  ends = []
})
afterEach(async () => {
  // Nothing stays open for the next test.
  endings.clear()
  nowMs += 3_600_000
  await carryOut()
})

async function begun(kind: RunKind, asOf: string): Promise<string> {
  const runId = randomUUID()
  const day = { fromDay: asOf, toDay: '2026-12-31' }
  const request = {
    runId,
    kind,
    asOf,
    month: kind === 'capacity-settlement' ? '2026-02' : null,
    ...(kind === 'missing-measurements' ? day : { fromDay: null, toDay: null }),
    gridAreas: null,
    createdBy: 'me',
  }
  await beginRun(database.pool, request, { zone: dk.zone, clock, codeVersion: '1' })
  names.set(runId, `${kind} ${asOf}`)
  return runId
}
const carryOut = async (own: Partial<Runs> = {}, signal = new AbortController().signal): Promise<number> =>
  await carryOutRuns({
    pool: database.pool,
    clock,
    definition,
    runs: async () => await Promise.resolve({ ...runs, ...own }),
    signal,
    onEnd: (id, error) => ends.push([id, error]),
  })
const later = (): void => void (nowMs += 61_000)
const overtaken = (): GridbookError => new GridbookError('CALCULATED_MEANWHILE', 'another run has stored days')

describe('the process that serves carries out', () => {
  test('what was begun a minute ago, by day, and those of a day as they depend on each other', async () => {
    await begun('capacity-settlement', '2026-03-01')
    await begun('electrical-heating', '2026-03-01')
    await begun('net-consumption-estimate', '2026-03-02')
    await begun('missing-measurements', '2026-03-01')
    await begun('net-consumption-estimate', '2026-03-01')
    await begun('net-consumption-final', '2026-03-02')
    await begun('net-consumption-final', '2026-03-01')
    expect([await carryOut(), attempts]).toEqual([0, []])
    later()
    expect(await carryOut()).toBe(7)
    expect(attempts).toEqual([
      'net-consumption-final 2026-03-01',
      'net-consumption-estimate 2026-03-01',
      'missing-measurements 2026-03-01',
      'electrical-heating 2026-03-01',
      'capacity-settlement 2026-03-01',
      'net-consumption-final 2026-03-02',
      'net-consumption-estimate 2026-03-02',
    ])
    expect(ends.map(([, error]) => error)).toEqual(Array.from({ length: 7 }, () => undefined))
    expect(await carryOut()).toBe(0)
  })

  test('nothing before what another living process executes, and goes on with what one has left', async () => {
    await begun('net-consumption-final', '2026-03-03')
    await begun('net-consumption-estimate', '2026-03-03')
    later()
    expect(await carryOut({ whereabouts: async () => await Promise.resolve('living') })).toBe(0)
    expect(attempts).toEqual([])
    expect(await carryOut({ whereabouts: async () => await Promise.resolve('orphaned') })).toBe(2)
    expect(attempts).toEqual(['net-consumption-final 2026-03-03', 'net-consumption-estimate 2026-03-03'])
  })

  test('again what another run got ahead of, at once, and else at the next look, before what follows it', async () => {
    const final = await begun('net-consumption-final', '2026-03-04')
    await begun('net-consumption-estimate', '2026-03-04')
    endings.set(final, [overtaken(), overtaken(), overtaken(), overtaken()])
    later()
    expect(await carryOut()).toBe(1)
    expect(attempts).toEqual(Array.from({ length: 3 }, () => 'net-consumption-final 2026-03-04'))
    expect(ends).toMatchObject([[final, { code: 'CALCULATED_MEANWHILE' }]])
    expect(await carryOut()).toBe(2)
    expect(attempts.slice(3)).toEqual([
      'net-consumption-final 2026-03-04',
      'net-consumption-final 2026-03-04',
      'net-consumption-estimate 2026-03-04',
    ])
    expect(ends.slice(1).map(([, error]) => error)).toEqual([undefined, undefined])
  })

  test('what follows one that failed, and does not try that one again by itself', async () => {
    const bad = await begun('net-consumption-final', '2026-03-05')
    await begun('net-consumption-estimate', '2026-03-05')
    endings.set(bad, [new Error('the disk is full')])
    later()
    expect(await carryOut()).toBe(2)
    expect(String(ends[0]?.[1])).toContain('the disk is full')
    expect(ends[1]?.[1]).toBeUndefined()
    later()
    expect(await carryOut()).toBe(0)
    // Who has mended it begins it again with its id.
    await runs.execute(definition, bad)
    const { rowCount } = await database.pool.query('select from calculated_series.run_result where run_id = $1', [bad])
    expect(rowCount).toBe(1)
  })

  test('no other one when it is asked to end', async () => {
    const end = new AbortController()
    await begun('net-consumption-final', '2026-03-06')
    later()
    end.abort()
    expect(await carryOut({}, end.signal)).toBe(0)
    expect(await carryOut()).toBe(1)
  })

  test('by two processes at once nothing twice', async () => {
    await begun('net-consumption-final', '2026-03-07')
    await begun('net-consumption-estimate', '2026-03-07')
    later()
    await Promise.all([carryOut(), carryOut()])
    await carryOut()
    expect(attempts).toEqual(['net-consumption-final 2026-03-07', 'net-consumption-estimate 2026-03-07'])
  })
})
