import type { PointPeriodInput, ReadingInput, ScenarioInputs } from '../../src/settlement/index.ts'
import { HOUR, midnight, QUARTER } from './calendar.ts'
import type { Random } from './random.ts'

/** What the markets of one calculation share. */
export type Frame = ScenarioInputs['arguments']

export type Period = { readonly from: number; readonly to: number }

// Ordinary days, the days on which summer time begins and ends, and parts of days.
function periodOf(random: Random): Period {
  const [year, month, day] = random.pick([
    [2023, 7, 2],
    [2024, 3, 31],
    [2024, 10, 27],
    [2026, 3, 29],
    [2026, 10, 25],
    [2026, 2, 28],
  ] as const)
  const first = midnight(year, month, day)
  const next = midnight(year, month, day + 1)
  return random.pick([
    { from: first, to: next },
    { from: first, to: next },
    { from: midnight(year, month, day - 1), to: midnight(year, month, day + 2) },
    { from: first + 2 * HOUR, to: first + 3 * HOUR },
    { from: first + 20 * HOUR, to: next + 5 * HOUR },
  ])
}

/** A calculation's arguments for several markets; about a quarter of them lie before the transition. */
export function randomFrame(random: Random, gridAreas: readonly string[]): Frame {
  const period = periodOf(random)
  return {
    calculationId: '0b15a420-9fc8-409a-a169-fbd49479d718',
    type: random.pick([
      'balance_fixing',
      'aggregation',
      'aggregation',
      'wholesale_fixing',
      'third_correction_settlement',
    ]),
    gridAreas,
    period: { fromMs: period.from, toMs: period.to },
    quarterlyTransitionMs: random.chance(25)
      ? period.to + random.int(0, 2) * 24 * HOUR
      : period.from - random.int(0, 2) * 24 * HOUR,
    zone: 'Europe/Copenhagen',
    isInternal: false,
    createdBy: 'somebody',
    executionStartMs: midnight(2026, 11, 1),
  }
}

export const SUPPLIERS = ['1000000000000', '2000000000000', '3000000000000']
export const RESPONSIBLES = ['1100000000000', '2200000000000']

/**
 * A market of its own areas: points of every kind with periods that start, stop and change, and their readings.
 * @param prefix tells the markets of one calculation apart; two digits of grid areas, and part of the points' ids
 */
export function randomMarket(
  random: Random,
  { period }: Frame,
  prefix: string,
): Omit<ScenarioInputs, 'arguments' | 'charges'> {
  const span = { from: period.fromMs, to: period.toMs }
  const own = Array.from({ length: random.int(1, 4) }, (_, n) => `${prefix}${n}`)
  const areas = [...own, `${prefix}8`, `${prefix}9`]
  const points: PointPeriodInput[] = []
  const count = random.int(0, 16)
  for (let n = 0; n < count; n++) points.push(...randomPoint(random, span, areas, `${prefix}${n}`))
  const lossPoints = own.flatMap((area) => [
    ...randomLossPoint(random, span, area, 'consumption'),
    ...randomLossPoint(random, span, area, 'production'),
  ])
  return {
    points: [...points, ...lossPoints],
    readings: Map.groupBy([...points, ...lossPoints], (point) => point.meteringPointId)
      .values()
      .flatMap((periods) => randomReadings(random, span, periods))
      .toArray(),
    lossPointIds: [...new Set(lossPoints.map((point) => point.meteringPointId)), `${prefix}unknown`],
  }
}

/** The areas of a market that a calculation settles; the others are neighbours. */
export function ownAreas({ points, lossPointIds }: Omit<ScenarioInputs, 'arguments' | 'charges'>): string[] {
  return [
    ...new Set(points.filter((point) => lossPointIds.includes(point.meteringPointId)).map((point) => point.gridArea)),
  ]
}

