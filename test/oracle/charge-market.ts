import type { PointPeriodInput, ScenarioInputs } from '../../src/settlement/index.ts'
import { daysIn, HOUR, midnight } from './calendar.ts'
import { randomDayParts } from './day-parts.ts'
import { randomReadings, RESPONSIBLES, SUPPLIERS } from './market.ts'
import type { Frame, Period } from './market.ts'
import type { Random } from './random.ts'
import { randomCharges } from './random-charges.ts'

/**
 * The arguments of a wholesale calculation; a third of them lie before the transition.
 * @param month which of the months of 28 to 31 days; without it the period is a few days
 */
export function randomWholesaleFrame(random: Random, month: number | undefined): Frame {
  const period = month === undefined ? daysOf(random) : monthOf(month)
  return {
    calculationId: '0b15a420-9fc8-409a-a169-fbd49479d718',
    type: random.pick([
      'wholesale_fixing',
      'first_correction_settlement',
      'second_correction_settlement',
      'third_correction_settlement',
    ]),
    gridAreas: [],
    period: { fromMs: period.from, toMs: period.to },
    quarterlyTransitionMs: random.chance(33) ? period.to : period.from,
    zone: 'Europe/Copenhagen',
    isInternal: false,
    createdBy: 'somebody',
    executionStartMs: midnight(2026, 11, 1),
  }
}

const MONTHS = [
  [2023, 2],
  [2026, 3],
  [2024, 2],
  [2025, 4],
  [2026, 10],
  [2025, 12],
] as const

function monthOf(turn: number): Period {
  const [year, month] = MONTHS[turn % MONTHS.length] ?? MONTHS[0]
  return { from: midnight(year, month, 1), to: midnight(year, month + 1, 1) }
}

// Ordinary days, the ends of months, and the days of 23 and 25 hours.
function daysOf(random: Random): Period {
  const [year, month, day] = random.pick([
    [2023, 7, 2],
    [2024, 2, 28],
    [2024, 3, 30],
    [2026, 3, 28],
    [2024, 10, 26],
    [2026, 10, 24],
    [2026, 12, 30],
  ] as const)
  return { from: midnight(year, month, day), to: midnight(year, month, day + random.int(1, 5)) }
}

type Market = Omit<ScenarioInputs, 'arguments'>

/**
 * A market of its own areas with everything that can be charged: points, their children, loss points, and charges.
 * @param prefix tells the markets of one calculation apart; two digits of grid areas, and part of every id
 */
export function randomWholesaleMarket(random: Random, { period }: Frame, prefix: string): Market {
  const span = { from: period.fromMs, to: period.toMs }
  const own = Array.from({ length: random.int(1, 3) }, (_, n) => `${prefix}${n}`)
  const areas = [...own, ...own, `${prefix}8`]
  const parents = times(random.int(1, 6), (n) => randomParent(random, span, random.pick(areas), `${prefix}P${n}`))
  const children = times(random.int(0, 5), (n) => randomChild(random, span, parents.flat(), `${prefix}C${n}`))
  const lossPoints = own.flatMap((area) => [
    randomLossPoint(random, span, area, 'consumption'),
    randomLossPoint(random, span, area, 'production'),
  ])
  const exchange = times(random.int(0, 3), (n) => [exchangePoint(random, areas, span, `${prefix}X${n}`)])
  const points = [...parents, ...children, ...lossPoints, ...exchange].flat()
  const ids = new Set(points.map((point) => point.meteringPointId))
  return {
    points,
    readings: Map.groupBy(points, (point) => point.meteringPointId)
      .values()
      .flatMap((periods) => randomReadings(random, span, periods))
      .toArray(),
    lossPointIds: [...new Set(lossPoints.flat().map((point) => point.meteringPointId)), `${prefix}unknown`],
    charges: randomCharges(random, span, prefix, [...ids, `${prefix}unknown`]),
  }
}

