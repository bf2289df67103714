import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { finding, fixedClock, GridbookError } from '../../kernel/index.ts'
import { deadLetters, readDeadLetter } from './dead-letters.ts'
import type { MessageHandler } from './inbound-message.ts'
import { replayDeadLetter } from './replay-dead-letter.ts'
import type { ReplayPorts } from './replay-dead-letter.ts'
import { takeMessage } from './take-message.ts'
import { makeNotes, note, noteHandler, notes } from './testing/note-handler.ts'

const nowMs = Date.UTC(2026, 4, 1, 8)
const replayedMs = Date.UTC(2026, 4, 2)
const d16 = finding('D16', 'closed')

let database: TestDatabase

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(async () => database.drop())
beforeEach(async () => makeNotes(database.pool))
afterEach(async () => {
  await database.pool.query('drop table public.note')
})

async function die(messageId: string, body = note(messageId), handlers: readonly MessageHandler[] = []): Promise<void> {
  const bytes = new TextEncoder().encode(body)
  const ports = { pool: database.pool, clock: fixedClock(nowMs), handlers }
  expect(await takeMessage({ messageId, bytes }, 'measuredata', ports)).toMatchObject({ outcome: 'refused' })
}

function mended(changes: Partial<ReplayPorts> = {}): ReplayPorts {
  return { pool: database.pool, clock: fixedClock(replayedMs), handlers: [noteHandler(database.pool)], ...changes }
}

function refusing(): MessageHandler {
  return noteHandler(database.pool, { outcome: () => ({ outcome: 'refused', findings: [d16] }) })
}

