import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../../test/intake-ports.ts'
import type { PlainDelivery, PlainSlot } from '../../../test/plain-days.ts'
import { examplePoint, pointId, recordMasterData } from '../../../test/reading-documents.ts'
import { commitDeliveries } from '../../../test/reading-store.ts'
import { glnWithCheckDigit, marketDay } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import type { NewPointPeriod } from '../../metering-points/index.ts'
import type { DayHours } from '../day-hours.ts'
import type { SeriesKind } from '../model.ts'
import { numberOf } from '../testing/plain-calendar.ts'
import { calculateSeries } from './calculate-series.ts'
import { openSeriesInput, type SeriesInput } from './open-input.ts'

const [PARENT, OTHER, HEATING, MOVING, SUPPLIED, CAPACITY] = [1, 2, 3, 4, 5, 6] as const
const SPRING = '2026-03-29'
const AUTUMN = '2025-10-26'

let intake: TestIntake
let seq = 0n
beforeAll(async () => {
  intake = await openTestIntake()
  await recordMasterData(intake.pool, POINTS)
  ;({ seq } = await commitDeliveries(intake.ports, DELIVERIES, 'readings'))
})
afterAll(async () => {
  await intake.close()
})

const child = (n: number, type: NewPointPeriod['type'], validFrom: string, parent: number): NewPointPeriod => ({
  meteringPointId: pointId(n),
  validFrom,
  type,
  resolution: 'PT1H',
  gridArea: '801',
  parentId: pointId(parent),
})
// The parent is read by quarters until the spring day, by the hour from then on; a customer moves in on 1 December.
const POINTS: readonly NewPointPeriod[] = [
  examplePoint(PARENT, { validFrom: '2024-01-01', netSettlementGroup: '2' }),
  examplePoint(PARENT, { validFrom: '2025-12-01', netSettlementGroup: '2', isMoveIn: true }),
  examplePoint(PARENT, { validFrom: SPRING, netSettlementGroup: '2', isMoveIn: true, resolution: 'PT1H' }),
  examplePoint(OTHER, { validFrom: '2024-01-01', energySupplierId: glnWithCheckDigit(2) }),
  child(HEATING, 'electrical_heating', '2024-01-01', PARENT),
  child(MOVING, 'consumption_from_grid', '2024-01-01', PARENT),
  child(MOVING, 'consumption_from_grid', '2025-11-01', OTHER),
  child(SUPPLIED, 'supply_to_grid', '2025-10-26', PARENT),
  child(CAPACITY, 'capacity_settlement', '2024-01-01', PARENT),
]

type Said = readonly (readonly [slot: number, quality: 'measured' | 'estimated', kwh: bigint])[]
function delivery(n: number, date: string, slotClass: 25 | 100, said: Said): PlainDelivery {
  const day = marketDay(date, dk.zone)
  const stated = new Map(
    said.map(([slot, quality, kwh]): [number, PlainSlot] => [slot, { quality, micro: kwh * 1_000_000n }]),
  )
  const slots = slotClass === 25 ? day.hours : day.hours * 4
  return { point: pointId(n), stream: '', slotClass, day: day.dayNumber, slots, registeredAtMs: day.endMs, stated }
}
const DELIVERIES: readonly PlainDelivery[] = [
  // An hour of mixed quality, and the last quarter of the long day.
  delivery(PARENT, AUTUMN, 100, [
    [8, 'measured', 1n],
    [9, 'estimated', 2n],
    [10, 'measured', 4n],
    [99, 'measured', 8n],
  ]),
  delivery(PARENT, '2025-12-01', 100, [[0, 'measured', 16n]]),
  // On the short day hours count, because the point is read by the hour from then on.
  delivery(PARENT, SPRING, 25, [[22, 'measured', 32n]]),
  delivery(PARENT, SPRING, 100, [[0, 'measured', 64n]]),
  delivery(MOVING, AUTUMN, 25, [
    [0, 'measured', 5n],
    [24, 'measured', 7n],
  ]),
  delivery(MOVING, '2025-11-01', 25, [[0, 'measured', 11n]]),
  delivery(SUPPLIED, '2025-10-25', 25, [[0, 'measured', 100n]]),
  delivery(SUPPLIED, AUTUMN, 25, [
    [0, 'measured', 3n],
    [1, 'measured', 9n],
    [24, 'measured', 8n],
  ]),
]

async function opened(kind: SeriesKind, asOf: string, month: string | null = null): Promise<SeriesInput> {
  const run = {
    runId: '11111111-1111-4111-8111-111111111111',
    kind,
    asOf,
    month,
    fromDay: null,
    toDay: null,
    gridAreas: null,
    createdBy: 'me',
    inputSeq: seq,
  }
  return await openSeriesInput(run, join(intake.directory, `input-${kind}-${asOf}`), intake.ports)
}

async function hoursOf(input: SeriesInput): Promise<DayHours[]> {
  const found: DayHours[] = []
  for await (const day of input.hours('0', '9')) found.push(day)
  return found
}

