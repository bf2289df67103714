import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../test/intake-ports.ts'
import type { PlainDelivery, PlainRecord, PlainSlot } from '../../test/plain-days.ts'
import { commitDeliveries, expectReplay, toRecords } from '../../test/reading-store.ts'
import { auNem } from '../market/index.ts'
import { compactMonth } from './compact-month.ts'
import { flushBuffer } from './flush-buffer.ts'

// One NMI of the Australian market with two streams: E1 read by the half-hour, B1 every five minutes; every day has 24 hours.
const NMI = '6123456789'
const FIRST = Date.parse('2026-03-30') / 86_400_000
const MONTHS = ['2026-03', '2026-04']
const QUALITIES = ['measured', 'estimated', 'calculated'] as const

let intake: TestIntake
const log: PlainRecord[] = []
beforeAll(async () => {
  intake = await openTestIntake({ zone: auNem.zone })
})
afterAll(async () => {
  await intake.close()
})

/** A whole day of a stream in which every slot differs. */
function day(stream: 'E1' | 'B1', offset: number, registeredAtMs: number): PlainDelivery {
  const slotClass = stream === 'E1' ? 50 : 300
  const slots = stream === 'E1' ? 48 : 288
  const stated = new Map<number, PlainSlot>()
  for (let k = 0; k < slots; k += 1) {
    const micro = BigInt(registeredAtMs) * 1_000_000n + BigInt(offset * 1000 + k)
    stated.set(k, k % 11 === 3 ? { quality: 'withdrawn' } : { quality: QUALITIES[k % 3] ?? 'measured', micro })
  }
  return { point: NMI, stream, slotClass, day: FIRST + offset, slots, registeredAtMs, stated }
}

async function deliver(...deliveries: PlainDelivery[]): Promise<bigint> {
  const { seq } = await commitDeliveries(intake.ports, deliveries, `d${log.length}`)
  log.push(...toRecords(deliveries, seq))
  return seq
}

test('two streams of a point at 50 and 300 slots come back exactly: buffered, corrected, flushed, compacted', async () => {
  const first = await deliver(...[0, 1, 2, 3].flatMap((offset) => [day('E1', offset, 10), day('B1', offset, 10)]))
  const months = MONTHS
  expect(await expectReplay(intake, log, { months, atSeq: first })).toBe(8)

  await flushBuffer(intake.ports)
  const part: PlainDelivery = {
    ...day('B1', 1, 20),
    stated: new Map([
      [0, { quality: 'measured', micro: 1n }],
      [51, { quality: 'withdrawn' }],
      [52, { quality: 'estimated', micro: 2n }],
      [287, { quality: 'measured', micro: 3n }],
    ]),
  }
  const corrected = await deliver(part, day('E1', 2, 5))
  for (const atSeq of [first, corrected]) expect(await expectReplay(intake, log, { months, atSeq })).toBe(8)

  await flushBuffer(intake.ports)
  for (const month of months)
    for (const slotClass of [50, 300] as const) await compactMonth(intake.ports, slotClass, month)
  for (const atSeq of [first, corrected]) expect(await expectReplay(intake, log, { months, atSeq })).toBe(8)
})

test('the streams are series of their own', async () => {
  const { rows } = await intake.pool.query(
    'select metering_point_id, stream, unit from measurements.series order by stream',
  )
  expect(rows).toEqual([
    { metering_point_id: NMI, stream: 'B1', unit: 'kWh' },
    { metering_point_id: NMI, stream: 'E1', unit: 'kWh' },
  ])
})

test('a snapshot of one month shows nothing of another', async () => {
  const days = await intake.atSnapshot(['2026-04'], undefined, (snapshot) =>
    intake.engine.rows<{ day: string }>(
      `select distinct cast(market_day as varchar) as day from (${snapshot.relation(300)}) order by 1`,
    ),
  )
  expect(days).toEqual([{ day: '2026-04-01' }, { day: '2026-04-02' }])
})

test('a slot class that nobody delivered is empty, with the columns of the others', async () => {
  const found = await intake.atSnapshot(MONTHS, undefined, async (snapshot) => ({
    classes: snapshot.slotClasses,
    rows: await intake.engine.rows(
      `select count(*) as n, count(q_100) as q, coalesce(sum(missing_1), 0) = 0 as empty from (${snapshot.relation(100)})`,
    ),
  }))
  expect(found).toEqual({ classes: [50, 300], rows: [{ n: 0n, q: 0n, empty: true }] })
})
