import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../../test/intake-ports.ts'
import { seededRandom } from '../../../test/oracle/random.ts'
import type { PlainDelivery, PlainSlot } from '../../../test/plain-days.ts'
import { examplePoint, pointId, recordMasterData } from '../../../test/reading-documents.ts'
import { commitDeliveries } from '../../../test/reading-store.ts'
import { marketDay } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import type { NewPointPeriod } from '../../metering-points/index.ts'
import { numberOf, plainDate } from '../testing/plain-calendar.ts'
import { findMissing } from './find-missing.ts'

const [FROM, TO] = [numberOf('2026-03-26'), numberOf('2026-04-02')]
const random = seededRandom(7)

/** Points of random resolutions, areas and lives; some are left out of the log. */
const POINTS: readonly NewPointPeriod[] = Array.from({ length: 24 }, (_, n): NewPointPeriod[] => {
  const point = examplePoint(n, {
    validFrom: plainDate(FROM - 3 + random.int(0, 6)),
    resolution: random.int(0, 2) === 0 ? 'PT1H' : 'PT15M',
    gridArea: random.int(0, 3) === 0 ? '802' : '801',
    ...(n === 3 ? { meteringMethod: 'calculated' } : {}),
    ...(n === 4 ? { lossRole: 'grid_loss' } : {}),
    ...(n === 5 ? { meteringMethod: 'virtual' } : {}),
  })
  const other = point.resolution === 'PT1H' ? 'PT15M' : 'PT1H'
  const changed: NewPointPeriod = { ...point, validFrom: plainDate(FROM + 4), resolution: other }
  const closed: NewPointPeriod = { ...point, validFrom: plainDate(FROM + 5), connectionState: 'closed_down' }
  return n % 4 === 1 ? [point, changed] : n % 4 === 2 ? [point, closed] : [point]
}).flat()
const CHILDREN: readonly NewPointPeriod[] = [
  child(30, 'internal_use', 'PT1H'),
  child(31, 've_production', 'P1M'),
  child(32, 'total_consumption', 'PT1H'),
]

function child(n: number, type: NewPointPeriod['type'], resolution: NewPointPeriod['resolution']): NewPointPeriod {
  return {
    meteringPointId: pointId(n),
    validFrom: '2026-01-01',
    type,
    resolution,
    gridArea: '801',
    parentId: pointId(0),
  }
}

const hoursOn = (day: number): number => (plainDate(day) === '2026-03-29' ? 23 : 24)

/** On most days everything is read, on some all but a slot, which is withdrawn or was never spoken of, or too much. */
const DELIVERIES: readonly PlainDelivery[] = [...new Set(POINTS.map(({ meteringPointId }) => meteringPointId))].flatMap(
  (id) =>
    Array.from({ length: TO - FROM }, (_, n): PlainDelivery[] => {
      const day = FROM + n
      return ([25, 100] as const).flatMap((slotClass) => {
        const kind = random.int(0, 6)
        if (kind === 0) return []
        const slots = hoursOn(day) * (slotClass === 25 ? 1 : 4)
        const value: PlainSlot = { quality: kind === 1 ? 'estimated' : 'measured', micro: 1n }
        const stated = new Map(Array.from({ length: slots }, (_slot, k): [number, PlainSlot] => [k, value]))
        if (kind === 2) stated.set(random.int(0, slots), { quality: 'withdrawn' })
        if (kind === 3) stated.delete(random.int(0, slots))
        const isWanted = kind !== 4 || slotClass === 25
        return isWanted ? [{ point: id, stream: '', slotClass, day, slots, registeredAtMs: 1, stated }] : []
      })
    }).flat(),
)

let intake: TestIntake
let inputSeq = 0n
beforeAll(async () => {
  intake = await openTestIntake()
  await recordMasterData(intake.pool, [...POINTS, ...CHILDREN])
  ;({ seq: inputSeq } = await commitDeliveries(intake.ports, DELIVERIES, 'readings'))
})
afterAll(async () => {
  await intake.close()
})

/** The log from its text: each point and day on its own. */
function plainLog(gridAreas: readonly string[] | null): string[] {
  const lines: string[] = []
  for (let day = FROM; day < TO; day += 1) {
    for (const id of new Set([...POINTS, ...CHILDREN].map((point) => point.meteringPointId))) {
      const period = [...POINTS, ...CHILDREN]
        .filter((point) => point.meteringPointId === id && point.validFrom <= plainDate(day))
        .at(-1)
      if (period === undefined || period.connectionState === 'closed_down' || period.type === 'internal_use') continue
      if (period.meteringMethod === 'calculated' || period.lossRole === 'grid_loss' || period.resolution === 'P1M')
        continue
      if (gridAreas !== null && !gridAreas.includes(period.gridArea)) continue
      const seconds = hoursOn(day) * 3_600
      const expected = period.resolution === 'PT1H' ? seconds / 3_600 : seconds / 900
      const actual = DELIVERIES.filter((one) => one.point === id && one.day === day)
        .flatMap(({ stated }) => [...stated.values()])
        .filter(({ quality }) => quality !== 'withdrawn').length
      if (actual !== expected) lines.push(`${plainDate(day)} ${id} ${period.gridArea} ${expected} ${actual}`)
    }
  }
  return lines.toSorted((a, b) => (a < b ? -1 : 1))
}

test.each([[null], [['801']], [['802']], [['801', '802']]])(
  'areas %j: what plain loops over points and days find',
  async (gridAreas) => {
    const run = {
      runId: '11111111-1111-4111-8111-111111111111',
      kind: 'missing-measurements' as const,
      asOf: '2026-04-02',
      month: null,
      fromDay: plainDate(FROM),
      toDay: plainDate(TO),
      gridAreas,
      createdBy: 'me',
      inputSeq,
    }
    const days = await findMissing(
      run,
      join(intake.directory, `missing-${gridAreas?.join('-') ?? 'all'}`),
      intake.ports,
    )
    const expected = plainLog(gridAreas)
    expect(expected.length).toBeGreaterThan(10)
    expect(
      days.map((day) => `${day.market_day} ${day.metering_point_id} ${day.grid_area} ${day.expected} ${day.actual}`),
    ).toEqual(expected)
    expect(marketDay('2026-03-29', dk.zone).hours).toBe(23)
  },
)
