import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deadLetters, pollCategory, readDeadLetter, type HubClientOptions } from '../../src/exchange/index.ts'
import { addDays, marketDay } from '../../src/kernel/index.ts'
import { dk } from '../../src/market/index.ts'
import { documentBytes } from '../../src/measurements/index.ts'
import { startRelay, type Relay } from '../../src/sandbox/proxy/relay.ts'
import { seededRandom } from '../oracle/random.ts'
import { exampleDocument, examplePoint, pointId, recordMasterData } from '../reading-documents.ts'
import { endPrograms, GRIDBOOK, runCommand, runProgram, type Ended } from './child-program.ts'
import { fullDiskScript } from './limited-machine.ts'
import { makeProofDirectory, removeDirectory } from './proof-directory.ts'
import { acceptedTransactions, inboxOf, queueLedger } from './queue-ledger.ts'
import { openTwoHouses, POST_PATH, SUPPLIER, type TwoHouses } from './two-houses.ts'

const ONCE: Partial<HubClientOptions> = { retry: { attempts: 1, baseMs: 1, maxMs: 1 } }
/** Deliveries that go straight to the lake, and are some megabytes of values that no file makes small. */
const MORE_THAN_A_BUFFER = 1_100
const READINGS = 'NotifyValidatedMeasureData_MarketDocument'
const SUMS = 'NotifyAggregatedMeasureData_MarketDocument'

/** What comes instead of a message, and the code under which it is put aside. */
const POISONS: readonly (readonly [name: string, body: (genuine: Buffer) => Buffer, code: RegExp])[] = [
  ['nothing at all', () => Buffer.alloc(0), /JSON_BROKEN|DOCUMENT_UNKNOWN/],
  ['five thousand random bytes', () => randomBytes(5_000), /JSON_BROKEN|DOCUMENT_UNKNOWN/],
  ['the first half of the message', (genuine) => genuine.subarray(0, genuine.length / 2), /JSON_BROKEN/],
  ['brackets a hundred thousand deep', () => Buffer.from('['.repeat(100_000)), /JSON_BROKEN|DOCUMENT_UNKNOWN/],
  [
    'a document that nobody knows',
    () => Buffer.from('{"RequestOfTheFuture_MarketDocument":{"mRID":"1"}}'),
    /DOCUMENT_UNKNOWN/,
  ],
  ['readings without content', () => Buffer.from(`{"${READINGS}":null}`), /./],
  ['sums without content', () => Buffer.from(`{"${SUMS}":null}`), /./],
  [
    'sums with a text for each value',
    () => Buffer.from(`{"${SUMS}":{"mRID":"x","Series":[{"mRID":7,"Period":"all"}]}}`),
    /./,
  ],
  ['readings of a point that is not known', () => foreign({ meteringPointId: pointId(4_711) }), /E10/],
  ['readings that somebody else sends', () => foreign({}, '5790000000005'), /./],
  [
    'XML',
    () => Buffer.from('<?xml version="1.0"?><cim:NotifyValidatedMeasureData_MarketDocument/>'),
    /JSON_BROKEN|DOCUMENT_UNKNOWN/,
  ],
]

function foreign(transaction: { meteringPointId?: string }, senderId = '5790001330552'): Buffer {
  const header = { senderId, senderRole: 'DGL', receiverId: SUPPLIER.actorId, receiverRole: 'DDQ' }
  return exampleDocument(`poison-${senderId}`, [{ transactionId: `poison-${senderId}`, ...transaction }], header)
}

let houses: TwoHouses
let relay: Relay
let poison: ((genuine: Buffer) => Buffer) | undefined
const home = makeProofDirectory()
beforeAll(async () => {
  const points = [examplePoint(1), examplePoint(2)]
  houses = await openTwoHouses(points, points)
  relay = await startRelay(houses.hubUrl, async (asked, forward, response) => {
    const answer = await forward(asked)
    const spoils = poison !== undefined && answer.headers['messageid'] !== undefined
    response.send(spoils ? { ...answer, body: poison?.(Buffer.from(answer.body)) ?? answer.body } : answer)
  })
})
afterAll(async () => {
  await endPrograms()
  await relay.stop()
  await houses.close()
  removeDirectory(home)
})

const FIRST_DAY = marketDay('2024-04-01', dk.zone)
const random = seededRandom(1)
let sent = 0
async function deliver(transactions = 1): Promise<void> {
  sent += 1
  const own = Array.from({ length: transactions }, (_, n) => {
    const day = addDays(FIRST_DAY, sent + Math.trunc(n / 2))
    const milliKwh = Array.from({ length: 4 * day.hours }, () => random.int(0, 10_000_000))
    return { transactionId: `t-${sent}-${n}`, meteringPointId: pointId((n % 2) + 1), day: day.date, milliKwh }
  })
  const outcome = await houses
    .clientOf('meters', houses.hubUrl, ONCE)
    .send(POST_PATH, exampleDocument(`m-${sent}`, own))
  expect(outcome).toEqual({ outcome: 'accepted', repeated: false })
}

async function poll(): Promise<object> {
  const client = houses.clientOf('supplier', relay.url, ONCE)
  const ports = { pool: houses.supplier.pool, clock: houses.supplier.ports.clock, handlers: houses.handlers }
  return await pollCategory('measuredata', { client, ports, handling: { attempts: 2, baseMs: 1, maxMs: 1 } })
}

