import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileURLToPath } from 'node:url'
import { SLOT_CLASSES } from '../../src/kernel/index.ts'
import { compactMonth, flushBuffer } from '../../src/measurements/index.ts'
import { inTransaction } from '../../src/platform/index.ts'
import { openTestIntake, subdirectory, type TestIntake } from '../intake-ports.ts'
import { seededRandom } from '../oracle/random.ts'
import type { PlainRecord } from '../plain-days.ts'
import { examplePoint, recordMasterData } from '../reading-documents.ts'
import { expectReplay, shown } from '../reading-store.ts'
import { endPrograms, startProgram, type Ended } from './child-program.ts'
import { HOURLY, MONTH, OverlappingDocuments, POINTS, type OverlappingDocument } from './overlapping-documents.ts'
import { deliveredDays } from './stored-deliveries.ts'

const WRITERS = 8
const DOCUMENTS_A_WRITER = 6
const MONTHS_OF_DOCUMENTS = 3
const FILES_FOR_ALL = 4
const SEED = Number(process.env['PROOF_SEED'] ?? Date.now() % 1_000_000)
const WRITER = fileURLToPath(new URL('programs/concurrent-writer.ts', import.meta.url))

let intake: TestIntake
/** One for all tests: ids and registration times differ throughout. */
const make = new OverlappingDocuments(seededRandom(SEED))
const documents = new Map<string, OverlappingDocument>()

beforeAll(async () => {
  intake = await openTestIntake({ threads: 2 })
  await recordMasterData(
    intake.pool,
    Array.from({ length: POINTS }, (_, n) => examplePoint(n + 1, n < HOURLY ? { resolution: 'PT1H' } : {})),
  )
})

afterAll(async () => {
  await endPrograms()
  await intake.close()
})

/** What a snapshot showed: all days as text. */
type Shown = Awaited<ReturnType<typeof shown>>

test(
  `the very same file, imported by ${WRITERS} processes at the same moment, is accepted once`,
  { timeout: 300_000 },
  async () => {
    const path = saved(make.month('the-same'), await subdirectory(intake, 'same'))
    const ended = await Promise.all(Array.from({ length: WRITERS }, (_, writer) => startWriter(writer, [path])))
    for (const { code, stderr } of ended) expect(code, stderr).toBe(0)
    expectOneAcceptance(ended, [path])
  },
)

test(`${WRITERS} processes import and compact at once (seed ${SEED})`, { timeout: 300_000 }, async () => {
  const writers = await startWriters()
  const snapshots = await lookUntil(Promise.all(writers))
  const ended = await Promise.all(writers)
  for (const { code, stderr } of ended) expect(code, stderr).toBe(0)
  expectOneAcceptance(
    ended,
    [...documents.keys()].filter((path) => path.includes('/inbox/')),
  )

  await flushBuffer(intake.ports)
  for (const slotClass of SLOT_CLASSES) await compactMonth(intake.ports, slotClass, MONTH)
  const log = await acceptedLog()
  const stored = await inTransaction(intake.pool, (trx) => deliveredDays(trx, MONTH, intake.ports), {
    isolation: 'repeatable read',
  })
  expect(stored.rows).toBe(log.length)
  expect(snapshots.size).toBeGreaterThan(3)
  for (const [seq, days] of snapshots) {
    expect(await lookAt(seq), `snapshot at ${seq}`).toEqual(days)
    await expectReplay(intake, log, { months: [MONTH], atSeq: seq })
  }
  expect(await expectReplay(intake, log, { months: [MONTH], atSeq: 2n ** 62n })).toBe(POINTS * 31)
})

async function startWriters(): Promise<Promise<Ended>[]> {
  const inbox = await subdirectory(intake, 'inbox')
  const forAll = Array.from({ length: FILES_FOR_ALL }, (_, n) => saved(make.few(`for-all-${n}`), inbox))
  return Array.from({ length: WRITERS }, (_, writer) => {
    const own = Array.from({ length: DOCUMENTS_A_WRITER }, (_each, n) =>
      saved(make.few(`writer-${writer}-${n}`), inbox),
    )
    if (writer < MONTHS_OF_DOCUMENTS) own.push(saved(make.month(`writer-${writer}-month`), inbox))
    return startWriter(writer, [...own, ...forAll])
  })
}

function saved(document: OverlappingDocument, directory: string): string {
  const path = join(directory, `${document.name}.json`)
  documents.set(path, document)
  writeFileSync(path, document.bytes)
  return path
}

async function startWriter(writer: number, files: readonly string[]): Promise<Ended> {
  const settings = { GRIDBOOK_DATABASE_URL: intake.url, GRIDBOOK_DATA: intake.directory, GRIDBOOK_ENGINE_THREADS: '1' }
  return await startProgram(WRITER, [String(SEED + writer), MONTH, ...files], settings).ended
}

/** Looks at the newest state, twice in one snapshot, again and again until the writers are done. */
async function lookUntil(done: Promise<unknown>): Promise<Map<bigint, Shown>> {
  const writing = { ended: false }
  void done.finally(() => (writing.ended = true)).catch(() => {})
  const snapshots = new Map<bigint, Shown>()
  while (!writing.ended) {
    await intake.atSnapshot([MONTH], undefined, async (snapshot, trx) => {
      const days = await shown(intake.engine, snapshot, trx)
      expect(await shown(intake.engine, snapshot, trx), `snapshot at ${snapshot.seq}, read again`).toEqual(days)
      const before = snapshots.get(snapshot.seq)
      if (before !== undefined) expect(days, `another snapshot at ${snapshot.seq}`).toEqual(before)
      snapshots.set(snapshot.seq, days)
    })
    const [earlier] = [...snapshots.keys()].slice(-3)
    if (earlier !== undefined)
      expect(await lookAt(earlier), `snapshot at ${earlier}, while writers go on`).toEqual(snapshots.get(earlier))
  }
  return snapshots
}

async function lookAt(seq: bigint): Promise<Shown> {
  return await intake.atSnapshot([MONTH], seq, (snapshot, trx) => shown(intake.engine, snapshot, trx))
}

/** Each file was accepted once, by whoever came first; to everybody else it was nothing new, and nothing was refused. */
function expectOneAcceptance(ended: readonly Ended[], files: readonly string[]): void {
  const receipts = ended.flatMap(
    ({ stdout }) => JSON.parse(stdout) as { source: string; outcome: string; why: string }[],
  )
  expect(receipts.filter(({ outcome }) => outcome !== 'accepted' && outcome !== 'repeated')).toEqual([])
  const accepted = receipts.filter(({ outcome }) => outcome === 'accepted').map(({ source }) => source)
  expect(accepted.toSorted()).toEqual(files.toSorted())
}

/** Every accepted delivery with the number of its commit: what a plain replay starts from. */
async function acceptedLog(): Promise<PlainRecord[]> {
  const { rows } = await intake.pool.query<{ source: string; recorded_seq: bigint }>(
    `select source, recorded_seq from measurements.document where outcome = 'accepted'`,
  )
  return rows.flatMap(({ source, recorded_seq: seq }) =>
    (documents.get(source)?.deliveries ?? []).map((delivery, position) => ({ ...delivery, seq, position })),
  )
}
