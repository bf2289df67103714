import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GRID_COMPANY, pointId } from '../../../test/reading-documents.ts'
import { ONE, SYSTEM, TWO } from '../../../test/report-market.ts'
import { openWholesaleHub, POINT, type WholesaleHub } from '../../../test/wholesale-hub.ts'
import { localDay } from '../../../test/wholesale-lines.ts'
import { parseDecimal } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import type { AmountRow, AmountRows } from '../wholesale/amount-rows.ts'
import { compareCalculations, type CalculationComparison } from './compare-calculations.ts'

// A fixing and its correction as they were really computed, against plain loops over their stored slots.
let hub: WholesaleHub
let before: AmountRows
let after: AmountRows
let comparison: CalculationComparison

beforeAll(async () => {
  hub = await openWholesaleHub()
  const corrected = await hub.correct()
  before = await hub.stored(hub.fixing)
  after = await hub.stored(corrected)
  const { pool, lake, engine, directory } = hub.intake
  comparison = await compareCalculations(
    [hub.fixing.calculationId, corrected.calculationId],
    { limit: 10_000 },
    { pool, lake, engine, zone: dk.zone, scratch: join(directory, 'scratch') },
  )
})
afterAll(async () => {
  await hub.close()
})

/** A decimal of at most nine places, scaled to them. */
function nano(text: string | null): bigint {
  if (text === null) return 0n
  const parsed = parseDecimal(text, { scale: 9, maxIntegerDigits: 20, maxDecimals: 9 })
  if (!parsed.ok) throw new Error(text)
  return parsed.value
}
const micro = (text: string): bigint => nano(text) / 1000n

const keyOf = (row: AmountRow): string =>
  [row.energySupplierId, row.chargeCode, row.meteringPointType, row.settlementMethod ?? '', row.time].join(' ')

interface Effects {
  difference: bigint
  quantity: bigint
  price: bigint
  missing: bigint
}

/** Why amounts moved, slot by slot, in billionths of a krone. */
function effectsOf(of: (row: AmountRow) => boolean = () => true): Effects {
  const sums: Effects = { difference: 0n, quantity: 0n, price: 0n, missing: 0n }
  const old = new Map(before.amounts.filter(of).map((row) => [keyOf(row), row]))
  for (const now of after.amounts.filter(of)) {
    const was = old.get(keyOf(now))
    if (was === undefined) throw new Error(`${keyOf(now)} is new`)
    old.delete(keyOf(now))
    sums.difference += nano(now.amount) - nano(was.amount)
    if (was.price === null && now.price === null) continue
    if (was.price === null || now.price === null) {
      sums.missing += nano(now.amount) - nano(was.amount)
      continue
    }
    // Thousandths of a kWh by millionths of a krone.
    const [q0, q1] = [was.quantity, now.quantity].map((text) => nano(text) / 1_000_000n) as [bigint, bigint]
    const [p0, p1] = [was.price, now.price].map(micro) as [bigint, bigint]
    sums.quantity += (q1 - q0) * p0
    sums.price += q1 * (p1 - p0)
  }
  expect(old.size).toBe(0)
  return sums
}

type Amounts = NonNullable<CalculationComparison['amounts']>
const amounts = (): Amounts => {
  if (comparison.amounts === undefined) throw new Error('there are no amounts')
  return comparison.amounts
}

describe('amounts of a fixing and its correction', () => {
  test('in all: by quantity, by price, and by prices that appeared', () => {
    const { effects } = amounts()
    const expected = effectsOf()
    expect({
      difference: nano(effects.differenceDkk),
      quantity: nano(effects.quantityDkk),
      price: nano(effects.priceDkk),
      missing: nano(effects.missingPriceDkk),
    }).toEqual(expected)
    for (const effect of Object.values(expected)) expect(effect).not.toBe(0n)
  })

  test.each([
    [ONE, 'NET', '2026-03-02', ['quantity']],
    [ONE, 'NET', '2026-03-29', ['price']],
    [TWO, 'NET', '2026-03-10', ['quantity']],
    [TWO, 'NET', '2026-03-29', ['price']],
    [TWO, 'TRANS', '2026-03-10', ['quantity']],
    [ONE, 'TAX', '2026-03-01', ['missing']],
    [ONE, 'TAX', '2026-03-02', ['quantity']],
  ] as const)('%s %s on %s moved by %j alone', (supplier, code, day, causes) => {
    const movers = amounts().movers.filter(
      (mover) => mover.energySupplierId === supplier && mover.chargeCode === code && mover.marketDay === day,
    )
    expect(movers.length).toBeGreaterThan(0)
    const sum = (of: (mover: (typeof movers)[number]) => string): bigint =>
      movers.reduce((total, mover) => total + nano(of(mover)), 0n)
    const found = {
      quantity: sum(({ quantityDkk }) => quantityDkk),
      price: sum(({ priceDkk }) => priceDkk),
      missing: sum(({ missingPriceDkk }) => missingPriceDkk),
    }
    expect(Object.entries(found).flatMap(([name, value]) => (value === 0n ? [] : [name]))).toEqual(causes)
    const { difference } = effectsOf(
      (row) => row.energySupplierId === supplier && row.chargeCode === code && localDay(row.time) === day,
    )
    expect(sum(({ differenceDkk }) => differenceDkk)).toBe(difference)
  })

  test('nothing else moved: not the subscription, not the fee, and no day but these', () => {
    const moved = new Set(amounts().movers.map(({ chargeCode, marketDay }) => `${chargeCode} ${marketDay}`))
    expect([...moved].toSorted()).toEqual([
      'NET 2026-03-02',
      'NET 2026-03-10',
      'NET 2026-03-29',
      // Without energy, but with another price.
      'NET 2026-03-30',
      'NET 2026-03-31',
      'TAX 2026-03-01',
      'TAX 2026-03-02',
      'TRANS 2026-03-10',
    ])
  })

  test('months and totals that differ are those of the stored ones', () => {
    const monthly = amounts().monthly.map(
      ({ energySupplierId, charge, aDkk, bDkk }) => `${energySupplierId} ${charge?.chargeCode} ${aDkk} ${bDkk}`,
    )
    const expected = before.monthly.flatMap((was) => {
      const now = after.monthly.find(
        (row) => row.energySupplierId === was.energySupplierId && row.chargeCode === was.chargeCode,
      )
      return now?.amount === was.amount
        ? []
        : [`${was.energySupplierId} ${was.chargeCode} ${was.amount} ${now?.amount}`]
    })
    expect(monthly.toSorted()).toEqual(expected.toSorted())
    expect(amounts().differingMonthly).toBe(expected.length)
    const totals = amounts().totals.filter(({ ownerId }) => ownerId === null)
    const moved = totals.reduce((sum, { differenceDkk }) => sum + nano(differenceDkk), 0n)
    expect(moved).toBe(nano(amounts().effects.differenceDkk))
  })

  test('what became known is named: the readings, and the prices of two charges', () => {
    const { readings, charges } = comparison.changes
    expect(new Set(readings.top.map(({ meteringPointId }) => meteringPointId))).toEqual(
      new Set([pointId(POINT.flex), pointId(POINT.hourly)]),
    )
    const prices = charges.topPrices.map(({ charge }) => `${charge.ownerId} ${charge.code}`)
    expect(new Set(prices)).toEqual(new Set([`${GRID_COMPANY} NET`, `${SYSTEM} TAX`]))
  })
})