test.each(POISONS)(
  '%s in a queue is put aside with its bytes and a reason, and stops nothing',
  async (_, body, code) => {
    const before = await acceptedTransactions(houses.supplier.pool)
    const known = new Set((await deadLetters(houses.supplier.pool)).map(({ messageId }) => messageId))
    await deliver()
    let bytes: Buffer = Buffer.alloc(0)
    poison = (genuine) => (bytes = body(genuine))
    expect(await poll()).toMatchObject({ stored: 0, known: 0, deadLetters: 1 })
    poison = undefined
    const [letter, ...more] = (await deadLetters(houses.supplier.pool)).filter(({ messageId }) => !known.has(messageId))
    expect(more).toEqual([])
    expect(letter?.code).toMatch(code)
    expect(letter?.reason.length).toBeGreaterThan(10)
    const keptBytes = async (id: string): Promise<Uint8Array> => (await documentBytes(id, houses.supplierIntake)).bytes
    const kept = await readDeadLetter(houses.supplier.pool, letter?.messageId ?? '', keptBytes)
    expect(Buffer.from(kept.bytes).equals(bytes)).toBe(true)
    await deliver()
    expect(await poll()).toMatchObject({ stored: 1, deadLetters: 0 })
    expect(await acceptedTransactions(houses.supplier.pool)).toBe(before + 1)
    expect((await queueLedger(houses.hub.pool, SUPPLIER)).open).toEqual([])
  },
)

test(
  'killed while a message is put aside, and while one is taken in again: both happen once',
  { timeout: 120_000 },
  async () => {
    const program = async (args: readonly string[], crashAt?: string): Promise<Ended> => {
      const settings = { ...houses.supplierSettings(relay.url), GRIDBOOK_DATA: join(home, 'program') }
      return await runProgram(
        GRIDBOOK,
        args,
        crashAt === undefined ? settings : { ...settings, GRIDBOOK_CRASH_AT: crashAt },
      )
    }
    await deliver()
    poison = () => Buffer.from('{"RequestOfTheFuture_MarketDocument":{}}')
    const before = (await deadLetters(houses.supplier.pool)).length
    expect(await program(['messages', 'poll'], 'inbox:dead-letter')).toMatchObject({ signal: 'SIGKILL' })
    expect(await deadLetters(houses.supplier.pool)).toHaveLength(before)
    expect(await program(['messages', 'poll'])).toMatchObject({ code: 1 })
    poison = undefined
    expect(await deadLetters(houses.supplier.pool)).toHaveLength(before + 1)

    await recordMasterData(houses.supplier.pool, [examplePoint(4_711)])
    const stored = await acceptedTransactions(houses.supplier.pool)
    const letter = (await deadLetters(houses.supplier.pool)).find(({ code }) => code === 'E10')
    const replay = ['messages', 'replay', letter?.messageId ?? '']
    expect(await program(replay, 'inbox:replayed')).toMatchObject({ signal: 'SIGKILL' })
    expect(await program(replay)).toMatchObject({ code: 0 })
    expect(await program(replay)).toMatchObject({ code: 0 })
    expect(await acceptedTransactions(houses.supplier.pool)).toBe(stored + 1)
    expect(await deadLetters(houses.supplier.pool)).toHaveLength(before)
  },
)

test(
  'a full disk at the supplier: the message stays in the queue, and is stored when there is room',
  { timeout: 90_000 },
  async () => {
    const place = join(home, 'supplier')
    mkdirSync(place)
    await deliver(MORE_THAN_A_BUFFER)
    const [before, stored] = [
      await queueLedger(houses.hub.pool, SUPPLIER),
      await acceptedTransactions(houses.supplier.pool),
    ]
    const command = [process.execPath, GRIDBOOK, '--data', place, 'messages', 'poll', '--json']
    const { shell, script } = fullDiskScript(place, command, {
      first: join(home, 'first'),
      second: join(home, 'second'),
    })
    // The first of the two ends with an error, and that is well.
    const [head, ...rest] = [
      ...shell,
      'sh',
      '-c',
      script.replace(`${join(home, 'first')}'`, `${join(home, 'first')}' 2>&1 || true`),
    ]
    const ended = await runCommand(head, rest, houses.supplierSettings(houses.hubUrl))
    expect(ended.code, ended.stdout + ended.stderr).toBe(0)
    const [first = '', second = ''] = ended.stdout.split('\u0000')
    expect(first).toContain('STORAGE_FULL')
    expect(JSON.parse(second)).toMatchObject({
      queues: expect.arrayContaining([
        { category: 'measuredata', stored: 1, known: 0, deadLetters: 0, bytes: expect.any(Number) as number },
      ]) as object,
    })
    const after = await queueLedger(houses.hub.pool, SUPPLIER)
    expect(after.acknowledged.length).toBe(before.acknowledged.length + 1)
    expect(after).toMatchObject({ open: [], taken: after.transactions })
    expect(await acceptedTransactions(houses.supplier.pool)).toBe(stored + MORE_THAN_A_BUFFER)
    expect((await inboxOf(houses.supplier.pool)).length).toBe(after.acknowledged.length)
    rmSync(place, { recursive: true })
  },
)
