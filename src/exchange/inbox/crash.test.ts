import { execFile } from 'node:child_process'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { plainHub } from '../client/testing/plain-hub.ts'
import type { PlainHub } from '../client/testing/plain-hub.ts'
import { deadLetters } from './dead-letters.ts'
import { makeNotes, note, notes } from './testing/note-handler.ts'
import { POLL_PROGRAM } from './testing/poll-program.ts'

let database: TestDatabase
let hub: PlainHub

beforeAll(async () => {
  database = await freshDatabase()
  await makeNotes(database.pool)
})
afterAll(async () => database.drop())
beforeEach(async () => {
  hub = await plainHub()
})
afterEach(async () => hub.close())

/** Runs the program to its end, or to its crash. */
async function run(crashAt?: string): Promise<string> {
  const env = { ...process.env, ...(crashAt === undefined ? {} : { GRIDBOOK_CRASH_AT: crashAt }) }
  return await new Promise((resolve) => {
    execFile(process.execPath, [POLL_PROGRAM, hub.url, database.url], { env }, (error, _, stderr) => {
      resolve(error === null ? 'ended' : (error.signal ?? `failed: ${stderr}`))
    })
  })
}

const boundaries = ['inbox:peeked', 'inbox:recorded', 'inbox:stored', 'inbox:dequeued', 'inbox:dead-letter']

test.each(boundaries.flatMap((name) => (name === 'inbox:dead-letter' ? [name] : [`${name}#1`, `${name}#2`])))(
  'a process that is killed at %s loses nothing and does nothing twice',
  async (boundary) => {
    await database.pool.query('truncate public.note')
    const ids = [`${boundary} a`, `${boundary} b`, `${boundary} bad`, `${boundary} c`]
    for (const id of ids) hub.put('measuredata', id, id.endsWith('bad') ? '{}' : note(id))
    expect(await run(boundary)).toBe('SIGKILL')
    expect(await run()).toBe('ended')
    expect(await notes(database.pool)).toEqual(ids.filter((id) => !id.endsWith('bad')))
    const dead = (await deadLetters(database.pool)).map(({ messageId }) => messageId)
    expect(dead.filter((id) => ids.includes(id))).toEqual([`${boundary} bad`])
    expect(hub.waiting('measuredata')).toEqual([])
  },
)
