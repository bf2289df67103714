import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openTestIntake, type TestIntake } from '../../../test/intake-ports.ts'
import { GRID_COMPANY, recordMasterData } from '../../../test/reading-documents.ts'
import { decodeRsm019, dequeue, peek, queueDepths, type Party, type Rsm019Series } from '../../exchange/index.ts'
import { formatDecimal, formatInstantToMinute, glnWithCheckDigit, monthOf, qualitySet } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { inTransaction, type Transaction } from '../../platform/index.ts'
import type { CalculationType } from '../calculation-type.ts'
import { announceAmounts, spansOf } from './announce-amounts.ts'
import { calculationRun, type CalculationPorts } from './calculation-run.ts'
import { insertCalculation, readCalculation, type StartedCalculation } from './calculation-store.ts'
import { writeAmounts, type TestAmounts, type TestCharge, type TestDay, type TestSlot } from './testing/amount-files.ts'

const SYSTEM_OPERATOR = '5790000432752'
const [ONE, TWO, OTHER_OWNER] = [glnWithCheckDigit(1), glnWithCheckDigit(2), glnWithCheckDigit(44)] as const
const SUPPLIER_ONE: Party = { actorId: ONE, role: 'DDQ' }
const SUPPLIER_TWO: Party = { actorId: TWO, role: 'DDQ' }
const GRID_OWNER: Party = { actorId: GRID_COMPANY, role: 'DDM' }
const SYSTEM: Party = { actorId: SYSTEM_OPERATOR, role: 'EZ' }

const GRID: TestCharge = { code: 'GRID', type: 'tariff', ownerId: GRID_COMPANY }
const TRANSMISSION: TestCharge = { code: '40000', type: 'tariff', ownerId: SYSTEM_OPERATOR }
const TAX: TestCharge = { code: 'EA-001', type: 'tariff', ownerId: SYSTEM_OPERATOR, isTax: true }
const SUBSCRIPTION: TestCharge = { code: 'SUB', type: 'subscription', ownerId: SYSTEM_OPERATOR }
const FEE: TestCharge = { code: 'FEE', type: 'fee', ownerId: OTHER_OWNER }

const MONTH = monthOf('2026-03', dk.zone)
const MEASURED = qualitySet('measured')

let intake: TestIntake
let ports: CalculationPorts
let calculations = 0

beforeAll(async () => {
  intake = await openTestIntake()
  const { pool, lake, engine } = intake
  ports = { pool, lake, engine, clock: intake.ports.clock, zone: dk.zone, scratch: join(intake.directory, 'scratch') }
  await recordMasterData(pool, [])
})
afterAll(async () => {
  await intake.close()
})
afterEach(async () => {
  for (const { actorId, role } of await queueDepths(intake.pool)) await received({ actorId, role })
})

/** A calculation of March that has begun, in area 801 unless it is another. */
async function started(type: CalculationType = 'wholesale_fixing', gridArea = '801'): Promise<StartedCalculation> {
  const calculationId = `00000000-0000-4000-8000-${String((calculations += 1)).padStart(12, '0')}`
  await insertCalculation(
    intake.pool,
    {
      calculationId,
      type,
      gridAreas: [gridArea],
      period: { fromMs: MONTH.fromMs, toMs: MONTH.toMs },
      quarterlyTransitionMs: dk.quarterlyTransitionMs ?? 0,
      zone: dk.zone,
      isInternal: false,
      createdBy: 'a test',
      executionStartMs: Date.UTC(2026, 4, 1),
    },
    '1.2.3',
  )
  return await readCalculation(intake.pool, calculationId, dk.zone)
}

type Rows = Partial<Pick<TestAmounts, 'days' | 'months' | 'totals'>>

/** A calculation with such results. */
async function withResults(rows: Rows, type?: CalculationType, gridArea?: string): Promise<StartedCalculation> {
  const given = await started(type, gridArea)
  const { calculationId, version, gridAreas } = given
  const of = { calculationId, version, gridArea: gridAreas[0] ?? '', firstDay: '2026-03-01' }
  await writeAmounts({ days: [], months: [], totals: [], ...rows, ...of }, intake)
  return given
}

