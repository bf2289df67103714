import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { programOf, runCommand } from '../../../test/run-command.ts'
import { glnWithCheckDigit } from '../../kernel/index.ts'
import { marketCommands } from './market.ts'

const GRID = glnWithCheckDigit(5)
const SUPPLIER = glnWithCheckDigit(6)

let database: TestDatabase
let directory: string
beforeAll(async () => {
  database = await freshDatabase()
  directory = mkdtempSync(join(tmpdir(), 'market-'))
})
afterAll(async () => {
  await database.drop()
  rmSync(directory, { recursive: true })
})

/** Runs a command of a hub in this process, against the test's database. */
async function gridbook(...words: string[]) {
  return await runCommand(programOf(marketCommands), words, {
    GRIDBOOK_DATABASE_URL: database.url,
    GRIDBOOK_DATA: join(directory, 'data'),
  })
}
function file(content: string): string {
  const path = join(directory, 'import.csv')
  writeFileSync(path, content)
  return path
}

test('actors are imported, listed as of a day and as known, and shown with what was stated', async () => {
  const roles = 'metered_data_responsible grid_access_provider'
  const actors = `actor_id;name;roles;valid_from\n${GRID};Net;${roles};\n${GRID};Net A/S;${roles};2026-06-01\n`
  const imported = await gridbook('actors', 'import', file(actors), '--json')
  expect([imported.json(), imported.exitCode]).toMatchObject([{ appended: 2, findings: [] }, 0])
  expect((await gridbook('actors', 'import', file(`actor_id;name;roles\n${SUPPLIER};Lys;energy_supplier\n`))).out).toBe(
    '1 recorded, 0 known already, 0 refused\n',
  )
  expect((await gridbook('actors', 'list')).out.split('\n')).toEqual([
    '        actor  from        to          name     roles                                          recorded',
    '-------------  ----------  ----------  -------  ---------------------------------------------  --------',
    `${GRID}  1900-01-01  2026-06-01  Net      metered_data_responsible grid_access_provider         1`,
    `${GRID}  2026-06-01              Net A/S  metered_data_responsible grid_access_provider         1`,
    `${SUPPLIER}  1900-01-01              Lys      energy_supplier                                       2`,
    '',
  ])
  const known = await gridbook('actors', 'list', '--as-of', '2026-05-31', '--as-known', '1', '--json')
  expect(known.json()).toEqual([
    {
      actorId: GRID,
      validFrom: '1900-01-01',
      validTo: '2026-06-01',
      name: 'Net',
      roles: roles.split(' '),
      recordedSeq: '1',
    },
  ])
  expect((await gridbook('actors', 'show', GRID, '--json')).json()).toMatchObject({ periods: [{}, {}], log: [{}, {}] })
  expect((await gridbook('actors', 'show', GRID)).out).toMatch(/as it was stated\nrecorded +from +name +roles\n/)
  expect((await gridbook('actors', 'show', GRID, '--as-known', '0')).error).toMatchObject({ code: 'NOT_FOUND' })
})

test('grid areas are listed and shown, a withdrawal among what was stated', async () => {
  const header = 'code;name;valid_from;price_area;metered_data_responsible_id;neighbours;tombstone\n'
  const areas = `${header}801;West;2026-01-01;DK1;${GRID};802;\n802;East;2026-01-01;DK2;;801;\n801;Far West;2026-07-01;DK1;${GRID};;\n`
  expect((await gridbook('grid-areas', 'import', file(areas), '--json')).json()).toMatchObject({ findings: [] })
  await gridbook('grid-areas', 'import', file(`${header}801;;2026-07-01;;;;true\n`))
  const list = await gridbook('grid-areas', 'list', '--as-of', '2026-08-01')
  expect(list.out).toMatch(new RegExp(`801 +2026-01-01 +West +DK1 +${GRID} +${GRID} +802 +3`))
  expect((await gridbook('grid-areas', 'list', '--as-known', '3', '--json')).json()).toHaveLength(3)
  const shown = await gridbook('grid-areas', 'show', '801')
  expect(shown.out).toMatch(/^grid area 801\n/)
  expect(shown.out).toMatch(/ 4 +2026-07-01 +withdrawn\n/)
  expect((await gridbook('grid-areas', 'show', '801', '--json')).json()).toMatchObject({
    code: '801',
    periods: [{ name: 'West', gridAccessProviderId: GRID, neighbours: ['802'] }],
    log: [{ values: { gridAccessProviderId: null } }, { values: { name: 'Far West' } }, { values: null }],
  })
  expect((await gridbook('grid-areas', 'show', '999')).error).toMatchObject({ code: 'NOT_FOUND' })
  expect((await gridbook('grid-areas', 'list', '--as-of', '2026-02-30')).error).toMatchObject({
    code: 'commander.invalidArgument',
  })
})

test('clients are listed and withdrawn; one whose actor lacks the role is recorded with a warning', async () => {
  const clients = `client_id;actor_id;role\nlys;${SUPPLIER};DDQ\nnet;${SUPPLIER};MDR\n`
  const imported = await gridbook('api-clients', 'import', file(clients), '--json')
  expect([imported.json(), imported.exitCode]).toMatchObject([
    { appended: 2, findings: [{ code: 'ACTOR_ROLE_UNKNOWN', severity: 'warning' }] },
    0,
  ])
  expect((await gridbook('api-clients', 'list')).out).toMatch(/client +acts for +role\n.*\nlys +\d+ +DDQ\nnet/)
  expect((await gridbook('api-clients', 'withdraw', 'net', '--json')).json()).toEqual({
    clientId: 'net',
    recordedSeq: '6',
  })
  expect((await gridbook('api-clients', 'withdraw', 'net')).error).toMatchObject({ code: 'NOT_FOUND' })
  expect((await gridbook('api-clients', 'list', '--json')).json()).toEqual([
    { clientId: 'lys', actorId: SUPPLIER, role: 'DDQ' },
  ])
  expect((await gridbook('api-clients', 'withdraw', 'lys')).out).toBe('lys is withdrawn\n')
})
