import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { appendPeriods, parsePosition, readEvents, toEventId, addSubscriber } from '../../src/metering-points/index.ts'
import { inTransaction, nextRecordedSeq } from '../../src/platform/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { startEventReceiver, type EventReceiver } from '../event-receiver.ts'
import { publishedFaults } from '../published-events.ts'
import { examplePoint } from '../reading-documents.ts'
import { endPrograms, startProgram } from './child-program.ts'

const PROGRAM = fileURLToPath(new URL('programs/deliver-events.ts', import.meta.url))
const COMMITS = 2
const POINTS = 3

let database: TestDatabase
let receiver: EventReceiver
beforeAll(async () => {
  database = await freshDatabase()
  receiver = await startEventReceiver()
  const url = receiver.url
  await addSubscriber(database.pool, { name: 'a', url, after: parsePosition('0'), by: 'test' })
})
afterAll(async () => {
  await endPrograms()
  await receiver.stop()
  await database.drop()
})

async function record(first: number): Promise<void> {
  const points = Array.from({ length: POINTS }, (_, n) => examplePoint(first + n))
  await inTransaction(database.pool, async (trx) => await appendPeriods(trx, points, await nextRecordedSeq(trx)))
}

test('killed between the answer and the cursor, or after it: every event arrives, in order, at least once', async () => {
  for (let commit = 0; commit < COMMITS; commit += 1) {
    await record(1 + commit * POINTS)
    const at = commit % 2 === 0 ? 'events:delivered' : 'events:cursor-moved'
    const killed = await startProgram(PROGRAM, [database.url], { GRIDBOOK_CRASH_AT: at }).ended
    expect([killed.signal, killed.stderr]).toEqual(['SIGKILL', ''])
    expect(receiver.taken()).toHaveLength((commit + 1) * POINTS)
  }
  await record(1 + COMMITS * POINTS)
  const last = startProgram(PROGRAM, [database.url])
  await last.saidOut('a ')
  last.kill('SIGTERM')
  expect(await last.ended).toMatchObject({ code: 0, stderr: '' })

  const all = await readEvents(database.pool, { after: { recordedSeq: 0n, ordinal: 0 }, limit: 1_000 })
  expect(receiver.taken()).toEqual(all.map(({ position }) => toEventId(position)))
  // What was answered before the cursor had moved came again, unchanged, before anything that followed it.
  const batches = receiver.arrived.map(({ events }) => events.map(({ id }) => id))
  expect(batches.map((ids) => ids.length / POINTS)).toEqual([1, 2, 1])
  expect(batches[1]?.slice(0, POINTS)).toEqual(batches[0])
  expect(receiver.arrived.flatMap(({ events }) => events.flatMap(publishedFaults))).toEqual([])
})