async function announce(rows: Rows, type?: CalculationType, gridArea?: string): Promise<StartedCalculation> {
  const given = await withResults(rows, type, gridArea)
  await inTransaction(intake.pool, (trx) => announceAmounts(trx, given, ports))
  return given
}

type Received = Rsm019Series & { readonly process: string }

/** What waits for a receiver, each message a series of its own. */
async function received(party: Party): Promise<Received[]> {
  const sender = { actorId: dk.operatorId ?? '', role: 'DGL' } as const
  const queue = { pool: intake.pool, zone: dk.zone, clock: intake.ports.clock, sender, bundleAgeMs: 0 } as const
  const all: Received[] = []
  for (;;) {
    const message = await peek(queue, party, 'aggregations', 'json')
    if (message === undefined) return all
    const { header, series, findings } = decodeRsm019(message.body)
    expect([findings, series.length, series[0]?.findings]).toEqual([[], 1, []])
    expect([header.receiverId, header.receiverRole]).toEqual([party.actorId, party.role])
    all.push(...series.map((one) => ({ ...one, process: header.processType })))
    await dequeue(queue, party, message.messageId)
  }
}

/** A series in one line: charge, points, interval, and its positions as quantity x price = amount quality. */
function brief(series: Received): string {
  const { chargeCode = 'all', chargeType = '', meteringPointType = '', settlementMethod = '', resolution } = series
  const number = (value: bigint | undefined): string => (value === undefined ? '-' : formatDecimal(value, 6))
  const points = series.points.map(({ quantity, price, amount, quality }) =>
    [`${number(quantity)} x ${number(price)} = ${number(amount)}`, quality].filter(Boolean).join(' '),
  )
  const interval = [series.fromMs, series.toMs].map(formatInstantToMinute).join(' ')
  const head = [chargeCode, chargeType, meteringPointType, settlementMethod, resolution].filter(Boolean).join(' ')
  return `${head} ${interval}: ${points.join(', ')}`
}
const briefs = async (party: Party): Promise<string[]> => (await received(party)).map(brief)

/** A day of a daily charge. */
function daily(charge: TestCharge, day: string, slot: TestSlot, other: Partial<TestDay> = {}): TestDay {
  return { supplierId: ONE, charge, resolution: 'P1D', day, slots: new Map([[0, slot]]), ...other }
}
const PRICED: TestSlot = { quantity: '2.500', price: '0.100000', amount: '0.250000', qualities: MEASURED }

describe('receivers', () => {
  const day = '2026-03-02'
  const of = async (charge: TestCharge): Promise<string[]> => {
    await announce({ days: [daily(charge, day, PRICED)], months: [{ supplierId: ONE, charge, amount: '0.25' }] })
    const told: string[] = []
    for (const [name, party] of Object.entries({ supplier: SUPPLIER_ONE, other: SUPPLIER_TWO, GRID_OWNER, SYSTEM })) {
      const kinds = (await received(party)).map(({ resolution }) => resolution)
      if (kinds.length > 0) told.push(`${name} ${kinds.join(' ')}`)
    }
    return told
  }

  test.each([
    ['a charge of the grid company', GRID, 'GRID_OWNER'],
    ['a charge of another owner', FEE, 'GRID_OWNER'],
    ['a tax of the system operator', TAX, 'GRID_OWNER'],
    ['a tax of somebody else', { ...GRID, isTax: true }, 'GRID_OWNER'],
    ['a charge of the system operator', TRANSMISSION, 'SYSTEM'],
  ])('of %s: the supplier, and %#', async (_, charge, side) => {
    expect(await of(charge)).toEqual(['supplier P1D P1M', `${side} P1D P1M`])
  })

  test('of totals: the supplier of its own, each owner’s side of its part', async () => {
    await announce({
      totals: [
        { supplierId: ONE, amount: '349419.943412' },
        { supplierId: ONE, ownerId: SYSTEM_OPERATOR, amount: '128533.784163' },
        { supplierId: ONE, ownerId: GRID_COMPANY, amount: '220886.159249' },
        { supplierId: ONE, ownerId: OTHER_OWNER, amount: '-0.000001' },
        { supplierId: TWO },
      ],
    })
    const month = 'all P1M 2026-02-28T23:00Z 2026-03-31T22:00Z: - x - ='
    expect(await briefs(SUPPLIER_ONE)).toEqual([`${month} 349419.943412`])
    expect(await briefs(SYSTEM)).toEqual([`${month} 128533.784163`])
    expect((await briefs(GRID_OWNER)).toSorted()).toEqual([`${month} -0.000001`, `${month} 220886.159249`].toSorted())
    // What is not known is written as 0 (datahub 2.4).
    expect(await briefs(SUPPLIER_TWO)).toEqual([`${month} 0`])
  })

  test('an area whose owner is not known tells everybody else', async () => {
    await announce({ days: [daily(GRID, day, PRICED), daily(TRANSMISSION, day, PRICED)] }, undefined, '999')
    expect((await received(SUPPLIER_ONE)).map(({ gridArea }) => gridArea)).toEqual(['999', '999'])
    expect(await received(SYSTEM)).toHaveLength(1)
    expect(await received(GRID_OWNER)).toEqual([])
  })
})