function randomPoint(random: Random, span: Period, areas: readonly string[], id: string): PointPeriodInput[] {
  const type = random.pick([
    'consumption',
    'consumption',
    'consumption',
    'production',
    'exchange',
    'exchange',
    'electrical_heating',
  ] as const)
  const resolution = random.pick(['PT15M', 'PT1H'] as const)
  return divide(random, span, resolution === 'PT1H')
    .map((part) => {
      const isExchange = type === 'exchange'
      const hasSupplier = type === 'consumption' || type === 'production'
      return {
        meteringPointId: id,
        type,
        settlementMethod:
          type === 'consumption' ? random.pick(['flex', 'flex', 'non_profiled', 'profiled'] as const) : null,
        resolution: random.chance(10) && part.from % HOUR === 0 ? random.pick(['PT15M', 'PT1H'] as const) : resolution,
        gridArea: random.pick(areas),
        fromGridArea: isExchange ? random.pick(areas) : null,
        toGridArea: isExchange ? random.pick(areas) : null,
        parentId: null,
        energySupplierId: hasSupplier ? random.pick(SUPPLIERS) : null,
        balanceResponsibleId: hasSupplier ? random.pick(RESPONSIBLES) : null,
        fromMs: part.from,
        toMs: part.to,
      }
    })
    .filter((part) => part.resolution === 'PT15M' || (part.fromMs % HOUR === 0 && (part.toMs ?? 0) % HOUR === 0))
}

function randomLossPoint(
  random: Random,
  span: Period,
  gridArea: string,
  type: 'consumption' | 'production',
): PointPeriodInput[] {
  const middle = span.from + random.int(1, Math.max((span.to - span.from) / HOUR, 2)) * HOUR
  const whole = { from: span.from - 24 * HOUR, to: null }
  const parts =
    random.chance(40) && middle < span.to
      ? [
          { from: whole.from, to: middle },
          { from: middle, to: null },
        ]
      : [whole]
  const anotherPoint = random.chance(50)
  return parts.map((part, n) => ({
    meteringPointId: `${gridArea}${type}${anotherPoint ? n : ''}`,
    type,
    settlementMethod: type === 'consumption' ? 'flex' : null,
    resolution: 'PT15M',
    gridArea,
    fromGridArea: null,
    toGridArea: null,
    parentId: null,
    energySupplierId: random.pick(SUPPLIERS),
    balanceResponsibleId: random.pick(RESPONSIBLES),
    fromMs: part.from,
    toMs: part.to,
  }))
}

/** One to three periods of a point: all of the calculation's, a part of it, adjoining ones, or ones with a gap. */
function divide(random: Random, span: Period, hourly: boolean): { from: number; to: number | null }[] {
  const step = hourly ? HOUR : QUARTER
  const inside = (): number => {
    const hours = span.from + random.int(0, (span.to - span.from) / HOUR + 1) * HOUR
    return random.chance(20) ? hours + random.int(0, HOUR / step) * step : hours
  }
  const before = span.from - 48 * HOUR
  const [a, b] = [inside(), inside()].toSorted((x, y) => x - y) as [number, number]
  return random
    .pick<{ from: number; to: number | null }[]>([
      [{ from: before, to: null }],
      [{ from: before, to: null }],
      [{ from: before, to: span.to + 24 * HOUR }],
      [{ from: a, to: null }],
      [{ from: before, to: b }],
      [
        { from: before, to: a },
        { from: a, to: null },
      ],
      [
        { from: before, to: a },
        { from: b, to: null },
      ],
      [
        { from: before, to: a },
        { from: a, to: b },
        { from: b, to: null },
      ],
      [{ from: before - HOUR, to: before }],
    ])
    .filter((part) => part.to === null || part.from < part.to)
}

export function randomReadings(random: Random, span: Period, periods: readonly PointPeriodInput[]): ReadingInput[] {
  const missing = random.pick([0, 0, 5, 30, 100])
  const kind = random.pick(['plain', 'mixed'] as const)
  const instants = new Map<number, ReadingInput>()
  for (const { meteringPointId, resolution } of periods) {
    const step = resolution === 'PT1H' ? HOUR : QUARTER
    // From an hour before the calculation to an hour after it: what lies outside must not count.
    for (let observedMs = span.from - HOUR; observedMs < span.to + HOUR; observedMs += step) {
      if (random.chance(missing)) continue
      const quality =
        kind === 'plain'
          ? 'measured'
          : random.pick(['measured', 'measured', 'estimated', 'calculated', 'missing'] as const)
      const microKwh = quality === 'missing' || random.chance(2) ? null : randomEnergy(random)
      instants.set(observedMs, { meteringPointId, microKwh, quality, observedMs })
    }
  }
  return [...instants.values()]
}

function randomEnergy(random: Random): bigint {
  const milliKwh = random.pick([
    random.int(0, 10),
    random.int(0, 1000),
    random.int(0, 100_000),
    0,
    1,
    2,
    3,
    7,
    20_003,
    999_999_999,
  ])
  return BigInt(milliKwh) * 1000n
}
