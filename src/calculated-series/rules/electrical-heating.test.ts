import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CalculatedDay, DailyEnergy } from '../model.ts'
import { numberOf as day, plainDate, plainRound, plainYear } from '../testing/plain-calendar.ts'
import { changedDays } from './changed-days.ts'
import type { CoupledEnergy } from './coupled-energy.ts'
import type { DaySpan } from './day-span.ts'
import { heatedPeriods, heatingDays, type HeatedPeriod, type HeatingReadings } from './electrical-heating.ts'

const always = [{ fromDay: 0, toDay: Infinity }]
const MICRO = 1_000_000n
const nothing: HeatingReadings = {
  consumption: new Map(),
  netConsumption: [],
  fromGrid: [],
  toGrid: [],
  hourlyOverlap: new Map(),
}

/** The same energy on each day, kWh. */
function each(from: string, to: string, kwh: bigint): DailyEnergy {
  return new Map(Array.from({ length: day(to) - day(from) }, (_, n) => [day(from) + n, kwh * MICRO]))
}
const child = (energy: DailyEnergy, coupled: readonly DaySpan[] = always): CoupledEnergy => ({ coupled, energy })

function calculated(
  period: Partial<HeatedPeriod>,
  today: string,
  readings: Partial<HeatingReadings>,
  coupled: readonly DaySpan[] = always,
): CalculatedDay[] {
  const heated = {
    fromDay: day('2025-01-01'),
    toDay: Infinity,
    netSettlementGroup: null,
    settlementMonth: 1,
    ...period,
  }
  return heatedPeriods(heated, day(today)).flatMap((one) =>
    heatingDays(
      { netSettlementGroup: heated.netSettlementGroup, period: one },
      day(today),
      { ...nothing, ...readings },
      coupled,
    ),
  )
}
/** Runs of equal days: `first day, number, milli-kWh, type`. */
function told(days: readonly CalculatedDay[]): string[] {
  const runs: { first: number; count: number; what: string }[] = []
  for (const one of days) {
    const what = `${one.milliKwh} ${one.settlementType === 'end_of_period' ? 'final' : 'running'}`
    const last = runs.at(-1)
    if (last?.what === what && last.first + last.count === one.day) last.count += 1
    else runs.push({ first: one.day, count: 1, what })
  }
  return runs.map(({ first, count, what }) => `${plainDate(first)} ${count} ${what}`)
}

describe('the limit of 4,000 kWh', () => {
  test('days pass whole until it is reached, the crossing day has the remainder, later days have zero', () => {
    expect(told(calculated({}, '2025-12-31', { consumption: each('2025-01-01', '2026-01-01', 30n) }))).toEqual([
      '2025-01-01 133 30000 running',
      '2025-05-14 1 10000 running',
      '2025-05-15 231 0 running',
    ])
  })

  test('a day that reaches it exactly passes whole', () => {
    expect(told(calculated({}, '2025-12-31', { consumption: each('2025-01-01', '2025-01-04', 2_000n) }))).toEqual([
      '2025-01-01 2 2000000 running',
      '2025-01-03 1 0 running',
    ])
  })

  test('is in proportion of the days of the period; exact, and rounded where it is emitted', () => {
    // 100 of 365 days: 1095.890410958904... kWh; of a leap year 100 of 366: 1092.896174863387... kWh.
    const one = { consumption: each('2025-01-01', '2025-01-02', 3_000n) }
    expect(told(calculated({ toDay: day('2025-04-11') }, '2025-03-01', one))).toEqual(['2025-01-01 1 1095890 running'])
    const leap = { consumption: each('2024-01-01', '2024-01-02', 3_000n) }
    const period = { fromDay: day('2024-01-01'), toDay: day('2024-04-10') }
    expect(told(calculated(period, '2024-03-01', leap))).toEqual(['2024-01-01 1 1092896 running'])
  })

  test('each settlement year has its own, from January except in group 6', () => {
    const readings = { consumption: each('2025-01-01', '2026-03-01', 3_000n) }
    const runs = (group: string | null, settlementMonth: number): string[] =>
      told(calculated({ netSettlementGroup: group, settlementMonth }, '2026-02-28', readings)).filter(
        (run) => !run.includes(' 0 '),
      )
    expect(runs(null, 1)).toEqual([
      '2025-01-01 1 3000000 running',
      '2025-01-02 1 1000000 running',
      '2026-01-01 1 3000000 running',
      '2026-01-02 1 1000000 running',
    ])
    // Until March 2025: 59 of 365 days; then a whole year, still running at the end of February 2026.
    expect(runs('6', 3)).toEqual([
      '2025-01-01 1 646575 final',
      '2025-03-01 1 3000000 running',
      '2025-03-02 1 1000000 running',
    ])
  })

  test('a day without a reading has no value, a day after today neither, and years that ended long ago are left alone', () => {
    const readings = {
      consumption: new Map([
        [day('2025-02-01'), MICRO],
        [day('2025-02-03'), MICRO],
        [day('2025-02-04'), MICRO],
      ]),
    }
    expect(told(calculated({}, '2025-02-03', readings))).toEqual([
      '2025-02-01 1 1000 running',
      '2025-02-03 1 1000 running',
    ])
    expect(calculated({}, '2029-01-02', readings)).toEqual([])
    expect(calculated({}, '2029-01-01', readings)).toHaveLength(3)
  })

  test('only days on which the heating point is coupled count, in the sum too', () => {
    const coupled = [
      { fromDay: day('2025-01-02'), toDay: day('2025-01-04') },
      { fromDay: day('2025-01-05'), toDay: Infinity },
    ]
    expect(
      told(calculated({}, '2025-12-31', { consumption: each('2025-01-01', '2025-01-08', 1_500n) }, coupled)),
    ).toEqual(['2025-01-02 2 1500000 running', '2025-01-05 1 1000000 running', '2025-01-06 2 0 running'])
  })
})