describe('a series', () => {
  test('says whose it is, of which calculation, in which unit', async () => {
    const { version } = await announce({ days: [daily(TRANSMISSION, '2026-03-02', PRICED)] })
    const [series] = await received(SYSTEM)
    expect(series).toMatchObject({
      process: 'D05',
      version,
      gridArea: '801',
      energySupplierId: ONE,
      meteringPointType: 'E17',
      settlementMethod: 'D01',
      chargeCode: '40000',
      chargeType: 'D03',
      chargeOwnerId: SYSTEM_OPERATOR,
      product: '5790001330590',
      unit: 'KWH',
      priceUnit: 'KWH',
      currency: 'DKK',
    })
    expect(series?.settlementVersion).toBeUndefined()
  })

  test('is cut where a day has no result, and holds every hour of a day with 23', async () => {
    const hours = (count: number): TestDay['slots'] =>
      new Map(Array.from({ length: count }, (_, k) => [k, { ...PRICED, quantity: `${k}.000` }]))
    const hourly = (day: string, count: number): TestDay => ({
      ...daily(GRID, day, PRICED),
      resolution: 'PT1H',
      slots: hours(count),
    })
    await announce({ days: [hourly('2026-03-28', 24), hourly('2026-03-29', 23), hourly('2026-03-31', 24)] })
    const told = await received(SUPPLIER_ONE)
    expect(
      told.map(({ fromMs, toMs, points }) => [...[fromMs, toMs].map(formatInstantToMinute), points.length]),
    ).toEqual([
      ['2026-03-27T23:00Z', '2026-03-29T22:00Z', 47],
      ['2026-03-30T22:00Z', '2026-03-31T22:00Z', 24],
    ])
    expect(told[0]?.points.slice(22, 26).map(({ position, quantity }) => [position, quantity])).toEqual([
      [23, 22_000_000n],
      [24, 23_000_000n],
      [25, 0n],
      [26, 1_000_000n],
    ])
    expect(await received(GRID_OWNER)).toHaveLength(2)
  })

  test('there is one for each type and method of points, resolution and charge', async () => {
    const child = { meteringPointType: 'electrical_heating', settlementMethod: null } as const
    await announce({
      days: [
        daily(GRID, '2026-03-02', PRICED),
        daily(GRID, '2026-03-02', PRICED, { settlementMethod: 'non_profiled' }),
        daily(GRID, '2026-03-02', PRICED, child),
        daily(GRID, '2026-03-03', PRICED, { meteringPointType: 'production', settlementMethod: null }),
        daily(GRID, '2026-03-03', PRICED, { resolution: 'PT1H' }),
        daily({ ...GRID, type: 'fee' }, '2026-03-03', { quantity: '1', price: '5', amount: '5' }),
        // settlement 2.3: no result shows it.
        daily(GRID, '2026-03-03', PRICED, { meteringPointType: 'surplus_production_group_6', settlementMethod: null }),
      ],
    })
    const told = (await received(SUPPLIER_ONE)).map(
      ({ chargeType, meteringPointType, settlementMethod = '', resolution, unit }) =>
        `${chargeType} ${meteringPointType} ${settlementMethod} ${resolution} ${unit}`,
    )
    expect(told.toSorted()).toEqual([
      'D02 E17 D01 P1D H87',
      'D03 D14  P1D KWH',
      'D03 E17 D01 P1D KWH',
      'D03 E17 D01 PT1H KWH',
      'D03 E17 E02 P1D KWH',
      'D03 E18  P1D KWH',
    ])
  })

  test('a month is one amount for a charge, its hourly and daily parts together; none where no part has one', async () => {
    await announce({
      months: [
        { supplierId: ONE, charge: GRID, resolution: 'PT1H', amount: '1.000001' },
        { supplierId: ONE, charge: GRID, resolution: 'P1D', amount: '-0.500000' },
        { supplierId: ONE, charge: TAX, resolution: 'P1D', amount: '7' },
        { supplierId: ONE, charge: TAX, resolution: 'PT1H' },
        { supplierId: ONE, charge: FEE },
      ],
    })
    const month = 'P1M 2026-02-28T23:00Z 2026-03-31T22:00Z: - x - ='
    expect((await briefs(SUPPLIER_ONE)).toSorted()).toEqual([
      `EA-001 D03 ${month} 7`,
      `FEE D02 ${month} 0`,
      `GRID D03 ${month} 0.500001`,
    ])
  })
})

