import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dk } from '../market/index.ts'
import { glnWithCheckDigit, marketDay, type DayRows } from '../kernel/index.ts'
import type { Rsm012Transaction } from '../exchange/index.ts'
import type { PointPeriod } from '../metering-points/index.ts'
import { newDayRows } from './day-rows.ts'
import { parentsOf, routeTransaction, type PeriodsOf } from './route-transaction.ts'

const [POINT, CHILD] = ['571313000000000017', '571313000000000024'] as const
const [ONE, TWO] = [glnWithCheckDigit(1), glnWithCheckDigit(2)] as const

function period(validFrom: string, validTo: string | null, other: Partial<PointPeriod> = {}): PointPeriod {
  return {
    meteringPointId: POINT,
    validFrom,
    validTo,
    recordedSeq: 1n,
    type: 'consumption',
    settlementMethod: 'flex',
    resolution: 'PT15M',
    gridArea: '801',
    fromGridArea: null,
    toGridArea: null,
    parentId: null,
    energySupplierId: ONE,
    balanceResponsibleId: glnWithCheckDigit(901),
    connectionState: 'connected',
    lossRole: null,
    product: null,
    unit: 'kWh',
    netSettlementGroup: null,
    scheduledMeterReadingDate: null,
    hasElectricalHeating: null,
    isMoveIn: null,
    meteringMethod: null,
    ...other,
  }
}

const none = { energySupplierId: null, balanceResponsibleId: null }
const directory =
  (points: Readonly<Record<string, readonly PointPeriod[]>>): PeriodsOf =>
  (id) =>
    points[id]

const startOf = (day: string): number => marketDay(day, dk.zone).startMs
const endOf = (day: string): number => marketDay(day, dk.zone).endMs

/** A transaction whose rows are these days, behind rows of another one. */
function transactionOf(
  days: readonly string[],
  other: Partial<Rsm012Transaction> = {},
): { readonly transaction: Rsm012Transaction; readonly rows: DayRows } {
  const rows = newDayRows(100, days.length + 3)
  days.forEach((day, i) => {
    rows.marketDay[i + 2] = marketDay(day, dk.zone).dayNumber
  })
  const sorted = days.toSorted()
  return {
    rows,
    transaction: {
      index: 0,
      transactionId: 't',
      meteringPointId: POINT,
      meteringPointType: 'E17',
      product: '',
      unit: 'KWH',
      resolution: 'PT15M',
      registeredAtMs: 0,
      fromMs: startOf(sorted.at(0) ?? '2026-03-01'),
      toMs: endOf(sorted.at(-1) ?? '2026-03-01'),
      positions: 0,
      sum: 0n,
      qualities: { measured: 0, estimated: 0, missing: 0, calculated: 0, other: 0 },
      findings: [],
      refused: false,
      slotClass: 100,
      firstRow: 2,
      rowCount: days.length,
      ...other,
    },
  }
}

function route(
  days: readonly string[],
  points: Readonly<Record<string, readonly PointPeriod[]>>,
  other: Partial<Rsm012Transaction> = {},
): ReturnType<typeof routeTransaction> {
  const { transaction, rows } = transactionOf(days, other)
  return routeTransaction(transaction, rows, directory(points), dk.zone)
}

const THREE = ['2026-03-30', '2026-03-31', '2026-04-01']

describe('a transaction of one supplier', () => {
  test('goes out as it came, interval and rows', () => {
    const [fromMs, toMs] = [startOf('2026-03-30') + 3_600_000, endOf('2026-04-01') - 7_200_000]
    expect(route(THREE, { [POINT]: [period('2020-01-01', null)] }, { fromMs, toMs })).toEqual([
      { energySupplierId: ONE, fromMs, toMs, firstRow: 2, rowCount: 3 },
    ])
  })

  test('is not divided where something else about the point changes', () => {
    const points = { [POINT]: [period('2020-01-01', '2026-03-31'), period('2026-03-31', null, { gridArea: '802' })] }
    expect(route(THREE, points)).toMatchObject([{ energySupplierId: ONE, firstRow: 2, rowCount: 3 }])
  })

  test('is not divided where it has a gap or its days come in another order', () => {
    const points = { [POINT]: [period('2020-01-01', '2026-03-31'), period('2026-03-31', null)] }
    expect(route(['2026-04-05', '2026-03-30', '2026-04-01'], points)).toMatchObject([{ firstRow: 2, rowCount: 3 }])
  })
})

