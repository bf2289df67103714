import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../test/intake-ports.ts'
import { seededRandom, type Random } from '../../test/oracle/random.ts'
import {
  byPlainRank,
  plainMerge,
  statedText,
  statedTextOf,
  toDeliveries,
  type PlainDelivery,
  type PlainRecord,
} from '../../test/plain-days.ts'
import { randomStated, shuffled } from '../../test/random-deliveries.ts'
import { commitDeliveries, expectReplay, toRecords } from '../../test/reading-store.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import { acceptDeliveries, LAKE_BATCH_ROWS, type ReadyDeliveries } from './accept-deliveries.ts'
import { compactMonth } from './compact-month.ts'
import { dayHistory } from './day-history.ts'
import { flushBuffer } from './flush-buffer.ts'

const number = (date: string): number => Date.parse(date) / 86_400_000

/** Days of 23, 24 and 25 hours in two months. */
const DAYS = [
  { day: number('2026-03-28'), hours: 24 },
  { day: number('2026-03-29'), hours: 23 },
  { day: number('2026-10-25'), hours: 25 },
] as const
const MONTHS = ['2026-03', '2026-10']
const POINTS = ['571000000000000001', '571000000000000002', '571000000000000003', '571000000000000004'] as const
const FIRST_MS = Date.UTC(2026, 10, 1)

/** Points that make a commit large enough for a batch of its own. */
const FILLER = 'filler'

function randomDelivery(random: Random, before: readonly PlainDelivery[]): PlainDelivery {
  const registeredAtMs = FIRST_MS + random.int(0, 40) * 1000
  const repeat = before.length > 0 && random.chance(15) ? random.pick(before) : undefined
  if (repeat !== undefined) return random.chance(50) ? repeat : { ...repeat, registeredAtMs }
  const point = random.int(0, POINTS.length)
  const slotClass = point % 2 === 0 ? 25 : 100
  const { day, hours } = random.pick(DAYS)
  const slots = slotClass === 25 ? hours : 4 * hours
  return {
    point: POINTS[point] ?? '',
    stream: '',
    slotClass,
    day,
    slots,
    registeredAtMs,
    stated: randomStated(random, slots),
  }
}

function fillers(round: number): PlainDelivery[] {
  return Array.from({ length: LAKE_BATCH_ROWS }, (_, n) => ({
    point: `${FILLER}-${round}-${n}`,
    stream: '',
    slotClass: 25,
    day: DAYS[n % 2]?.day ?? 0,
    slots: DAYS[n % 2]?.hours ?? 0,
    registeredAtMs: FIRST_MS,
    stated: new Map([[0, { quality: 'measured', micro: 1000n }]]),
  }))
}

interface World {
  readonly log: PlainRecord[]
  readonly seqs: readonly bigint[]
  readonly checked: number
}

/** Random commits, some so large that they go straight to the lake, with flushes, compactions and looks back in between. */
async function liveThrough(intake: TestIntake, random: Random, commits: number): Promise<World> {
  const log: PlainRecord[] = []
  const seqs: bigint[] = []
  let checked = 0
  for (let n = 0; n < commits; n += 1) {
    const own = Array.from({ length: random.int(1, 10) }, () => randomDelivery(random, log))
    const deliveries = random.chance(15) ? shuffled(random, [...own, ...fillers(n)]) : own
    const { seq } = await commitDeliveries(intake.ports, deliveries, `d${n}`)
    log.push(...toRecords(deliveries, seq))
    seqs.push(seq)
    if (random.chance(20)) await flushBuffer(intake.ports)
    if (random.chance(15))
      for (const slotClass of [25, 100] as const) await compactMonth(intake.ports, slotClass, random.pick(MONTHS))
    if (random.chance(40))
      checked += await expectReplay(intake, log, { months: MONTHS, atSeq: random.pick(seqs), ignore: isFiller })
  }
  return { log, seqs, checked }
}