describe('qualities and prices', () => {
  test('of a tariff: by the set of the energy’s; missing without a price; not available without a result', async () => {
    const slots = new Map<number, TestSlot>(
      Array.from({ length: 16 }, (_, set) => [
        set,
        { quantity: `${set}`, price: '1', amount: `${set}`, qualities: set },
      ]),
    )
    slots.set(16, { quantity: '3.000', qualities: MEASURED })
    slots.set(17, { quantity: '0.000', price: '0', amount: '0', qualities: MEASURED })
    slots.set(18, { quantity: '4.000', price: '-0.5', amount: '-2', qualities: MEASURED })
    await announce({ days: [daily(GRID, '2026-03-02', PRICED, { resolution: 'PT1H', slots })] })
    const [series] = await received(SUPPLIER_ONE)
    const qualities = series?.points.map(({ quality }) => quality)
    // settlement 1.6: bit 1 is missing, and an odd set has it.
    const ofSets = Array.from({ length: 16 }, (_, set) => (set % 2 === 1 ? 'incomplete' : 'calculated'))
    expect(qualities?.slice(0, 16)).toEqual(['not_available', ...ofSets.slice(1)])
    expect(series?.points.slice(16, 20)).toEqual([
      { position: 17, quantity: 3_000_000n, price: undefined, amount: undefined, quality: 'incomplete' },
      { position: 18, quantity: 0n, price: 0n, amount: 0n, quality: 'calculated' },
      { position: 19, quantity: 4_000_000n, price: -500_000n, amount: -2_000_000n, quality: 'calculated' },
      { position: 20, quantity: undefined, price: undefined, amount: undefined, quality: 'not_available' },
    ])
    expect(series?.points).toHaveLength(24)
  })

  test('of subscriptions and fees: calculated, and missing without a price', async () => {
    const pieces = { quantity: '2', price: '0.348464', amount: '0.696928' }
    await announce({
      days: [
        daily(SUBSCRIPTION, '2026-03-01', { quantity: '2' }),
        daily(SUBSCRIPTION, '2026-03-02', pieces),
        daily(FEE, '2026-03-02', pieces),
      ],
    })
    expect(await briefs(SUPPLIER_ONE)).toEqual([
      'FEE D02 E17 D01 P1D 2026-03-01T23:00Z 2026-03-02T23:00Z: 2 x 0.348464 = 0.696928 calculated',
      'SUB D01 E17 D01 P1D 2026-02-28T23:00Z 2026-03-02T23:00Z: 2 x - = - incomplete, 2 x 0.348464 = 0.696928 calculated',
    ])
  })
})

