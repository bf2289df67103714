import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../test/intake-ports.ts'
import {
  exampleDocument,
  examplePoint,
  pointId,
  recordMasterData,
  type ExampleTransaction,
} from '../../test/reading-documents.ts'
import { GridbookError } from '../kernel/index.ts'
import { documentQueue } from './document-queue.ts'
import type { Alongside, IncomingDocument } from './incoming-document.ts'
import { toIncoming, type ImportPorts } from './to-incoming.ts'

let intake: TestIntake
let names = 0
/** A name that no other test uses: ids are used up for ever. */
let own = ''
beforeAll(async () => {
  intake = await openTestIntake()
  await recordMasterData(intake.pool, [examplePoint(1), examplePoint(2)])
})
afterAll(async () => {
  await intake.close()
})
beforeEach(() => {
  own = `q${(names += 1)}`
})

const sound = (n: number, other: Partial<ExampleTransaction> = {}): ExampleTransaction => ({
  transactionId: `${own}-${n}`,
  meteringPointId: pointId(1 + (n % 2)),
  ...other,
})

async function documentOf(n: number, other: Partial<ExampleTransaction> = {}): Promise<IncomingDocument> {
  const bytes = exampleDocument(`${own}-m${n}`, [sound(n, other)])
  return { ...(await toIncoming(`${own}-${n}`, bytes, intake.ports)), whole: true }
}

const documentsOf = async (count: number): Promise<IncomingDocument[]> =>
  await Promise.all(Array.from({ length: count }, (_, n) => documentOf(n)))

/** Ports that count commits and how many of them are under way at once, and fail a commit that holds a poisoned source. */
function watched(poison?: string): {
  readonly ports: ImportPorts
  readonly commits: string[][]
  readonly mostAtOnce: () => number
} {
  const commits: string[][] = []
  let [atOnce, most] = [0, 0]
  const alongside: Alongside = async (trx, documents) => {
    commits.push(documents.map(({ source }) => source))
    most = Math.max(most, (atOnce += 1))
    await trx.query('select pg_sleep(0.01)')
    atOnce -= 1
    if (documents.some(({ source }) => source === poison)) throw new Error(`${poison} spoils its commit`)
  }
  return { ports: { ...intake.ports, alongside }, commits, mostAtOnce: () => most }
}

async function storedSources(): Promise<string[]> {
  const { rows } = await intake.pool.query<{ source: string }>(
    'select source from measurements.document where source like $1 order by source',
    [`${own}-%`],
  )
  return rows.map(({ source }) => source)
}

const names50 = (): string[] => Array.from({ length: 50 }, (_, n) => `${own}-${n}`).toSorted()

describe('many documents at once', () => {
  test('share commits, one at a time, and each gets its own receipt', async () => {
    const { ports, commits, mostAtOnce } = watched()
    const queue = documentQueue(ports)
    const documents = await documentsOf(50)
    const receipts = await Promise.all(documents.map((document) => queue.receive(document)))
    expect(receipts.map(({ source, outcome }) => [source, outcome])).toEqual(
      documents.map(({ source }) => [source, 'accepted']),
    )
    expect(commits.flat().toSorted()).toEqual(names50())
    expect(commits.length).toBeLessThan(5)
    expect(mostAtOnce()).toBe(1)
    expect(await storedSources()).toEqual(names50())
    await queue.close()
  })

  test('one that poisons its commit fails alone; all others are stored once', async () => {
    const poison = `${own}-17`
    const { ports } = watched(poison)
    const queue = documentQueue(ports)
    const settled = await Promise.allSettled((await documentsOf(50)).map((document) => queue.receive(document)))
    expect(settled.map(({ status }) => status === 'rejected')).toEqual(Array.from({ length: 50 }, (_, n) => n === 17))
    expect(String(settled.find((one) => one.status === 'rejected')?.reason)).toContain('spoils its commit')
    expect(await storedSources()).toEqual(names50().filter((source) => source !== poison))
    await queue.close()
  })

  test('the same document many times at once is stored once, and every other is told so', async () => {
    const queue = documentQueue(intake.ports)
    const document = await documentOf(1)
    const receipts = await Promise.all(Array.from({ length: 20 }, () => queue.receive(document)))
    expect(receipts.map(({ outcome }) => outcome).toSorted()).toEqual(['accepted', ...Array(19).fill('repeated')])
    expect(new Set(receipts.map(({ documentId }) => documentId)).size).toBe(1)
    expect(await storedSources()).toEqual([`${own}-1`])
    await queue.close()
  })

  test('one that is refused whole spoils none of its neighbours', async () => {
    const queue = documentQueue(intake.ports)
    const documents = await Promise.all(
      Array.from({ length: 10 }, (_, n) => documentOf(n, n === 4 ? { transactionId: '' } : {})),
    )
    const receipts = await Promise.all(documents.map((document) => queue.receive(document)))
    expect(receipts.map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: 10 }, (_, n) => (n === 4 ? 'refused' : 'accepted')),
    )
    await queue.close()
  })

  test('take no more than two connections, however many come', async () => {
    const queue = documentQueue(intake.ports)
    // Corrections of days that stand: each commit looks at what was delivered before, in a transaction beside its own.
    await queue.receive(await documentOf(0))
    let most = 0
    const watch = setInterval(() => {
      most = Math.max(most, intake.pool.totalCount - intake.pool.idleCount)
    }, 1)
    await Promise.all((await documentsOf(40)).slice(1).map((document) => queue.receive(document)))
    clearInterval(watch)
    expect(most).toBeLessThanOrEqual(2)
    await queue.close()
  })
})