describe('whose energy', () => {
  const own = each('2025-01-01', '2025-01-05', 10n)
  const net = child(each('2025-01-01', '2025-01-05', 4n), [{ fromDay: day('2025-01-03'), toDay: Infinity }])

  test.each([null, '0', '1', '3', '7', '99'])('group %s: the parent’s own, whatever net consumption says', (group) => {
    const days = calculated({ netSettlementGroup: group }, '2025-02-01', { consumption: own, netConsumption: [net] })
    expect(told(days)).toEqual(['2025-01-01 4 10000 running'])
    // There is no final variant.
    const later = calculated({ netSettlementGroup: group }, '2026-02-01', { consumption: own, netConsumption: [net] })
    expect(told(later)).toEqual(['2025-01-01 4 10000 running'])
  })

  test('group 6: net consumption while there is such a point, else the parent’s own', () => {
    const days = calculated({ netSettlementGroup: '6' }, '2025-02-01', { consumption: own, netConsumption: [net] })
    expect(told(days)).toEqual(['2025-01-01 2 10000 running', '2025-01-03 2 4000 running'])
  })

  test('group 2: nothing without net consumption while the year runs, the parent’s own once it has ended', () => {
    const readings = { consumption: own, netConsumption: [net] }
    expect(told(calculated({ netSettlementGroup: '2' }, '2025-12-31', readings))).toEqual(['2025-01-03 2 4000 running'])
    expect(told(calculated({ netSettlementGroup: '2' }, '2026-01-01', readings))).toEqual([
      '2025-01-01 2 10000 final',
      '2025-01-03 2 4000 final',
    ])
  })

  test('a coupled net consumption point without a reading leaves the day without a value', () => {
    const silent = child(new Map())
    expect(
      calculated({ netSettlementGroup: '6' }, '2025-02-01', { consumption: own, netConsumption: [silent] }),
    ).toEqual([])
  })
})

describe('the final variant', () => {
  const own = each('2025-01-01', '2025-01-03', 3_000n)
  const taken = [child(each('2025-06-01', '2025-06-02', 500n))]
  const supplied = [child(each('2025-06-02', '2025-06-03', 700n))]
  const hourlyOverlap = each('2025-06-01', '2025-06-02', 300n)

  test('group 6: the limit less the smaller sum of what was taken and supplied', () => {
    const days = calculated({ netSettlementGroup: '6' }, '2026-01-01', {
      consumption: own,
      fromGrid: taken,
      toGrid: supplied,
      hourlyOverlap,
    })
    expect(told(days)).toEqual(['2025-01-01 1 3000000 final', '2025-01-02 1 500000 final'])
  })

  test('group 2: the limit less what was taken and supplied in the same hours', () => {
    const days = calculated({ netSettlementGroup: '2' }, '2026-01-01', {
      consumption: own,
      fromGrid: taken,
      toGrid: supplied,
      hourlyOverlap,
    })
    expect(told(days)).toEqual(['2025-01-01 1 3000000 final', '2025-01-02 1 700000 final'])
  })

  test('the limit does not fall below zero', () => {
    const much = each('2025-06-01', '2025-06-02', 9_000n)
    const days = calculated({ netSettlementGroup: '2' }, '2026-01-01', { consumption: own, hourlyOverlap: much })
    expect(told(days)).toEqual(['2025-01-01 2 0 final'])
  })

  test('when the parent’s period has ended, within a running year too', () => {
    const period = { netSettlementGroup: '6', toDay: day('2025-07-01') }
    const running = calculated(period, '2025-06-30', { consumption: own, fromGrid: taken, toGrid: supplied })
    expect(running.map((one) => one.settlementType)).toEqual(['up_to_end_of_period', 'up_to_end_of_period'])
    // 181 of 365 days: 1983.5616... kWh, less 500.
    expect(told(calculated(period, '2025-07-01', { consumption: own, fromGrid: taken, toGrid: supplied }))).toEqual([
      '2025-01-01 1 1483562 final',
      '2025-01-02 1 0 final',
    ])
  })
})