describe('the kind of calculation', () => {
  test.each([
    ['wholesale_fixing', 'D05 '],
    ['first_correction_settlement', 'D32 D01'],
    ['second_correction_settlement', 'D32 D02'],
    ['third_correction_settlement', 'D32 D03'],
  ] as const)('%s is %s', async (type, expected) => {
    await announce({ totals: [{ supplierId: ONE, amount: '1' }] }, type)
    const told = await received(SUPPLIER_ONE)
    expect(told.map(({ process, settlementVersion = '' }) => `${process} ${settlementVersion}`)).toEqual([expected])
  })

  test.each(['balance_fixing', 'aggregation'] as const)('a %s tells nobody of amounts', async (type) => {
    await announce({ totals: [{ supplierId: ONE, amount: '1' }] }, type)
    expect(await received(SUPPLIER_ONE)).toEqual([])
  })

  test('amounts of another calculation or area in the same file are left alone', async () => {
    const given = await started()
    const { calculationId, version } = given
    const own = { calculationId, firstDay: '2026-03-01', days: [], months: [] }
    const totals = [{ supplierId: ONE, amount: '1' }]
    await writeAmounts({ ...own, version: version + 1n, gridArea: '801', totals }, intake)
    await inTransaction(intake.pool, (trx) => announceAmounts(trx, given, ports))
    expect(await received(SUPPLIER_ONE)).toEqual([])
  })
})

describe('once', () => {
  const waiting = async (): Promise<number> =>
    (await queueDepths(intake.pool)).reduce((sum, { transactions }) => sum + transactions, 0)

  test('amounts are told in the transaction that publishes: a publication that fails has told nothing, a second one nothing more', async () => {
    const { calculationId } = await withResults({
      days: [daily(GRID, '2026-03-02', PRICED), daily(TRANSMISSION, '2026-03-02', PRICED, { supplierId: TWO })],
      months: [{ supplierId: ONE, charge: GRID, amount: '0.25' }],
      totals: [{ supplierId: ONE, amount: '0.25' }],
    })
    const publish = calculationRun(ports).steps.find(({ name }) => name === 'publish')
    const step = await publish?.execute(calculationId)
    const effect = async (trx: Transaction): Promise<void> => await step?.effect?.(trx)
    const failing = inTransaction(intake.pool, async (trx) => {
      await effect(trx)
      throw new Error('the machine stopped')
    })
    await expect(failing).rejects.toThrow('stopped')
    expect(await waiting()).toBe(0)
    await inTransaction(intake.pool, effect)
    // Two receivers each of three series, one of the total.
    expect(await waiting()).toBe(7)
    await expect(inTransaction(intake.pool, effect)).rejects.toMatchObject({ code: '23505' })
    expect(await waiting()).toBe(7)
    expect(await received(SUPPLIER_ONE)).toHaveLength(3)
    expect(await received(SUPPLIER_TWO)).toHaveLength(1)
    expect([(await received(GRID_OWNER)).length, (await received(SYSTEM)).length]).toEqual([2, 1])
  })
})

describe('portions', () => {
  const suppliers = [3, 4, 5, 20, 1].map((rows, n) => ({ supplierId: `s${n}`, rows }))

  test.each([
    [100, ['s0 s4']],
    [9, ['s0 s1', 's2 s2', 's3 s3', 's4 s4']],
    [1, ['s0 s0', 's1 s1', 's2 s2', 's3 s3', 's4 s4']],
  ])('of %i rows hold whole suppliers, every one once', (limit, expected) => {
    expect(spansOf(suppliers, limit).map(({ first, last }) => `${first} ${last}`)).toEqual(expected)
    expect(spansOf([], limit)).toEqual([])
  })
})