/** The areas of a market that a calculation settles. */
export function settledAreas({ points, lossPointIds }: Pick<ScenarioInputs, 'points' | 'lossPointIds'>): string[] {
  return [
    ...new Set(points.filter((point) => lossPointIds.includes(point.meteringPointId)).map((point) => point.gridArea)),
  ]
}

function times<Row>(count: number, make: (n: number) => Row[]): Row[][] {
  return Array.from({ length: count }, (_, n) => make(n))
}

function blank(meteringPointId: string, gridArea: string): PointPeriodInput {
  return {
    meteringPointId,
    type: 'consumption',
    settlementMethod: null,
    resolution: 'PT1H',
    gridArea,
    fromGridArea: null,
    toGridArea: null,
    parentId: null,
    energySupplierId: null,
    balanceResponsibleId: null,
    fromMs: 0,
    toMs: null,
  }
}

// Supplier, settlement method and resolution may change with every part.
function randomParent(random: Random, span: Period, gridArea: string, id: string): PointPeriodInput[] {
  const type = random.pick(['consumption', 'consumption', 'production'] as const)
  const isMonth = span.to - span.from > 20 * 24 * HOUR
  return randomDayParts(random, span).map((part) => ({
    ...blank(id, gridArea),
    ...part,
    type,
    settlementMethod:
      type === 'consumption' ? random.pick(['flex', 'flex', 'non_profiled', 'non_profiled', 'profiled']) : null,
    // A month of quarters of every point would take the time of a dozen short periods.
    resolution: random.chance(isMonth ? 10 : 50) ? 'PT15M' : 'PT1H',
    energySupplierId: random.pick(SUPPLIERS),
    balanceResponsibleId: random.pick(RESPONSIBLES),
  }))
}

const CHILDREN = [
  've_production',
  'net_production',
  'supply_to_grid',
  'consumption_from_grid',
  'wholesale_services_information',
  'own_production',
  'net_from_grid',
  'net_to_grid',
  'total_consumption',
  'electrical_heating',
  'net_consumption',
  'capacity_settlement',
] as const

function randomChild(
  random: Random,
  span: Period,
  parents: readonly PointPeriodInput[],
  id: string,
): PointPeriodInput[] {
  const parent = parents.length === 0 ? undefined : random.pick(parents)
  const type = random.pick(CHILDREN)
  return randomDayParts(random, span).map((part) => ({
    ...blank(id, parent?.gridArea ?? '000'),
    ...part,
    type,
    resolution: random.chance(25) ? 'PT15M' : 'PT1H',
    parentId: random.chance(10) ? `${id}orphan` : (parent?.meteringPointId ?? null),
  }))
}

// Loss points cover the whole period, but may change their supplier, or be another point from some day on.
function randomLossPoint(
  random: Random,
  span: Period,
  gridArea: string,
  type: 'consumption' | 'production',
): PointPeriodInput[] {
  const middle = random.pick([...daysIn(span.from, span.to).slice(1), span.to])
  const before = span.from - 48 * HOUR
  const parts = random.chance(40)
    ? [
        { fromMs: before, toMs: middle },
        { fromMs: middle, toMs: null },
      ]
    : [{ fromMs: before, toMs: null }]
  const isAnother = random.chance(50)
  return parts.map((part, n) => ({
    ...blank(`${gridArea}${type}${isAnother ? n : ''}`, gridArea),
    type,
    settlementMethod: type === 'consumption' ? 'flex' : null,
    resolution: 'PT15M',
    energySupplierId: random.pick(SUPPLIERS),
    balanceResponsibleId: random.pick(RESPONSIBLES),
    ...part,
  }))
}

function exchangePoint(random: Random, areas: readonly string[], span: Period, id: string): PointPeriodInput {
  return {
    ...blank(id, random.pick(areas)),
    type: 'exchange',
    fromGridArea: random.pick(areas),
    toGridArea: random.pick(areas),
    fromMs: span.from - 48 * HOUR,
  }
}