test('only days whose value or type changes are said', () => {
  const days = calculated({ netSettlementGroup: '6' }, '2026-01-01', {
    consumption: each('2025-01-01', '2025-01-04', 1n),
  })
  const stored = new Map(days.map((one) => [one.day, { milliKwh: one.milliKwh, settlementType: one.settlementType }]))
  expect(changedDays(days, stored)).toEqual([])
  stored.set(day('2025-01-01'), { milliKwh: 1_001n, settlementType: 'end_of_period' })
  stored.set(day('2025-01-02'), { milliKwh: 1_000n, settlementType: 'up_to_end_of_period' })
  stored.delete(day('2025-01-03'))
  expect(changedDays(days, stored)).toEqual(days)
})

test('equals plain loops over days on random households', () => {
  const zero = day('2023-11-10')
  const span = fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 400 })).map(([n, days]) => ({
    fromDay: zero + n,
    toDay: zero + n + days,
  }))
  const energy = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.bigInt(0n, 700n * MICRO)), { maxLength: 80 })
    .map((list): DailyEnergy => new Map(list.map(([n, micro]) => [zero + n, micro])))
  const coupledEnergy = fc
    .tuple(span, energy)
    .map(([one, values]): CoupledEnergy => ({ coupled: [one], energy: values }))
  fc.assert(
    fc.property(
      fc.constantFrom(null, '0', '1', '2', '3', '6', '99'),
      fc.integer({ min: 1, max: 12 }),
      span,
      fc.boolean(),
      fc.integer({ min: 0, max: 900 }),
      fc.array(span, { minLength: 1, maxLength: 2 }),
      fc.record({
        consumption: energy,
        netConsumption: fc.array(coupledEnergy, { maxLength: 1 }),
        fromGrid: fc.array(coupledEnergy, { maxLength: 2 }),
        toGrid: fc.array(coupledEnergy, { maxLength: 2 }),
        hourlyOverlap: energy,
      }),
      (netSettlementGroup, month, parent, isOpen, now, coupled, readings) => {
        const settlementMonth = netSettlementGroup === '6' ? month : 1
        const period = { ...parent, toDay: isOpen ? Infinity : parent.toDay, netSettlementGroup, settlementMonth }
        const today = zero + now
        const found = heatedPeriods(period, today).flatMap((one) =>
          heatingDays({ netSettlementGroup, period: one }, today, readings, coupled),
        )
        expect(found.map((one) => [one.day, one.milliKwh, one.settlementType])).toEqual(
          plainHeating(period, today, readings, coupled),
        )
      },
    ),
    { numRuns: 100 },
  )
})

/** The rule from its text: the sum is made anew for each day. */
function plainHeating(
  { netSettlementGroup: group, settlementMonth, fromDay, toDay }: HeatedPeriod,
  today: number,
  readings: HeatingReadings,
  coupled: readonly DaySpan[],
): unknown[] {
  const isNetGroup = group === '2' || group === '6'
  const inAny = (spans: readonly DaySpan[], n: number): boolean =>
    spans.some((one) => n >= one.fromDay && n < one.toDay)
  const days: unknown[] = []
  for (let n = fromDay; n < Math.min(toDay, today + 1); n += 1) {
    const year = plainYear(n, settlementMonth)
    const [first, end] = [Math.max(year.first, fromDay), Math.min(year.end, toDay)]
    const isFinal = isNetGroup && end <= today
    const energyOn = (d: number): bigint | undefined => {
      if (!inAny(coupled, d)) return undefined
      const net = readings.netConsumption.filter((one) => inAny(one.coupled, d))
      if (isNetGroup && net.length > 0) return net[0]?.energy.get(d)
      return group === '2' && !isFinal ? undefined : readings.consumption.get(d)
    }
    const own = energyOn(n)
    if (own === undefined) continue
    let [sumBefore, reduction] = [0n, 0n]
    for (let d = first; d < n; d += 1) sumBefore += energyOn(d) ?? 0n
    let [taken, supplied, overlap] = [0n, 0n, 0n]
    for (let d = first; d < end; d += 1) {
      for (const one of readings.fromGrid) if (inAny(one.coupled, d)) taken += one.energy.get(d) ?? 0n
      for (const one of readings.toGrid) if (inAny(one.coupled, d)) supplied += one.energy.get(d) ?? 0n
      overlap += readings.hourlyOverlap.get(d) ?? 0n
    }
    if (isFinal) reduction = group === '2' ? overlap : taken < supplied ? taken : supplied
    // All in micro-kWh times the days of the year, so that the limit is whole.
    const yearDays = BigInt(year.end - year.first)
    let limit = BigInt(end - first) * 4_000n * MICRO - reduction * yearDays
    if (limit < 0n) limit = 0n
    const left = limit - sumBefore * yearDays
    let value = own * yearDays
    if (value > left) value = left > 0n ? left : 0n
    days.push([n, plainRound(value, yearDays * 1000n), isFinal ? 'end_of_period' : 'up_to_end_of_period'])
  }
  return days
}
