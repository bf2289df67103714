import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEngine, slots, textLiteral, type Engine } from '../../platform/index.ts'
import { compareAmounts, type AmountComparison, type AmountRelations } from './compare-amounts.ts'

/** A slot of a day of amounts: thousandths of a kWh, millionths of a krone for one. */
interface Slot {
  readonly quantity: number
  readonly price: number | null
  readonly quality?: 'measured' | 'estimated'
}

/** A row of amount_per_charge_day. */
interface Row {
  readonly supplier?: string
  readonly code?: string
  readonly area?: string
  readonly method?: string | null
  readonly slots: readonly (Slot | undefined)[]
}

let engine: Engine
let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gridbook-amounts-'))
  engine = await openEngine({ threads: 1, tempDir: join(directory, 'spill') })
})
afterAll(async () => {
  await engine.close()
  await rm(directory, { recursive: true })
})

const SCOPE = { versionA: 1n, versionB: 2n, gridAreas: ['801'], from: '2026-03-01', to: '2026-04-01' }
const sql = (text: string | null): string => (text === null ? 'cast(null as VARCHAR)' : textLiteral(text))
const scaled = (value: bigint, decimals: number): string => {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/** Half away from zero of quantity by price, millionths (settlement 2.3). */
function amountOf({ quantity, price }: Slot): bigint | null {
  if (price === null) return null
  const product = BigInt(quantity) * BigInt(price)
  const magnitude = product < 0n ? -product : product
  const rounded = (2n * magnitude + 1000n) / 2000n
  return product < 0n ? -rounded : rounded
}

function day(
  version: number,
  { supplier = 's1', code = 'T', area = '801', method = 'flex', slots: given }: Row,
): string {
  const mask = (holds: (slot: Slot) => boolean): number =>
    given.reduce((sum, slot, k) => sum + (slot !== undefined && holds(slot) ? 2 ** k : 0), 0)
  const masks = [
    ['present', mask(() => true)],
    ['missing', 0],
    ['estimated', mask(({ quality }) => quality === 'estimated')],
    ['calculated', 0],
    ['measured', mask(({ quality = 'measured' }) => quality === 'measured')],
  ] as const
  const column = (k: number): string => {
    const slot = given[k]
    const amount = slot === undefined ? null : amountOf(slot)
    const [q, p, a] = [
      slot === undefined ? 'null' : scaled(BigInt(slot.quantity), 3),
      slot === undefined || slot.price === null ? 'null' : scaled(BigInt(slot.price), 6),
      amount === null ? 'null' : scaled(amount, 6),
    ]
    return `cast(${q} as DECIMAL(18,3)) as q_${k + 1}, cast(${p} as DECIMAL(18,6)) as p_${k + 1}, cast(${a} as DECIMAL(18,6)) as a_${k + 1}`
  }
  return `select cast(${version} as BIGINT) as calculation_version, ${sql(area)} as grid_area, ${sql(supplier)} as energy_supplier_id,
    DATE '2026-03-02' as market_day, ${sql(code)} as charge_code, 'tariff' as charge_type, 'owner' as charge_owner_id, false as is_tax,
    'PT1H' as resolution, 'consumption' as metering_point_type, ${sql(method)} as settlement_method, 'kWh' as quantity_unit,
    ${masks.map(([name, word]) => `cast(${word} as BIGINT) as ${name}_0`).join(', ')}, ${slots(25, column)}`
}

interface Monthly {
  readonly code?: string
  readonly owner?: string | null
  readonly amount: string | null
}

function month(version: number, { code = 'T', owner = 'owner', amount }: Monthly): string {
  return `select cast(${version} as BIGINT) as calculation_version, '801' as grid_area, 's1' as energy_supplier_id, DATE '2026-03-01' as market_day,
    ${sql(code)} as charge_code, 'tariff' as charge_type, ${sql(owner)} as charge_owner_id, false as is_tax, 'PT1H' as resolution,
    cast(${amount ?? 'null'} as DECIMAL(18,6)) as amount`
}

const relation = (rows: readonly string[]): string => `(${rows.join(' union all ')})`

async function compare(
  a: readonly Row[],
  b: readonly Row[],
  other: {
    readonly monthly?: AmountRelations['monthly']
    readonly total?: AmountRelations['total']
    readonly gridArea?: string
  } = {},
): Promise<AmountComparison> {
  const none = { a: `(${month(9, { amount: '1' })})`, b: `(${month(9, { amount: '1' })})` }
  return await compareAmounts(
    {
      perCharge: { a: relation(a.map((row) => day(1, row))), b: relation(b.map((row) => day(2, row))) },
      monthly: other.monthly ?? none,
      total: other.total ?? none,
    },
    SCOPE,
    { engine, path: join(directory, 'amount_comparison_day.parquet') },
    { limit: 100, gridArea: other.gridArea },
  )
}

const flat = (quantity: number, price: number | null): (Slot | undefined)[] =>
  Array.from({ length: 24 }, () => ({ quantity, price }))

describe('days of amounts', () => {
  test('that are the same do not differ', async () => {
    expect(await compare([{ slots: flat(1000, 100_000) }], [{ slots: flat(1000, 100_000) }])).toMatchObject({
      differingRows: 0,
      movers: [],
      monthly: [],
      totals: [],
      effects: { differenceDkk: '0.000000', quantityDkk: '0.000000000' },
    })
  })

  test('move by quantity at the price before, and by price at the quantity after', async () => {
    const { movers } = await compare([{ slots: flat(1000, 100_000) }], [{ slots: flat(3000, 150_000) }])
    expect(movers).toMatchObject([
      {
        aQuantity: '24.000',
        bQuantity: '72.000',
        aDkk: '2.400000',
        bDkk: '10.800000',
        differenceDkk: '8.400000',
        quantityDkk: '4.800000000',
        priceDkk: '3.600000000',
        missingPriceDkk: '0.000000000',
        slots: 24,
      },
    ])
  })

  test('a price that disappears takes the amount with it: absent, not zero', async () => {
    const { movers } = await compare([{ slots: flat(1000, 100_000) }], [{ slots: flat(1000, null) }])
    expect(movers).toMatchObject([
      {
        aDkk: '2.400000',
        bDkk: null,
        bQuantity: '24.000',
        differenceDkk: '-2.400000',
        missingPriceDkk: '-2.400000000',
      },
    ])
  })

  test('a series on one side only is all quantity; suppliers are told apart', async () => {
    const { movers, differingRows } = await compare(
      [{ supplier: 'old', slots: flat(1000, 100_000) }],
      [{ supplier: 'new', slots: flat(1000, 100_000) }],
    )
    expect(differingRows).toBe(2)
    expect(movers.map((row) => [row.energySupplierId, row.aDkk, row.bDkk, row.quantityDkk])).toEqual([
      ['new', null, '2.400000', '2.400000000'],
      ['old', '2.400000', null, '-2.400000000'],
    ])
  })

  test('of another area are not compared', async () => {
    const rows = [{ area: '802', slots: flat(1, 1) }, { slots: flat(1, 1) }]
    expect((await compare(rows, [{ slots: flat(1, 1) }])).differingRows).toBe(0)
    expect((await compare(rows, [{ slots: flat(2, 1) }], { gridArea: '802' })).differingRows).toBe(0)
  })

  test('differ in their qualities only', async () => {
    const estimated = flat(1000, 1).map((slot) =>
      slot === undefined ? slot : { ...slot, quality: 'estimated' as const },
    )
    const { movers } = await compare([{ method: null, slots: flat(1000, 1) }], [{ method: null, slots: estimated }])
    expect(movers).toMatchObject([{ slots: 0, qualitySlots: 24, differenceDkk: '0.000000', settlementMethod: null }])
  })

  test('difference = quantity + price + missing price, up to the rounding of amounts, whatever the slots', async () => {
    const slot = fc.option(
      fc.record({
        quantity: fc.integer({ min: -5_000_000, max: 5_000_000 }),
        price: fc.option(fc.integer({ min: -3_000_000, max: 3_000_000 })),
      }),
      { nil: undefined },
    )
    const slotsOf = fc
      .array(slot, { minLength: 25, maxLength: 25 })
      .filter((all) => all.some((one) => one !== undefined))
    // Many series at once: one comparison takes as long as hundreds.
    const series = fc.array(fc.tuple(slotsOf, slotsOf), { minLength: 30, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(series, async (pairs) => {
        const side = (of: 0 | 1): Row[] => pairs.map((pair, n) => ({ code: `T${n}`, slots: pair[of] }))
        const { movers } = await compare(side(0), side(1))
        const found = new Map(movers.map((row) => [row.chargeCode, row]))
        for (const [n, [a, b]] of pairs.entries()) {
          const row = found.get(`T${n}`)
          const plain = effectsOf(a, b)
          const told = [row?.differenceDkk, row?.quantityDkk, row?.priceDkk, row?.missingPriceDkk]
          if (row !== undefined) expect(told).toEqual(plain.told)
          else expect(JSON.stringify(a)).toBe(JSON.stringify(b))
          // Half a millionth for each rounded amount.
          expect(plain.rounding <= 50n * 500n).toBe(true)
        }
      }),
      { numRuns: 2 },
    )
  })
})

/** The effects as plain loops, billionths of a krone. */
function effectsOf(a: readonly (Slot | undefined)[], b: readonly (Slot | undefined)[]) {
  let [difference, quantity, price, missing] = [0n, 0n, 0n, 0n]
  for (let k = 0; k < 25; k += 1) {
    const [was, is] = [a[k], b[k]]
    const [before, after] = [was, is].map((slot) => (slot === undefined ? 0n : (amountOf(slot) ?? 0n) * 1000n))
    const by = (after ?? 0n) - (before ?? 0n)
    difference += by
    const at = (slot: Slot): bigint => BigInt(slot.price ?? 0)
    if (was === undefined && is !== undefined) quantity += BigInt(is.quantity) * at(is)
    else if (is === undefined && was !== undefined) quantity -= BigInt(was.quantity) * at(was)
    else if (was !== undefined && is !== undefined && was.price !== null && is.price !== null) {
      quantity += BigInt(is.quantity - was.quantity) * at(was)
      price += BigInt(is.quantity) * (at(is) - at(was))
    } else missing += by
  }
  const rest = difference - quantity - price - missing
  const told = [scaled(difference / 1000n, 6), ...[quantity, price, missing].map((value) => scaled(value, 9))]
  return { told, rounding: rest < 0n ? -rest : rest }
}

describe('monthly amounts', () => {
  test('those that differ, with rows on one side and amounts that are absent', async () => {
    const monthly = {
      a: relation([
        month(1, { amount: '10' }),
        month(1, { code: 'U', amount: '1' }),
        month(1, { code: 'V', amount: '3' }),
      ]),
      b: relation([
        month(2, { amount: '12.5' }),
        month(2, { code: 'U', amount: '1' }),
        month(2, { code: 'W', amount: null }),
      ]),
    }
    const total = {
      a: relation([month(1, { owner: null, amount: '14' }), month(1, { amount: '14' })]),
      b: relation([month(2, { owner: null, amount: '13.5' }), month(2, { amount: '14' })]),
    }
    const found = await compare([{ slots: flat(1, 1) }], [{ slots: flat(1, 1) }], { monthly, total })
    expect(
      found.monthly.map((row) => [row.charge?.chargeCode, row.aDkk, row.bDkk, row.differenceDkk, row.onlyIn]),
    ).toEqual([
      ['V', '3.000000', null, '-3.000000', 'a'],
      ['T', '10.000000', '12.500000', '2.500000', undefined],
      ['W', null, null, '0.000000', 'b'],
    ])
    expect(found).toMatchObject({
      differingMonthly: 3,
      differingTotals: 1,
      totals: [
        { charge: undefined, ownerId: null, energySupplierId: 's1', month: '2026-03-01', differenceDkk: '-0.500000' },
      ],
    })
  })
})