describe('limits', () => {
  test('a commit holds so many documents, in the order in which they came', async () => {
    const { ports, commits } = watched()
    const queue = documentQueue(ports, { documents: 4 })
    const documents = await documentsOf(9)
    await Promise.all(documents.map((document) => queue.receive(document)))
    expect(commits.every((group) => group.length <= 4)).toBe(true)
    expect(commits.flat()).toEqual(documents.map(({ source }) => source))
    await queue.close()
  })

  test('a commit holds so many bytes, but always one document', async () => {
    const { ports, commits } = watched()
    const documents = await documentsOf(5)
    const size = documents[0]?.bytes ?? 0
    const narrow = documentQueue(ports, { bytes: 1 })
    await Promise.all(documents.slice(0, 2).map((document) => narrow.receive(document)))
    expect(commits.map((group) => group.length)).toEqual([1, 1])
    const pairs = documentQueue(ports, { bytes: 2 * size + 8 })
    await Promise.all(documents.slice(2).map((document) => pairs.receive(document)))
    expect(Math.max(...commits.map((group) => group.length))).toBe(2)
    await Promise.all([narrow.close(), pairs.close()])
  })

  test('what is too much to wait is turned away with nothing stored, and can come again', async () => {
    const { ports } = watched()
    const documents = await documentsOf(6)
    const size = documents[0]?.bytes ?? 0
    const queue = documentQueue(ports, { waitingBytes: 2 * size + 8 })
    const settled = await Promise.allSettled(documents.map((document) => queue.receive(document)))
    // The first is being committed, two wait, the others find the waiting room full.
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
    ])
    expect(settled[5]).toMatchObject({ reason: { code: 'INTAKE_BUSY', hint: expect.stringContaining('again') } })
    expect(await storedSources()).toHaveLength(3)
    const again = await Promise.all(documents.slice(3, 5).map((document) => queue.receive(document)))
    expect(again.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted'])
    await queue.close()
  })

  test('a document larger than the waiting room is taken when nothing waits', async () => {
    const queue = documentQueue(intake.ports, { waitingBytes: 1 })
    expect((await queue.receive(await documentOf(1))).outcome).toBe('accepted')
    await queue.close()
  })
})

describe('the end', () => {
  test('close answers all that wait and takes nothing more', async () => {
    const queue = documentQueue(intake.ports, { documents: 2 })
    const documents = await documentsOf(7)
    const answers = Promise.all(documents.slice(0, 6).map((document) => queue.receive(document)))
    await queue.close()
    expect(await storedSources()).toHaveLength(6)
    expect((await answers).every(({ outcome }) => outcome === 'accepted')).toBe(true)
    const [late] = documents.slice(6)
    if (late === undefined) throw new Error('there are seven documents')
    await expect(queue.receive(late)).rejects.toMatchObject({ code: 'INTAKE_BUSY' })
    await queue.close()
  })

  test('of the database is told to all at once, and the queue works on when it is back', async () => {
    const gone = new GridbookError('DATABASE_UNAVAILABLE', 'the connection was refused')
    let tries = 0
    let isGone = true
    const alongside: Alongside = async () => {
      tries += 1
      if (isGone) throw gone
    }
    const queue = documentQueue({ ...intake.ports, alongside })
    const documents = await documentsOf(20)
    const settled = await Promise.allSettled(documents.map((document) => queue.receive(document)))
    expect(settled.every((one) => one.status === 'rejected' && one.reason === gone)).toBe(true)
    expect(tries).toBeLessThan(5)
    isGone = false
    const receipts = await Promise.all(documents.map((document) => queue.receive(document)))
    expect(receipts.every(({ outcome }) => outcome === 'accepted')).toBe(true)
    await queue.close()
  })
})
