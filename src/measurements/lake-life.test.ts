import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../test/intake-ports.ts'
import { seededRandom } from '../../test/oracle/random.ts'
import type { PlainDelivery, PlainRecord } from '../../test/plain-days.ts'
import { randomStated } from '../../test/random-deliveries.ts'
import { commitDeliveries, expectReplay, shown, toRecords } from '../../test/reading-store.ts'
import { exampleDocument, examplePoint, recordMasterData } from '../../test/reading-documents.ts'
import { inTransaction } from '../platform/index.ts'
import { compactMonth } from './compact-month.ts'
import { flushBuffer, flushWhenDue } from './flush-buffer.ts'
import { toIncoming } from './to-incoming.ts'
import { openReadingSnapshot } from './reading-snapshot.ts'
import { receiveDocuments } from './receive-documents.ts'

const FIRST_DAY = Date.parse('2026-03-27') / 86_400_000
const MONTHS = ['2026-03']

let intake: TestIntake
let log: PlainRecord[]
let commits: number
beforeEach(async () => {
  intake = await openTestIntake()
  log = []
  commits = 0
})
afterEach(async () => {
  await intake.close()
})

/** Each of `points` points states a part of each of `days` days, as one commit. */
async function deliver(seed: number, { points = 6, days = 3, ports = intake.ports } = {}): Promise<bigint> {
  const random = seededRandom(seed)
  const deliveries = Array.from({ length: points * days }, (_, n): PlainDelivery => {
    const slots = n % days === 2 ? 92 : 96
    return {
      point: `p${Math.floor(n / days)}`,
      stream: '',
      slotClass: 100,
      day: FIRST_DAY + (n % days),
      slots,
      registeredAtMs: seed * 1000 + n,
      stated: randomStated(random, slots),
    }
  })
  const { seq } = await commitDeliveries(ports, deliveries, `d${(commits += 1)}`)
  log.push(...toRecords(deliveries, seq))
  return seq
}

const buffered = async (): Promise<number> => {
  const { rows } = await intake.pool.query<{ n: number }>(
    'select count(*)::integer as n from measurements.buffered_day',
  )
  return rows[0]?.n ?? -1
}

/** How often each delivery stands in buffer and lake together. */
async function storedDeliveries(): Promise<string[]> {
  return await inTransaction(
    intake.pool,
    async (trx) => {
      const { rows } = await trx.query<{ document_id: string; series_id: number; market_day: number }>(
        `select document_id, series_id, market_day from measurements.buffered_day where document_id <> ''`,
      )
      const files: string[] = []
      for (const table of ['delivery_day_100', 'reading_day_100']) {
        const paths = (await intake.lake.batches(trx, table)).flatMap((batch) =>
          batch.files.map((file) => `'${file.path}'`),
        )
        if (paths.length === 0) continue
        const inLake = await intake.engine.rows<{ key: string }>(
          `select concat(document_id, ' ', series_id, ' ', market_day - date '1970-01-01') as key
           from read_parquet([${paths.join(', ')}], union_by_name = true) where document_id <> ''`,
        )
        files.push(...inLake.map(({ key }) => key))
      }
      return [...rows.map((row) => `${row.document_id} ${row.series_id} ${row.market_day}`), ...files].toSorted()
    },
    { isolation: 'repeatable read' },
  )
}

