import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../test/intake-ports.ts'
import { seededRandom } from '../../test/oracle/random.ts'
import { plainMerge, type PlainDelivery, type PlainRecord } from '../../test/plain-days.ts'
import { randomStated } from '../../test/random-deliveries.ts'
import { commitDeliveries, toRecords } from '../../test/reading-store.ts'
import { inTransaction } from '../platform/index.ts'
import { compactMonth } from './compact-month.ts'
import { deliveriesBetween } from './deliveries-between.ts'
import { flushBuffer } from './flush-buffer.ts'
import { openReadingChanges } from './reading-changes.ts'

const FIRST_DAY = Date.parse('2026-03-27') / 86_400_000
const CLASSES = [25, 100] as const

let intake: TestIntake
const log: PlainRecord[] = []
beforeAll(async () => {
  intake = await openTestIntake()
})
afterAll(async () => {
  await intake.close()
})

/** Some days of three points of each class, each in part; one commit. */
async function deliver(seed: number): Promise<bigint> {
  const random = seededRandom(seed)
  const deliveries = Array.from({ length: 8 }, (_, n): PlainDelivery => {
    const slotClass = CLASSES[n % 2] ?? 25
    const slots = slotClass === 25 ? 24 : 96
    return {
      point: `p${random.int(0, 3)}`,
      stream: '',
      slotClass,
      day: FIRST_DAY + random.int(0, 2),
      slots,
      registeredAtMs: random.int(0, 1000),
      stated: randomStated(random, slots),
    }
  })
  // One transaction says a thing once.
  const once = [...new Map(deliveries.map((each) => [`${each.point} ${each.slotClass} ${each.day}`, each])).values()]
  const { seq } = await commitDeliveries(intake.ports, once, `d${seed}`)
  log.push(...toRecords(once, seq))
  return seq
}

/** The changes as the relation shows them: class, point, day, first, slots, differences. */
async function shown(fromSeq: bigint, toSeq: bigint): Promise<string[]> {
  return await inTransaction(
    intake.pool,
    async (trx) => {
      const directory = join(intake.directory, 'changes')
      const changes = await openReadingChanges(trx, { months: ['2026-03'], directory, fromSeq, toSeq }, intake.ports)
      const { rows: series } = await trx.query<{ series_id: number; metering_point_id: string }>(
        'select series_id, metering_point_id from measurements.series',
      )
      const names = new Map(series.map((row) => [row.series_id, row.metering_point_id]))
      const rows = await intake.engine.rows<Record<string, unknown> & { series_id: number; market_day: string }>(
        `select * from (${changes.relation}) as c`,
      )
      await changes.close()
      return rows
        .map((row) => {
          const day = Date.parse(row.market_day) / 86_400_000
          const { slot_class, is_first, changed_slots, difference_kwh, absolute_kwh } = row
          return [
            slot_class,
            names.get(row.series_id),
            day,
            is_first,
            changed_slots,
            difference_kwh,
            absolute_kwh,
          ].join(' ')
        })
        .toSorted()
    },
    { isolation: 'repeatable read' },
  )
}

/** The same by replaying every delivery, slot by slot. */
function replayed(fromSeq: bigint, toSeq: bigint): string[] {
  const days = Map.groupBy(log, ({ slotClass, point, day }) => `${slotClass} ${point} ${day}`)
  const lines: string[] = []
  for (const [key, records] of days) {
    const [before, after] = [fromSeq, toSeq].map((seq) => records.filter((record) => record.seq <= seq))
    const [was, is] = [plainMerge(before ?? []).slots, plainMerge(after ?? []).slots]
    let [changed, difference, absolute] = [0, 0n, 0n]
    for (let slot = 0; slot < 100; slot += 1) {
      const [now, old] = [is.get(slot), was.get(slot)].map((one) =>
        one === undefined || one.quality === 'withdrawn' ? undefined : one,
      )
      if (old?.quality === now?.quality && old?.micro === now?.micro) continue
      changed += 1
      const by = (now?.micro ?? 0n) - (old?.micro ?? 0n)
      difference += by
      absolute += by < 0n ? -by : by
    }
    if (changed > 0)
      lines.push([key, before?.length === 0, changed, sixDecimals(difference), sixDecimals(absolute)].join(' '))
  }
  return lines.toSorted()
}

function sixDecimals(micro: bigint): string {
  const digits = (micro < 0n ? -micro : micro).toString().padStart(7, '0')
  return `${micro < 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`
}

test('changes between two numbers are those of a replay, in the buffer, flushed and compacted', async () => {
  const seqs = [0n]
  for (const seed of [1, 2, 3]) seqs.push(await deliver(seed))
  const newest = (): bigint => seqs.at(-1) ?? 0n
  const expectAll = async (pairs: readonly (readonly [bigint, bigint])[]): Promise<void> => {
    for (const [from, to] of pairs) expect(await shown(from, to)).toEqual(replayed(from, to))
  }
  await expectAll([[0n, newest()]])
  await flushBuffer(intake.ports)
  await expectAll([[seqs[1] ?? 0n, newest()]])
  for (const seed of [4, 5]) seqs.push(await deliver(seed))
  for (const slotClass of CLASSES) await compactMonth(intake.ports, slotClass, '2026-03')
  await expectAll([
    [seqs[1] ?? 0n, seqs[4] ?? 0n],
    [newest(), newest()],
  ])
  seqs.push(await deliver(6))
  await expectAll([[seqs[3] ?? 0n, newest()]])
  expect(replayed(seqs[1] ?? 0n, newest()).length).toBeGreaterThan(3)
})

test('deliveries of a day between two numbers, in the order of recording', async () => {
  const [record] = log
  if (record === undefined) throw new Error('nothing was delivered')
  const { rows } = await intake.pool.query<{ series_id: number }>(
    'select series_id from measurements.series where metering_point_id = $1',
    [record.point],
  )
  const day = { slotClass: record.slotClass, marketDay: record.day, seriesId: rows[0]?.series_id ?? 0 }
  const own = log.filter(
    (one) => one.point === record.point && one.day === record.day && one.slotClass === record.slotClass,
  )
  const found = async (fromSeq: bigint, toSeq: bigint): Promise<bigint[]> =>
    await inTransaction(
      intake.pool,
      async (trx) =>
        (await deliveriesBetween(trx, [day], { fromSeq, toSeq }, intake.ports)).map((one) => one.recordedSeq),
      { isolation: 'repeatable read' },
    )
  expect(own.length).toBeGreaterThan(1)
  expect(await found(0n, 99n)).toEqual(own.map(({ seq }) => seq))
  expect(await found(record.seq, 99n)).toEqual(own.slice(1).map(({ seq }) => seq))
  expect(await found(0n, record.seq)).toEqual([record.seq])
})