describe('a dead letter', () => {
  test('is replayed with the bytes, id, category and time that it came with', async () => {
    await die('a-1')
    let seen: unknown
    const handler = noteHandler(database.pool, { before: (message) => void (seen = message) })
    expect(await replayDeadLetter('a-1', mended({ handlers: [handler] }))).toEqual({ outcome: 'accepted' })
    expect(seen).toMatchObject({ messageId: 'a-1', category: 'measuredata', receivedAtMs: nowMs })
    const { rows } = await database.pool.query('select body from public.note')
    expect(rows).toEqual([{ body: note('a-1') }])
  })

  test('is settled once: a second replay does nothing and says so', async () => {
    await die('b-1')
    await replayDeadLetter('b-1', mended())
    expect(await replayDeadLetter('b-1', mended())).toEqual({
      outcome: 'already',
      replayedAt: new Date(replayedMs).toISOString(),
    })
    expect(await notes(database.pool)).toEqual(['b-1'])
  })

  test('replayed twice at the same moment has its effect once', async () => {
    await die('c-1')
    const { promise: bothThere, resolve } = Promise.withResolvers<void>()
    let there = 0
    const handler = noteHandler(database.pool, {
      before: async () => {
        there += 1
        if (there === 2) resolve()
        await bothThere
      },
    })
    const ports = mended({ handlers: [handler] })
    const outcomes = await Promise.all([replayDeadLetter('c-1', ports), replayDeadLetter('c-1', ports)])
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['accepted', 'already'])
    expect(await notes(database.pool)).toEqual(['c-1'])
  })

  test('is not settled when its effect is rolled back', async () => {
    await die('d-1')
    const within = (): void => {
      throw new GridbookError('DATABASE_UNAVAILABLE', 'away')
    }
    const failing = mended({ handlers: [noteHandler(database.pool, { within })] })
    await expect(replayDeadLetter('d-1', failing)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    expect((await readDeadLetter(database.pool, 'd-1')).letter.resolved).toBeNull()
    expect(await replayDeadLetter('d-1', mended())).toEqual({ outcome: 'accepted' })
  })

  test('that is refused again stays one', async () => {
    await die('e-1', note('1'), [refusing()])
    expect(await replayDeadLetter('e-1', mended({ handlers: [refusing()] }))).toEqual({
      outcome: 'refused',
      findings: [d16],
    })
    expect((await readDeadLetter(database.pool, 'e-1')).letter.resolved).toBeNull()
    expect(await replayDeadLetter('e-1', mended())).toEqual({ outcome: 'accepted' })
  })

  test('that nothing here takes yet stays one, and so does one that no handler can read', async () => {
    await die('f-1')
    await die('f-2', '{"Note_Mark')
    expect(await replayDeadLetter('f-1', mended({ handlers: [] }))).toMatchObject({
      outcome: 'refused',
      findings: [{ code: 'DOCUMENT_UNKNOWN' }],
    })
    expect(await replayDeadLetter('f-2', mended())).toMatchObject({
      outcome: 'refused',
      findings: [{ code: 'JSON_BROKEN' }],
    })
  })

  test('whose handler records nothing is not settled', async () => {
    await die('g-1')
    const silent = { rootKey: 'Note_MarketDocument', handle: async () => {} }
    await expect(replayDeadLetter('g-1', mended({ handlers: [silent] }))).rejects.toThrow(/without recording/)
  })

  test('that does not exist is an error', async () => {
    await expect(replayDeadLetter('nobody', mended())).rejects.toMatchObject({ code: 'USAGE' })
  })

  test('whose bytes a handler keeps is read from there', async () => {
    const keeping = noteHandler(database.pool, {
      keepsBytes: true,
      outcome: () => ({ outcome: 'refused', findings: [d16], keptAs: { documentId: 'doc-7', sha256: 'f00d' } }),
    })
    await die('h-1', note('kept'), [keeping])
    const keptBytes = async (id: string): Promise<Uint8Array> => new TextEncoder().encode(note(`bytes of ${id}`))
    await expect(replayDeadLetter('h-1', mended())).rejects.toMatchObject({ code: 'INTERNAL' })
    const again = noteHandler(database.pool, {
      keepsBytes: true,
      outcome: () => ({ outcome: 'partly', keptAs: { documentId: 'doc-8', sha256: 'f00d' } }),
    })
    expect(await replayDeadLetter('h-1', mended({ handlers: [again], keptBytes }))).toEqual({ outcome: 'partly' })
    const { rows } = await database.pool.query(
      `select outcome, document_id from exchange.dead_letter_resolution where message_id = 'h-1'`,
    )
    expect(rows).toEqual([{ outcome: 'partly', document_id: 'doc-8' }])
  })
})

test('the list has the open ones, the oldest first, and all if asked for', async () => {
  const ours = async (all: boolean): Promise<string[]> =>
    (await deadLetters(database.pool, { includingResolved: all }))
      .map(({ messageId }) => messageId)
      .filter((id) => id.startsWith('z-'))
  await die('z-2')
  await die('z-1')
  await die('z-3')
  await replayDeadLetter('z-2', mended())
  expect(await ours(false)).toEqual(['z-1', 'z-3'])
  expect(await ours(true)).toEqual(['z-1', 'z-2', 'z-3'])
  const settled = (await deadLetters(database.pool, { includingResolved: true })).find((one) => one.messageId === 'z-2')
  expect(settled?.resolved).toEqual({ replayedAt: new Date(replayedMs).toISOString(), outcome: 'accepted' })
})

describe('what was recorded stays', () => {
  test.each(['inbound_message', 'dead_letter', 'dead_letter_resolution'])('exchange.%s', async (table) => {
    const messageId = `keep ${table}`
    await die(messageId)
    await replayDeadLetter(messageId, mended())
    const statements = [
      `update exchange.${table} set message_id = message_id where message_id = $1`,
      `delete from exchange.${table} where message_id = $1`,
    ]
    for (const statement of statements) {
      await expect(database.pool.query(statement, [messageId])).rejects.toMatchObject({ code: 'GB001' })
    }
    await expect(database.pool.query(`truncate exchange.${table} cascade`)).rejects.toMatchObject({ code: 'GB001' })
  })
})