test('families: a child that moved is in both, each time as long as it was coupled', async () => {
  const input = await opened('electrical-heating', '2026-04-01')
  expect(await input.familyIds()).toEqual([pointId(PARENT)])
  const [family] = await input.families('0', '9')
  expect(family?.statements.map(({ fromDay, toDay, isMoveIn }) => [fromDay, toDay, isMoveIn])).toEqual([
    [numberOf('2024-01-01'), numberOf('2025-12-01'), false],
    [numberOf('2025-12-01'), numberOf(SPRING), true],
    [numberOf(SPRING), Infinity, true],
  ])
  expect(family?.children).toEqual([
    {
      meteringPointId: pointId(HEATING),
      type: 'electrical_heating',
      isHourly: true,
      coupled: [{ fromDay: numberOf('2024-01-01'), toDay: Infinity }],
    },
    {
      meteringPointId: pointId(MOVING),
      type: 'consumption_from_grid',
      isHourly: true,
      coupled: [{ fromDay: numberOf('2024-01-01'), toDay: numberOf('2025-11-01') }],
    },
    {
      meteringPointId: pointId(SUPPLIED),
      type: 'supply_to_grid',
      isHourly: true,
      coupled: [{ fromDay: numberOf(AUTUMN), toDay: Infinity }],
    },
  ])
})

test('daily energy: all slots of the day in the resolution of the day, the end day of a period too, nothing before', async () => {
  const input = await opened('electrical-heating', '2026-04-01')
  const energy = await input.energy('0', '9')
  const told = (n: number): unknown[] => [...energy(pointId(PARENT), pointId(n))].map(([day, micro]) => [day, micro])
  expect(told(PARENT)).toEqual([
    [numberOf(AUTUMN), 15_000_000n],
    [numberOf('2025-12-01'), 16_000_000n],
    [numberOf(SPRING), 32_000_000n],
  ])
  // The end day of the coupling is there for who counts it.
  expect(told(MOVING)).toEqual([
    [numberOf(AUTUMN), 12_000_000n],
    [numberOf('2025-11-01'), 11_000_000n],
  ])
  expect(told(SUPPLIED)).toEqual([[numberOf(AUTUMN), 20_000_000n]])
})

test('hours of a parent: quarters added up by hour of UTC and quality, on long and short days', async () => {
  const days = await hoursOf(await opened('capacity-settlement', '2026-04-01', '2026-03'))
  const { startMs } = marketDay(AUTUMN, dk.zone)
  const hour = (n: number): number => startMs + n * 3_600_000
  const found = new Map(days.map(({ day, hours }) => [day, hours]))
  expect(found.get(numberOf(AUTUMN))).toEqual(
    expect.arrayContaining([
      { startMs: hour(2), quality: 'estimated', microKwh: 2_000_000n },
      { startMs: hour(2), quality: 'measured', microKwh: 5_000_000n },
      { startMs: hour(24), quality: 'measured', microKwh: 8_000_000n },
    ]),
  )
  expect(found.get(numberOf(AUTUMN))).toHaveLength(3)
  expect(found.get(numberOf(SPRING))).toEqual([
    { startMs: marketDay(SPRING, dk.zone).startMs + 22 * 3_600_000, quality: 'measured', microKwh: 32_000_000n },
  ])
})

test('capacity settlement: another month, another window; a move-in begins a new one', async () => {
  const peaksOf = async (month: string): Promise<unknown[]> => {
    const { capacity } = await calculateSeries(await opened('capacity-settlement', `${month}-28`, month))
    return capacity.map(({ window, peaks }) => [window, peaks.map(({ microKwh }) => microKwh)])
  }
  expect(await peaksOf('2025-11')).toEqual([
    [{ fromDay: numberOf('2024-12-01'), toDay: numberOf('2025-12-01') }, [8_000_000n, 5_000_000n, 2_000_000n]],
  ])
  expect(await peaksOf('2026-03')).toEqual([
    [{ fromDay: numberOf('2025-12-01'), toDay: numberOf('2026-04-01') }, [32_000_000n, 16_000_000n]],
  ])
})

test('heating in group 2: final for what has ended, its limit less what was taken and supplied in the same hours', async () => {
  const { points } = await calculateSeries(await opened('electrical-heating', '2026-04-01'))
  // The customer of 2025 left on 1 December: 334 of 365 days, far above 15 kWh. The one of March 2026 has no net consumption.
  expect(points).toEqual([
    {
      meteringPointId: pointId(HEATING),
      type: 'electrical_heating',
      days: [
        { day: numberOf(AUTUMN), milliKwh: 15_000n, settlementType: 'end_of_period' },
        { day: numberOf('2025-12-01'), milliKwh: 16_000n, settlementType: 'end_of_period' },
      ],
    },
  ])
  const days = await hoursOf(await opened('electrical-heating', '2026-04-01'))
  expect(days.map(({ meteringPointId, day }) => [meteringPointId, day])).toEqual([
    [pointId(MOVING), numberOf(AUTUMN)],
    [pointId(SUPPLIED), numberOf(AUTUMN)],
  ])
})