describe('flushing', () => {
  test('moves every row once, and no reader sees a difference', async () => {
    const seqs = [await deliver(1), await deliver(2)]
    const before = await storedDeliveries()
    expect(before).toHaveLength(36)
    const flushed = await flushBuffer(intake.ports)
    expect(flushed.deliveries + flushed.readings).toBeGreaterThanOrEqual(36)
    expect(await buffered()).toBe(0)
    expect(await storedDeliveries()).toEqual(before)
    for (const atSeq of seqs) expect(await expectReplay(intake, log, { months: MONTHS, atSeq })).toBe(18)
    expect(await flushBuffer(intake.ports)).toEqual({ deliveries: 0, readings: 0 })
  })

  test('of two flushers at once one moves the rows, the other returns with nothing', async () => {
    const seq = await deliver(3)
    const before = await storedDeliveries()
    const results = await Promise.all([flushBuffer(intake.ports), flushBuffer(intake.otherProcess())])
    expect(results.filter(({ deliveries, readings }) => deliveries + readings > 0)).toHaveLength(1)
    expect(await buffered()).toBe(0)
    expect(await storedDeliveries()).toEqual(before)
    await expectReplay(intake, log, { months: MONTHS, atSeq: seq })
  })

  test('leaves what is written meanwhile in the buffer or takes it along, but never loses it', async () => {
    await deliver(4)
    const [, , seq] = await Promise.all([
      flushBuffer(intake.ports),
      flushBuffer(intake.otherProcess()),
      deliver(5, { ports: intake.otherProcess() }),
      deliver(6),
    ])
    const last = log.reduce((most, { seq: own }) => (own > most ? own : most), seq ?? 0n)
    expect(await expectReplay(intake, log, { months: MONTHS, atSeq: last })).toBe(18)
    await flushBuffer(intake.ports)
    expect(await storedDeliveries()).toHaveLength(54)
    expect(await expectReplay(intake, log, { months: MONTHS, atSeq: last })).toBe(18)
  })

  test('is due by number of rows or by age, not before', async () => {
    const HOUR_MS = 3_600_000
    const receivedMs = Date.UTC(2026, 4, 1)
    const policy = { rows: 50, ageMs: HOUR_MS }
    const nothing = { deliveries: 0, readings: 0 }
    expect(await flushWhenDue(intake.ports, policy, receivedMs + 10 * HOUR_MS)).toEqual(nothing)

    await recordMasterData(intake.pool, [examplePoint(1)])
    const bytes = exampleDocument('m', [{ transactionId: 't' }])
    await receiveDocuments([await toIncoming('m.json', bytes, intake.ports)], intake.ports)
    expect(await flushWhenDue(intake.ports, policy, receivedMs + HOUR_MS - 1)).toEqual(nothing)
    expect(await buffered()).toBeGreaterThan(0)
    const byAge = await flushWhenDue(intake.ports, policy, receivedMs + HOUR_MS)
    expect(byAge.deliveries + byAge.readings).toBeGreaterThan(0)
    expect(await buffered()).toBe(0)

    await deliver(7, { points: 30, days: 2 })
    const byRows = await flushWhenDue(intake.ports, policy, receivedMs)
    expect(byRows.deliveries + byRows.readings).toBeGreaterThanOrEqual(60)
  })
})

describe('an open snapshot', () => {
  test('shows the same before and after corrections, a flush and a compaction', async () => {
    const seq = await deliver(10)
    const directory = join(intake.directory, 'open')
    await inTransaction(
      intake.pool,
      async (trx) => {
        const snapshot = await openReadingSnapshot(trx, { months: MONTHS, directory }, intake.ports)
        expect(snapshot.seq).toBe(seq)
        const before = await shown(intake.engine, snapshot, trx)
        await Promise.resolve().then(() =>
          outside(async () => {
            await deliver(11, { ports: intake.otherProcess() })
            await flushBuffer(intake.otherProcess())
            await deliver(12, { ports: intake.otherProcess() })
            await flushBuffer(intake.otherProcess())
            await compactMonth(intake.otherProcess(), 100, '2026-03')
          }),
        )
        expect(await shown(intake.engine, snapshot, trx)).toEqual(before)
        expect(before).toHaveLength(18)
        await snapshot.close()
      },
      { isolation: 'repeatable read' },
    )
    await rm(directory, { recursive: true, force: true })
    expect(await expectReplay(intake, log, { months: MONTHS, atSeq: seq })).toBe(18)
  })
})