const isFiller = (point: string): boolean => point.startsWith(FILLER)

/** Looks at every state that ever was, or at every n-th. */
async function checkAll(intake: TestIntake, { log, seqs }: World, every = 1): Promise<number> {
  let checked = 0
  for (const atSeq of seqs.filter((_, n) => n % every === every - 1))
    checked += await expectReplay(intake, log, { months: MONTHS, atSeq, ignore: isFiller })
  return checked
}

describe.each([20260301, 7])('any commits, seed %d', (seed) => {
  let intake: TestIntake
  let world: World
  beforeAll(async () => {
    intake = await openTestIntake()
    world = await liveThrough(intake, seededRandom(seed), 22)
  }, 120_000)
  afterAll(async () => {
    await intake.close()
  })

  test('at every number, the days are the replay of the log up to it; so after a flush, and after compaction', async () => {
    let checked = world.checked + (await checkAll(intake, world, 2))
    await flushBuffer(intake.ports)
    checked += await checkAll(intake, world, 2)
    for (const month of MONTHS)
      for (const slotClass of [25, 100] as const) await compactMonth(intake.ports, slotClass, month)
    checked += await checkAll(intake, world)
    expect(checked).toBeGreaterThanOrEqual(500)
  }, 120_000)

  test('the history of each day, from the stores, is that of its deliveries', async () => {
    const days = Map.groupBy(
      world.log.filter((record) => !isFiller(record.point)),
      (record) => `${record.point} ${record.day}`,
    )
    for (const records of days.values()) {
      const [{ point, day, slotClass } = { point: '', day: 0, slotClass: 25 as const }] = records
      const history = await dayHistory(
        { seriesId: await seriesIdOf(intake, point), marketDay: day, slotClass },
        intake.ports,
      )
      const ranked = records.toSorted(byPlainRank)
      expect(history.deliveries.map(({ rows, row }) => statedTextOf(rows, row))).toEqual(
        ranked.map(({ stated }) => statedText(stated, slotClass)),
      )
      expect(history.asRegistered.map(({ rows }) => statedTextOf(rows, 0))).toEqual(
        ranked.map((_, last) => statedText(plainMerge(ranked.slice(0, last + 1)).slots, slotClass)),
      )
      const stored = await intake.atSnapshot(
        MONTHS,
        undefined,
        async (snapshot) =>
          await intake.engine.rows<{ n: bigint }>(
            `select count(*) as n from (${snapshot.relation(slotClass)}) where series_id = ${history.deliveries[0]?.seriesId} and market_day = date '1970-01-01' + ${day}`,
          ),
      )
      expect(stored).toEqual([{ n: 1n }])
    }
  })

  test('nothing of the buffer and no note of a replaced day is left where files say it', async () => {
    const count = async (table: string): Promise<bigint> =>
      (await intake.pool.query<{ n: bigint }>(`select count(*) as n from measurements.${table}`)).rows[0]?.n ?? -1n
    await flushBuffer(intake.ports)
    for (const month of MONTHS)
      for (const slotClass of [25, 100] as const) await compactMonth(intake.ports, slotClass, month)
    expect(await count('buffered_day')).toBe(0n)
    expect(await count('superseded_day')).toBe(0n)
  })
})

async function seriesIdOf({ pool }: TestIntake, point: string): Promise<number> {
  const { rows } = await pool.query<{ series_id: number }>(
    'select series_id from measurements.series where metering_point_id = $1',
    [point],
  )
  return rows[0]?.series_id ?? 0
}