describe('a change of supplier at a midnight inside a transaction', () => {
  const points = {
    [POINT]: [period('2020-01-01', '2026-04-01'), period('2026-04-01', null, { energySupplierId: TWO })],
  }

  test('divides it there', () => {
    expect(route(THREE, points)).toEqual([
      { energySupplierId: ONE, fromMs: startOf('2026-03-30'), toMs: startOf('2026-04-01'), firstRow: 2, rowCount: 2 },
      { energySupplierId: TWO, fromMs: startOf('2026-04-01'), toMs: endOf('2026-04-01'), firstRow: 4, rowCount: 1 },
    ])
  })

  test('gives parts of whole days, so that none is shorter than four hours', () => {
    const [fromMs, toMs] = [endOf('2026-03-31') - 3_600_000, endOf('2026-04-01') - 3_600_000]
    expect(route(THREE.slice(1), points, { fromMs, toMs })).toMatchObject([
      { energySupplierId: ONE, fromMs: startOf('2026-03-31'), toMs: endOf('2026-03-31') },
      { energySupplierId: TWO, fromMs: startOf('2026-04-01'), toMs: endOf('2026-04-01') },
    ])
  })

  test('on the day with 25 hours leaves no part of 24 hours that ends off midnight', () => {
    const autumn = {
      [POINT]: [period('2020-01-01', '2026-10-25'), period('2026-10-25', null, { energySupplierId: TWO })],
    }
    const toMs = endOf('2026-10-25') - 3_600_000
    const [, second] = route(['2026-10-24', '2026-10-25'], autumn, { toMs })
    expect(second).toMatchObject({ fromMs: startOf('2026-10-25'), toMs: endOf('2026-10-25') })
  })

  test('and back again makes three parts', () => {
    const back = {
      [POINT]: [
        period('2020-01-01', '2026-03-31'),
        period('2026-03-31', '2026-04-01', { energySupplierId: TWO }),
        period('2026-04-01', null),
      ],
    }
    expect(route(THREE, back).map(({ energySupplierId, rowCount }) => [energySupplierId, rowCount])).toEqual([
      [ONE, 1],
      [TWO, 1],
      [ONE, 1],
    ])
  })
})

describe('days that nobody supplies', () => {
  test('before a start and after a stop go to nobody, the others to their supplier', () => {
    const points = {
      [POINT]: [
        period('2020-01-01', '2026-03-31', none),
        period('2026-03-31', '2026-04-01'),
        period('2026-04-01', null, none),
      ],
    }
    expect(route(THREE, points)).toEqual([
      { energySupplierId: ONE, fromMs: startOf('2026-03-31'), toMs: endOf('2026-03-31'), firstRow: 3, rowCount: 1 },
    ])
  })

  test('of exchange points, of unknown points and of transactions without rows', () => {
    const exchange = period('2020-01-01', null, { ...none, type: 'exchange', settlementMethod: null })
    expect(route(THREE, { [POINT]: [exchange] })).toEqual([])
    expect(route(THREE, {})).toEqual([])
    expect(route([], { [POINT]: [period('2020-01-01', null)] })).toEqual([])
  })
})

describe('a child', () => {
  const child = period('2020-01-01', null, {
    ...none,
    meteringPointId: CHILD,
    type: 'electrical_heating',
    parentId: POINT,
  })

  test('goes to the supplier of its parent on the day', () => {
    const points = {
      [CHILD]: [child],
      [POINT]: [period('2020-01-01', '2026-04-01'), period('2026-04-01', null, { energySupplierId: TWO })],
    }
    const parts = route(THREE, points, { meteringPointId: CHILD })
    expect(parts.map(({ energySupplierId, rowCount }) => [energySupplierId, rowCount])).toEqual([
      [ONE, 2],
      [TWO, 1],
    ])
    expect(parentsOf(CHILD, directory(points))).toEqual([POINT])
  })

  test('of an exchange point goes to nobody', () => {
    const points = {
      [CHILD]: [child],
      [POINT]: [period('2020-01-01', null, { ...none, type: 'exchange', settlementMethod: null })],
    }
    expect(route(THREE, points, { meteringPointId: CHILD })).toEqual([])
  })

  test('that gets another parent goes where each of them goes', () => {
    const other = '571313000000000031'
    const points = {
      [CHILD]: [
        { ...child, validTo: '2026-03-31' },
        { ...child, validFrom: '2026-03-31', parentId: other },
      ],
      [POINT]: [period('2020-01-01', null)],
      [other]: [period('2020-01-01', null, { energySupplierId: TWO })],
    }
    expect(route(THREE, points, { meteringPointId: CHILD }).map(({ energySupplierId }) => energySupplierId)).toEqual([
      ONE,
      TWO,
    ])
    expect(parentsOf(CHILD, directory(points))).toEqual([POINT, other])
  })
})

test('whatever changes when, each row goes to the supplier of its day, once, in an interval that holds it', () => {
  const day = (n: number): string => `2026-03-${10 + n}`
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(ONE, TWO, null), { minLength: 12, maxLength: 12 }),
      fc.shuffledSubarray(
        Array.from({ length: 12 }, (_, n) => n),
        { minLength: 1 },
      ),
      (suppliers, days) => {
        const periods = suppliers.map((energySupplierId, n) => period(day(n), day(n + 1), { energySupplierId }))
        const parts = route(
          days.map((n) => day(n)),
          { [POINT]: periods },
        )
        const routed = new Map<number, string | null | undefined>()
        for (const part of parts) {
          for (let at = 0; at < part.rowCount; at += 1) {
            const n = days[part.firstRow - 2 + at] ?? -1
            expect(routed.has(n)).toBe(false)
            routed.set(n, part.energySupplierId)
            expect(part.fromMs).toBeLessThanOrEqual(startOf(day(n)))
            expect(part.toMs).toBeGreaterThanOrEqual(endOf(day(n)))
          }
        }
        const supplied = days.filter((n) => suppliers[n] !== null)
        expect(routed).toEqual(new Map(supplied.map((n) => [n, suppliers[n]])))
      },
    ),
    { numRuns: 200 },
  )
})