describe('compacting', () => {
  test('makes one batch a table, each day in one file, replaced rows apart; and changes nothing that is seen', async () => {
    const seqs: bigint[] = []
    for (const seed of [20, 21, 22]) {
      seqs.push(await deliver(seed))
      await flushBuffer(intake.ports)
    }
    const before = await storedDeliveries()
    const done = await compactMonth(intake.ports, 100, '2026-03')
    expect(done.map(({ table }) => table)).toContain('reading_day_100')
    const [batch, ...others] = await intake.lake.batches(intake.pool, 'reading_day_100', MONTHS)
    expect(others).toEqual([])
    for (const superseded of [false, true]) {
      const days = (batch?.files ?? [])
        .filter((file) => file.superseded === superseded)
        .flatMap((file) => Array.from({ length: file.lastDay - file.firstDay + 1 }, (_, n) => file.firstDay + n))
      // Each day lies in one file of the current rows and in one of the replaced.
      expect(days.toSorted((x, y) => x - y)).toEqual([0, 1, 2].map((n) => FIRST_DAY + n))
    }
    expect(await storedDeliveries()).toEqual(before)
    for (const atSeq of seqs) expect(await expectReplay(intake, log, { months: MONTHS, atSeq })).toBe(18)
    expect(await compactMonth(intake.ports, 100, '2026-03')).toEqual([])
  })

  test('of two at once each batch is rewritten once', async () => {
    const seqs = [
      await deliver(30),
      (await flushBuffer(intake.ports), await deliver(31)),
      (await flushBuffer(intake.ports), await deliver(32)),
    ]
    await flushBuffer(intake.ports)
    await Promise.all([compactMonth(intake.ports, 100, '2026-03'), compactMonth(intake.otherProcess(), 100, '2026-03')])
    expect(await intake.lake.batches(intake.pool, 'reading_day_100', MONTHS)).toHaveLength(1)
    for (const atSeq of seqs) await expectReplay(intake, log, { months: MONTHS, atSeq })
    expect(new Set(await storedDeliveries()).size).toBe(54)
    expect(await storedDeliveries()).toHaveLength(54)
  })

  test('while deliveries and flushes go on, nothing is lost and nothing doubled', async () => {
    await deliver(40)
    await flushBuffer(intake.ports)
    const seqs: bigint[] = []
    const writers = [41, 42, 43, 44, 45, 46].map(async (seed) => {
      const ports = intake.otherProcess()
      seqs.push(await deliver(seed, { ports }))
      await flushBuffer(ports)
      await compactMonth(ports, 100, '2026-03')
    })
    await Promise.all(writers)
    for (const atSeq of seqs) expect(await expectReplay(intake, log, { months: MONTHS, atSeq })).toBe(18)
    await flushBuffer(intake.ports)
    await compactMonth(intake.ports, 100, '2026-03')
    expect(await storedDeliveries()).toHaveLength(7 * 18)
    expect(new Set(await storedDeliveries()).size).toBe(7 * 18)
    for (const atSeq of seqs) expect(await expectReplay(intake, log, { months: MONTHS, atSeq })).toBe(18)
  })

  test('one that loses its batches to somebody else leaves no file behind and loses no row', async () => {
    const seq = await deliver(50)
    await flushBuffer(intake.ports)
    await deliver(51)
    await flushBuffer(intake.ports)
    const lake = { ...intake.lake, retire: async () => await Promise.reject(new Error('another writer was faster')) }
    await expect(compactMonth({ ...intake.ports, lake }, 100, '2026-03')).rejects.toThrow('faster')
    expect(await storedDeliveries()).toHaveLength(36)
    await expectReplay(intake, log, { months: MONTHS, atSeq: seq })
    const swept = await intake.lake.sweep({ graceMs: 0, nowMs: Date.UTC(2026, 4, 2) })
    expect(swept).toEqual({ deletedBatches: 0, deletedOrphans: 0 })
    await compactMonth(intake.ports, 100, '2026-03')
    await expectReplay(intake, log, { months: MONTHS, atSeq: seq })
  })

  test('after the grace the retired files can go, and every earlier state is still there', async () => {
    const seqs = [await deliver(60), (await flushBuffer(intake.ports), await deliver(61))]
    await flushBuffer(intake.ports)
    await compactMonth(intake.ports, 100, '2026-03')
    const swept = await intake.lake.sweep({ graceMs: 0, nowMs: Date.UTC(2026, 4, 2) })
    expect(swept.deletedBatches).toBeGreaterThan(1)
    for (const atSeq of seqs) expect(await expectReplay(intake, log, { months: MONTHS, atSeq })).toBe(18)
  })

  test('a month without files is nothing to do', async () => {
    expect(await compactMonth(intake.ports, 100, '2026-03')).toEqual([])
  })
})

/** Runs work as another program would: outside of the transaction that is under way here. */
async function outside<T>(work: () => Promise<T>): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    detached.push(() => {
      work().then(resolve, reject)
    })
  })
}
const detached: (() => void)[] = []
setInterval(() => {
  for (const start of detached.splice(0)) start()
}, 5).unref()
