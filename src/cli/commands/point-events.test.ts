import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { publishedFaults } from '../../../test/published-events.ts'
import { examplePoint, pointId, recordMasterData } from '../../../test/reading-documents.ts'
import { programOf, runCommand } from '../../../test/run-command.ts'
import type { CloudEvent } from '../../metering-points/index.ts'
import { meteringPointCommands } from './metering-points.ts'

let database: TestDatabase
let directory: string
beforeAll(async () => {
  database = await freshDatabase()
  directory = await mkdtemp(join(tmpdir(), 'point-events-'))
})
afterAll(async () => {
  await database.drop()
  await rm(directory, { recursive: true })
})

/** Runs `metering-points ...` in this process, against the test's database. */
async function gridbook(...words: string[]) {
  return await runCommand(programOf(meteringPointCommands), ['metering-points', ...words], {
    GRIDBOOK_DATABASE_URL: database.url,
    GRIDBOOK_DATA: directory,
    GRIDBOOK_ROLE: 'hub',
  })
}

test('events are listed in their order, beyond one, and of one point', async () => {
  expect((await gridbook('events', 'list')).out).toBe('There is no event.\n')
  await recordMasterData(database.pool, [examplePoint(1), examplePoint(2)])
  const listed = (await gridbook('events', 'list', '--json')).json() as { events: CloudEvent[]; next: string }
  expect(listed.events.map(({ subject }) => subject).toSorted()).toEqual([pointId(1), pointId(2)].toSorted())
  expect(listed.events.flatMap(publishedFaults)).toEqual([])
  expect(listed.next).toBe(listed.events[1]?.id)
  const [first] = listed.events
  expect((await gridbook('events', 'list', '--after', first?.id ?? '', '--json')).json()).toMatchObject({
    events: [listed.events[1]],
  })
  const ofPoint = (await gridbook('events', 'list', '--point', pointId(2), '--limit', '5')).out
  expect(ofPoint).toMatch(new RegExp(`${pointId(2)} +imported`))
  expect(ofPoint).not.toContain(pointId(1))
  expect((await gridbook('events', 'list', '--after', 'x')).error).toMatchObject({ code: 'commander.invalidArgument' })
})

test('a subscriber is added with a secret that is shown once, paused, resumed, withdrawn', async () => {
  expect((await gridbook('subscribers', 'list')).out).toBe('There is no subscriber.\n')
  const added = await gridbook('subscribers', 'add', 'a', 'https://receiver.example/x', '--after', '0', '--json')
  expect(added.json()).toMatchObject({ name: 'a', state: 'active', after: '0' })
  const { secret } = added.json() as { secret: string }
  expect(secret).toMatch(/^whsec_/)
  const text = await gridbook('subscribers', 'add', 'b', 'http://127.0.0.1:9/x', '--by', 'anna')
  expect(text.out).toMatch(/^secret: whsec_/m)
  expect((await gridbook('subscribers', 'pause', 'a')).out).toBe('a is paused\n')
  const listed = await gridbook('subscribers', 'list')
  expect(listed.out).toMatch(/a +https:\/\/receiver.example\/x +paused +0 +2/)
  expect((await gridbook('subscribers', 'resume', 'a', '--json')).json()).toEqual({ name: 'a', state: 'active' })
  expect((await gridbook('subscribers', 'withdraw', 'b')).out).toBe('b is withdrawn\n')
  const shown = await gridbook('subscribers', 'list', '--json')
  expect(shown.json()).toEqual({
    subscribers: [
      {
        name: 'a',
        url: 'https://receiver.example/x',
        state: 'active',
        position: '0',
        takenAt: null,
        waiting: 2,
        failures: 0,
        failure: null,
        retryAt: null,
      },
    ],
  })
  expect(listed.out + listed.err + shown.out + shown.err).not.toContain(secret)
})

test('what is wrong with a subscriber is said at once', async () => {
  const refused = await gridbook('subscribers', 'add', 'no name', 'http://receiver.example')
  expect([refused.exitCode, refused.out]).toEqual([2, ''])
  expect(refused.err).toContain('SUBSCRIBER_NAME')
  expect(refused.err).toContain('SUBSCRIBER_URL')
  expect((await gridbook('subscribers', 'pause', 'nobody')).error).toMatchObject({ code: 'SUBSCRIBER_UNKNOWN' })
})
