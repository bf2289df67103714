import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../test/intake-ports.ts'
import { seededRandom } from '../../test/oracle/random.ts'
import type { PlainDelivery } from '../../test/plain-days.ts'
import { randomStated } from '../../test/random-deliveries.ts'
import { commitDeliveries } from '../../test/reading-store.ts'
import { examplePoint, pointId, recordMasterData } from '../../test/reading-documents.ts'
import { monthOf } from '../kernel/index.ts'
import { dk } from '../market/index.ts'
import type { NewPointPeriod } from '../metering-points/index.ts'
import { completeness } from './completeness.ts'
import { flushBuffer } from './flush-buffer.ts'

const MONTH = monthOf('2026-03', dk.zone)

/** A point, the days of March on which it is in force, and its resolution. */
interface Expected {
  readonly point: number
  readonly area: string
  readonly from: number
  /** Without this day. */
  readonly to: number
  readonly slotClass: 25 | 100
}

const POINTS: readonly Expected[] = [
  { point: 1, area: '801', from: 1, to: 32, slotClass: 100 },
  { point: 2, area: '801', from: 1, to: 32, slotClass: 25 },
  { point: 3, area: '802', from: 10, to: 32, slotClass: 100 }, // begins within the month
  { point: 4, area: '802', from: 1, to: 20, slotClass: 25 }, // is closed within it
  { point: 5, area: '802', from: 1, to: 15, slotClass: 25 }, // is read by the quarter-hour from the 15th on
  { point: 5, area: '802', from: 15, to: 32, slotClass: 100 },
]
const day = (n: number): string => `2026-03-${String(n).padStart(2, '0')}`
const resolutionOf = (slotClass: 25 | 100): 'PT1H' | 'PT15M' => (slotClass === 25 ? 'PT1H' : 'PT15M')
const slotsOf = (n: number, slotClass: 25 | 100): number => (n === 29 ? 23 : 24) * (slotClass === 25 ? 1 : 4)

let intake: TestIntake
const delivered: PlainDelivery[] = []
beforeAll(async () => {
  intake = await openTestIntake()
  const periods = POINTS.flatMap(({ point, area, from, to, slotClass }): NewPointPeriod[] => {
    const values = { gridArea: area, resolution: resolutionOf(slotClass) } as const
    const begin = examplePoint(point, { ...values, validFrom: from === 1 ? '2020-01-01' : day(from) })
    return point === 4
      ? [begin, examplePoint(point, { ...values, validFrom: day(to), connectionState: 'closed_down' })]
      : [begin]
  })
  await recordMasterData(intake.pool, [...periods, examplePoint(9, { connectionState: 'new' })])
  const random = seededRandom(11)
  for (const { point, from, to, slotClass } of POINTS) {
    for (let n = from; n < to; n += 1) {
      if (random.chance(25)) continue
      const slots = slotsOf(n, slotClass)
      delivered.push({
        point: pointId(point),
        stream: '',
        slotClass,
        day: Date.parse(day(n)) / 86_400_000,
        slots,
        registeredAtMs: n,
        stated: randomStated(random, slots),
      })
    }
  }
  const half = Math.floor(delivered.length / 2)
  await commitDeliveries(intake.ports, delivered.slice(0, half), 'lake')
  await flushBuffer(intake.ports)
  await commitDeliveries(intake.ports, delivered.slice(half), 'buffer')
})
afterAll(async () => {
  await intake.close()
})

/** Slots of a point and day that have a value, counted one by one. */
function presentOf(point: number, n: number): number {
  const own = delivered.find(
    (candidate) => candidate.point === pointId(point) && candidate.day === Date.parse(day(n)) / 86_400_000,
  )
  return [...(own?.stated.values() ?? [])].filter(({ quality }) => quality !== 'withdrawn').length
}

const ask = async (mostGaps: number): ReturnType<typeof completeness> =>
  await completeness(MONTH, { directory: join(intake.directory, 'completeness'), mostGaps }, intake.ports)

test('counts by area what should be there and what has a value', async () => {
  const { areas } = await ask(0)
  const plain = ['801', '802'].map((gridArea) => {
    const own = POINTS.filter(({ area }) => area === gridArea)
    const days = own.flatMap(({ point, from, to, slotClass }) =>
      Array.from({ length: to - from }, (_, k) => ({ point, n: from + k, slotClass })),
    )
    return {
      gridArea,
      meteringPoints: BigInt(new Set(own.map(({ point }) => point)).size),
      expected: BigInt(days.reduce((sum, { n, slotClass }) => sum + slotsOf(n, slotClass), 0)),
      present: BigInt(days.reduce((sum, { point, n }) => sum + presentOf(point, n), 0)),
    }
  })
  expect(areas).toEqual(plain)
})

test('names each day on which something is missing, in order, at most as many as asked for', async () => {
  const plain = POINTS.flatMap(({ point, area, from, to, slotClass }) =>
    Array.from({ length: to - from }, (_, k) => from + k)
      .map((n) => ({
        meteringPointId: pointId(point),
        gridArea: area,
        marketDay: day(n),
        expected: slotsOf(n, slotClass),
        present: presentOf(point, n),
      }))
      .filter(({ expected, present }) => present < expected),
  ).toSorted((a, b) => (a.marketDay + a.meteringPointId < b.marketDay + b.meteringPointId ? -1 : 1))
  expect((await ask(10_000)).gaps).toEqual(plain)
  expect((await ask(7)).gaps).toEqual(plain.slice(0, 7))
  expect(plain.length).toBeGreaterThan(20)
})

test('leaves no file behind', async () => {
  await ask(1)
  await expect(readdir(join(intake.directory, 'completeness'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a month without readings is all gap', async () => {
  const february = await completeness(
    monthOf('2026-02', dk.zone),
    { directory: join(intake.directory, 'february'), mostGaps: 3 },
    intake.ports,
  )
  expect(february.areas.map(({ gridArea, present }) => [gridArea, present])).toEqual([
    ['801', 0n],
    ['802', 0n],
  ])
  expect(february.gaps).toHaveLength(3)
  expect(february.gaps[0]).toMatchObject({ marketDay: '2026-02-01', present: 0 })
})
