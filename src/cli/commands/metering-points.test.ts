import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { programOf, runCommand } from '../../../test/run-command.ts'
import { fixedClock, gsrnWithCheckDigit } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { appendPeriods, POINT_FIELDS, submitProcesses } from '../../metering-points/index.ts'
import { inTransaction, nextRecordedSeq } from '../../platform/index.ts'
import { FIELD_GROUPS } from '../point-text.ts'
import { meteringPointCommands } from './metering-points.ts'

const id = gsrnWithCheckDigit
let database: TestDatabase
let directory: string
beforeAll(async () => {
  database = await freshDatabase()
  directory = await mkdtemp(join(tmpdir(), 'metering-points-'))
  const { pool } = database
  const point = { validFrom: '2026-01-01', settlementMethod: 'flex', resolution: 'PT15M', gridArea: '801' } as const
  const address = { streetName: 'Ågade', buildingNumber: '3', floor: '1', postCode: '5000', city: 'Odense C' }
  await inTransaction(pool, async (trx) => {
    await appendPeriods(
      trx,
      [
        { ...point, ...address, meteringPointId: id(1), type: 'consumption', hasElectricalHeating: true },
        { ...point, meteringPointId: id(2), type: 'electrical_heating', settlementMethod: null, parentId: id(1) },
      ],
      await nextRecordedSeq(trx),
    )
  })
  const again = { ...point, ...address, floor: null, meteringPointId: id(1), type: 'consumption' } as const
  await inTransaction(pool, async (trx) => {
    await appendPeriods(
      trx,
      [
        { ...again, validFrom: '2026-02-01', resolution: 'PT1H' },
        { meteringPointId: id(1), validFrom: '2026-02-02', tombstone: true },
      ],
      await nextRecordedSeq(trx),
    )
  })
  await inTransaction(pool, async (trx) => {
    const sender = { actorId: '5790000000012', role: 'DDM' }
    const request = {
      kind: 'connect',
      meteringPointId: id(1),
      effectiveDate: '2026-03-10',
      stated: {},
      sender,
    } as const
    const clock = fixedClock(Date.UTC(2026, 2, 15, 12))
    await submitProcesses(trx, [{ ...request, messageId: 'm-1', transactionId: 't-1' }], { profile: dk, clock })
  })
})
afterAll(async () => {
  await database.drop()
  await rm(directory, { recursive: true })
})

/** Runs a command in this process, against the test's database. */
async function gridbook(...words: string[]) {
  return await runCommand(programOf(meteringPointCommands), ['metering-points', ...words], {
    GRIDBOOK_DATABASE_URL: database.url,
    GRIDBOOK_DATA: directory,
  })
}

test('list narrows, pages, and says in a sentence that there is nothing', async () => {
  const all = await gridbook('list')
  expect(all.out).toMatch(/metering point +type +state +area +method +resolution +parent +from +address/)
  expect(all.out).toContain('Ågade 3, 5000 Odense C')
  expect((await gridbook('list', '--limit', '1')).out).toContain(`There are more: --after ${id(1)}`)
  const second = await gridbook('list', '--limit', '1', '--after', id(1), '--json')
  expect(second.json()).toMatchObject({ points: [{ meteringPointId: id(2), recordedSeq: '1' }], next: null })
  const inStreet = await gridbook(
    'list',
    '--areas',
    '801',
    '--street',
    'åG',
    '--building',
    '3',
    '--resolution',
    'PT1H',
    '--json',
  )
  expect(inStreet.json()).toMatchObject({ points: [{ meteringPointId: id(1) }] })
  expect((await gridbook('list', '--resolution', 'PT1H', '--as-of', '2026-01-15')).out).toBe(
    'No metering point is found on 2026-01-15.\n',
  )
  expect((await gridbook('list', '--as-known', '0')).out).toContain('No metering point is found')
})

test('every fault of a list is told at once', async () => {
  const { err, exitCode } = await gridbook('list', '--state', 'gone', '--building', '3', '--id', 'abc')
  expect(exitCode).toBe(2)
  expect(err).toMatch(/'abc' is neither[^]*'gone' is no connection state[^]*within a street/)
  expect((await gridbook('list', '--limit', '0')).error).toMatchObject({ code: 'USAGE' })
  expect((await gridbook('list', '--as-of', 'soon')).error).toMatchObject({ code: 'commander.invalidArgument' })
})

test('show has the fields in groups, children, parent and periods', async () => {
  const { out } = await gridbook('show', id(1), '--as-of', '2026-01-15')
  expect(out).toContain(
    `metering point ${id(1)} on 2026-01-15, 3 statements\nsince 2026-01-01, recorded 1 by an import`,
  )
  expect(out).toMatch(/\nsettlement\n +settlement method +flex\n +resolution +PT15M\n[^]*electrical heating +yes\n/)
  expect(out).toMatch(/\nchildren\n[^]*electrical_heating/)
  expect((await gridbook('show', id(2))).out).toMatch(/\nparent\n[^]*Ågade 3/)
  expect((await gridbook('show', id(1), '--as-of', '2025-01-01')).out).toContain('Nothing holds on this day.')
  const shown = (await gridbook('show', id(1), '--json')).json()
  expect(shown).toMatchObject({
    version: { validFrom: '2026-02-01', recordedSeq: '2' },
    periods: [{ validTo: '2026-02-01' }, { validTo: null }],
    log: [{}, {}, {}],
    children: [{ meteringPointId: id(2) }],
  })
  expect((await gridbook('show', id(1), '--as-known', '1', '--json')).json()).toMatchObject({
    periods: [{}],
    log: [{}],
  })
  expect((await gridbook('show', id(99))).error).toMatchObject({ code: 'E10' })
})

test('every field of a point is shown in one group', () => {
  const shown = FIELD_GROUPS.flatMap(([, fields]) => fields)
  expect(shown.toSorted()).toEqual(POINT_FIELDS.map(([, field]) => field).toSorted())
})

test('history tells what changed, from when, and which message caused it', async () => {
  const { out } = await gridbook('history', id(1))
  expect(out).toContain(`metering point ${id(1)}, 3 entries`)
  expect(out).toMatch(/\n1 {2}import\n {3}from 2026-01-01\n {5}type +consumption\n/)
  expect(out).toMatch(/\n2 {2}import\n {3}from 2026-02-01\n {5}resolution +PT15M > PT1H\n[^]*floor +1 > -\n/)
  expect(out).toContain('withdrawn from 2026-02-02: as it was')
  expect(out).toMatch(/\n3 {2}connect from 2026-03-10: rejected \(process \d+\)\n/)
  expect(out).toContain('asked by 5790000000012 (DDM) at 2026-03-15T12:00:00Z, message m-1, transaction t-1')
  expect((await gridbook('history', id(1), '--limit', '1')).out).toContain('There is more: --after 1.0')
  const last = await gridbook('history', id(1), '--after', '2.0', '--json')
  expect(last.json()).toMatchObject({ entries: [{ kind: 'process', outcome: 'rejected' }], next: null })
  expect((await gridbook('history', id(1), '--after', '9.9')).out).toContain('Nothing more is known')
  expect((await gridbook('history', id(99))).error).toMatchObject({ code: 'E10' })
  expect((await gridbook('history', id(1), '--after', 'soon')).error).toMatchObject({ code: 'USAGE' })
})

test('the search can be made anew', async () => {
  expect((await gridbook('rebuild-search')).out).toContain('made anew')
  expect((await gridbook('list', '--json')).json()).toMatchObject({ points: [{}, {}] })
})