describe('accepting', () => {
  let intake: TestIntake
  beforeAll(async () => {
    intake = await openTestIntake()
  })
  afterAll(async () => {
    await intake.close()
  })
  const delivery = (point: string, registeredAtMs: number, stated: PlainDelivery['stated']): PlainDelivery => ({
    point,
    stream: '',
    slotClass: 25,
    day: DAYS[0].day,
    slots: 24,
    registeredAtMs,
    stated,
  })
  const measured = (slot: number, micro: bigint): PlainDelivery['stated'] =>
    new Map([[slot, { quality: 'measured', micro }]])

  test('a repeat and a late earlier registration change no reading day, but are kept', async () => {
    const first = await commitDeliveries(intake.ports, [delivery('a', 10, measured(0, 5n))], 'a1')
    const again = await commitDeliveries(intake.ports, [delivery('a', 10, measured(0, 5n))], 'a2')
    const late = await commitDeliveries(intake.ports, [delivery('a', 3, measured(0, 1n))], 'a3')
    expect([first.readings, again.readings, late.readings]).toEqual([1, 0, 0])
    const { rows } = await intake.pool.query(
      `select document_id from measurements.buffered_day where document_id <> '' order by recorded_seq`,
    )
    expect(rows.map((row) => (row as { document_id: string }).document_id)).toEqual(['a1', 'a2', 'a3'])
  })

  test('several deliveries of a day in one commit make one reading day', async () => {
    const { readings } = await commitDeliveries(
      intake.ports,
      [delivery('b', 1, measured(0, 1n)), delivery('b', 2, measured(1, 2n)), delivery('b', 2, measured(1, 3n))],
      'b1',
    )
    expect(readings).toBe(1)
    const shown = await intake.atSnapshot(['2026-03'], undefined, (snapshot) =>
      intake.engine.rows(`select q_1, q_2, registered_at from (${snapshot.relation(25)}) where registered_at = 2`),
    )
    expect(shown).toEqual([{ q_1: '0.000001', q_2: '0.000003', registered_at: 2n }])
  })

  test('writers of the same new day at the same time take turns, and none of their deliveries is lost', async () => {
    const writers = Array.from({ length: 6 }, (_, n) => ({
      ports: intake.otherProcess(),
      own: delivery('race', 100 + n, measured(n, BigInt(n + 1))),
    }))
    const commits = await Promise.all(
      writers.map(async ({ ports, own }, n) => ({ own, ...(await commitDeliveries(ports, [own], `race-${n}`)) })),
    )
    const log = commits.flatMap(({ own, seq }) => toRecords([own], seq))
    const newest = commits.reduce((most, { seq }) => (seq > most ? seq : most), 0n)
    for (const { seq } of commits)
      await expectReplay(intake, log, { months: ['2026-03'], atSeq: seq, ignore: (point) => point !== 'race' })
    expect(
      await expectReplay(intake, log, { months: ['2026-03'], atSeq: newest, ignore: (point) => point !== 'race' }),
    ).toBe(1)
  })

  test('what is rolled back leaves no row, no file and no series behind', async () => {
    const ports = intake.otherProcess()
    const files = async (): Promise<string[]> =>
      (await readdir(intake.lake.root, { recursive: true })).filter((name) => name.endsWith('.parquet'))
    let ready: ReadyDeliveries | undefined
    const hangingUp = inTransaction(intake.pool, async (trx) => {
      ready = await acceptDeliveries(trx, toDeliveries(fillers(99), 'r'), ports)
      expect(await files()).not.toEqual([])
      await ready.record(await nextRecordedSeq(trx))
      throw new Error('the sender hangs up')
    })
    await expect(hangingUp).rejects.toThrow('hangs up')
    await ready?.discard()
    expect(await files()).toEqual([])
    const { rows } = await intake.pool.query(
      `select 1 from measurements.series where metering_point_id like '${FILLER}-99-%'`,
    )
    expect(rows).toEqual([])
    expect((await commitDeliveries(ports, fillers(99), 'r')).readings).toBe(LAKE_BATCH_ROWS)
  })

  test('no deliveries at all are a commit too', async () => {
    expect((await commitDeliveries(intake.ports, [], 'none')).readings).toBe(0)
  })
})
