import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GRID_COMPANY, recordMasterData } from '../../../test/reading-documents.ts'
import {
  openRequestMarket,
  SYSTEM_OPERATOR,
  type RequestMarket,
  type TestRequest,
} from '../../../test/request-market.ts'
import type { Party } from '../../exchange/index.ts'
import { glnWithCheckDigit, marketDay, marketDayOf } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { inTransaction, nextRecordedSeq, slots, textLiteral } from '../../platform/index.ts'
import type { CalculationType } from '../../settlement/index.ts'
import { answerRequests } from '../answer-requests.ts'
import type { WholesaleAnswer } from './wholesale-answer.ts'

const [S1, S2] = [glnWithCheckDigit(1), glnWithCheckDigit(2)]
const supplier: Party = { actorId: S1, role: 'DDQ' }
const gridCompany: Party = { actorId: GRID_COMPANY, role: 'DDM' }
const operator: Party = { actorId: SYSTEM_OPERATOR, role: 'EZ' }

interface Charge {
  readonly area?: string
  readonly supplier?: string
  readonly code: string
  readonly type: 'tariff' | 'fee' | 'subscription'
  readonly owner: string
  readonly isTax?: boolean
}
const TARIFF: Charge = { code: '40000', type: 'tariff', owner: SYSTEM_OPERATOR }
const TAX: Charge = { code: 'EA-001', type: 'tariff', owner: SYSTEM_OPERATOR, isTax: true }
const GRID: Charge = { code: 'C', type: 'tariff', owner: GRID_COMPANY }
const SUBSCRIPTION: Charge = { code: 'SUB', type: 'subscription', owner: GRID_COMPANY }
const FOREIGN: Charge = { ...GRID, supplier: S2 }
const ELSEWHERE: Charge = { ...GRID, area: '802' }

let market: RequestMarket
beforeAll(async () => {
  market = await openRequestMarket()
  await recordMasterData(market.intake.pool, [])
  await publish('wholesale_fixing', '2026-03', 1n, ['801', '802'])
  await publish('wholesale_fixing', '2026-03', 2n, ['801'])
  await publish('first_correction_settlement', '2026-03', 3n, ['801', '802'])
  await publish('second_correction_settlement', '2026-03', 4n, ['801'])
})
afterAll(async () => {
  await market.close()
})

const keysOf = (
  version: bigint,
  { area = '801', supplier: id = S1, code, type, owner, isTax = false }: Charge,
): string =>
  `cast(${version} as BIGINT) as calculation_version, ${textLiteral(area)} as grid_area, ${textLiteral(id)} as energy_supplier_id,
   ${textLiteral(code)} as charge_code, ${textLiteral(type)} as charge_type, ${textLiteral(owner)} as charge_owner_id, ${isTax} as is_tax`

interface Cell {
  readonly quantity: string
  readonly price?: string
  readonly amount?: string
  readonly missing?: true
}

/** A row of amount_per_charge_day: the cells are its slots, counted from 0. */
function amountRow(version: bigint, charge: Charge, day: string, cells: ReadonlyMap<number, Cell>, other = ''): string {
  const { type } = charge
  const hourly = type === 'tariff' && charge.code !== 'DAILY'
  const mask = (of: (cell: Cell) => boolean): number =>
    [...cells].reduce((sum, [slot, cell]) => (of(cell) ? sum + 2 ** slot : sum), 0)
  const [present, missing] = [mask(() => true), mask((cell) => cell.missing === true)]
  const measured = type === 'tariff' ? present - missing : 0
  const decimals = (letter: 'q' | 'p' | 'a', decimalType: string): string =>
    slots(25, (slot) => {
      const cell = cells.get(slot)
      const text = letter === 'q' ? cell?.quantity : letter === 'p' ? cell?.price : cell?.amount
      return `cast(${text ?? 'null'} as ${decimalType}) as ${letter}_${slot + 1}`
    })
  return `select ${keysOf(version, charge)}, ${textLiteral(hourly ? 'PT1H' : 'P1D')} as resolution,
    ${textLiteral(other === '' ? 'consumption' : other)} as metering_point_type, 'flex' as settlement_method,
    ${textLiteral(type === 'tariff' ? 'kWh' : 'pcs')} as quantity_unit, DATE '${day}' as market_day,
    cast(${present} as BIGINT) as present_0, cast(${missing} as BIGINT) as missing_0, cast(0 as BIGINT) as estimated_0,
    cast(0 as BIGINT) as calculated_0, cast(${measured} as BIGINT) as measured_0,
    ${decimals('q', 'DECIMAL(18,3)')}, ${decimals('p', 'DECIMAL(18,6)')}, ${decimals('a', 'DECIMAL(18,6)')}`
}

const hours = (count: number): Map<number, Cell> =>
  new Map(
    Array.from({ length: count }, (_, slot) => [
      slot,
      { quantity: `${slot + 1}`, price: '0.5', amount: `${(slot + 1) * 5}` },
    ]),
  )
const piece = new Map<number, Cell>([[0, { quantity: '2', price: '0.302867', amount: '0.605734' }]])

/** Writes the three tables of a calculation as the models leave them, and publishes it. */
async function publish(type: CalculationType, month: string, version: bigint, areas: readonly string[]): Promise<void> {
  const { pool, lake, engine } = market.intake
  const first = marketDay(`${month}-01`, dk.zone)
  const last = marketDay(`${month}-31`, dk.zone)
  const charges = [TARIFF, TAX, GRID, SUBSCRIPTION, FOREIGN, ...(areas.includes('802') ? [ELSEWHERE] : [])]
  const gap = new Map<number, Cell>([
    [0, { quantity: '1' }],
    [1, { quantity: '0', price: '0.5', amount: '0', missing: true }],
    [3, { quantity: '4', price: '-0.5', amount: '-2' }],
  ])
  const tables = {
    amount_per_charge_day: [
      ...charges.flatMap((charge) =>
        charge.type === 'tariff'
          ? [amountRow(version, charge, '2026-03-28', hours(24)), amountRow(version, charge, '2026-03-29', hours(23))]
          : [
              amountRow(version, charge, '2026-03-01', piece),
              amountRow(version, charge, '2026-03-02', piece),
              amountRow(version, charge, '2026-03-04', piece),
            ],
      ),
      amountRow(version, { ...GRID, code: 'GAP' }, '2026-03-05', gap),
      amountRow(version, { ...GRID, code: 'HIDDEN' }, '2026-03-05', gap, 'surplus_production_group_6'),
    ],
    monthly_amount_per_charge: charges.map(
      (charge) =>
        `select ${keysOf(version, charge)}, 'P1D' as resolution, 'pcs' as quantity_unit, DATE '${month}-01' as market_day,
         cast(${charge === TAX ? 'null' : `${version}.5`} as DECIMAL(18,6)) as amount`,
    ),
    total_monthly_amount: [null, SYSTEM_OPERATOR, GRID_COMPANY].map(
      (owner) =>
        `select cast(${version} as BIGINT) as calculation_version, '801' as grid_area, ${textLiteral(S1)} as energy_supplier_id,
         cast(${owner === null ? 'null' : textLiteral(owner)} as VARCHAR) as charge_owner_id, DATE '${month}-01' as market_day,
         cast(-${version}.25 as DECIMAL(18,6)) as amount`,
    ),
  }
  const calculationId = `00000000-0000-4000-8000-${String(version).padStart(12, '0')}`
  await pool.query(
    `insert into settlement.calculation values ($1, $2, $3, to_timestamp($4::numeric / 1000), to_timestamp($5::numeric / 1000), $6, now(), false, 'a test', '1', now())`,
    [calculationId, version, type, first.startMs, last.endMs, areas],
  )
  for (const [table, selects] of Object.entries(tables)) {
    const draft = lake.newBatch(table, month)
    const file = await engine.copyTo(`${selects.join(' union all ')} order by all`, draft.path('part-0'))
    await inTransaction(pool, async (trx) => {
      const entry = { ...file, firstDay: first.dayNumber, lastDay: last.dayNumber, superseded: false }
      await lake.addBatch(trx, draft, { origin: 'run', seq: await nextRecordedSeq(trx), files: [entry] })
      await trx.query(
        'insert into settlement.calculation_batch (calculation_id, table_name, batch_id) values ($1, $2, $3)',
        [calculationId, table, draft.batchId],
      )
    })
  }
  await pool.query(
    `insert into settlement.publication select $1, a, d::date, $2, $3, 1
     from unnest($4::text[]) as a cross join generate_series($5::date, $6::date, '1 day') as d`,
    [type, version, calculationId, areas, first.date, last.date],
  )
}

async function answersTo(requester: Party, request: TestRequest = {}): Promise<WholesaleAnswer[]> {
  market.wholesale.length = 0
  const own = requester.role === 'DDQ' ? { energySupplierId: requester.actorId } : {}
  const area = requester.role === 'DDM' ? { gridArea: '801' } : {}
  await market.ask('RSM-017', requester, { ...own, ...area, ...request })
  return [...market.wholesale]
}

/** Answers as `area code[/supplier] resolution-or-kind days version`. */
function textOf(answer: WholesaleAnswer): string {
  const day = (ms: number): string => marketDayOf(ms, dk.zone).date.slice(8)
  const of = answer.energySupplierId === S1 ? '' : '/S2'
  const what =
    answer.kind === 'total_monthly_amount'
      ? `total ${answer.chargeOwnerId ?? '-'}`
      : `${answer.charge.code}${of} ${answer.kind === 'amount_per_charge' ? answer.resolution : 'P1M'}`
  return `${answer.gridArea} ${what} ${day(answer.fromMs)}..${day(answer.toMs - 1)} v${answer.calculationVersion}`
}
const textsOf = (answers: readonly WholesaleAnswer[]): string[] => answers.map(textOf).toSorted()

describe('amounts of each charge', () => {
  test('of a supplier: its own, whoever owns the charge, divided where days lack', async () => {
    expect(textsOf(await answersTo(supplier, { gridArea: '801' }))).toEqual([
      '801 40000 PT1H 28..29 v2',
      '801 C PT1H 28..29 v2',
      '801 EA-001 PT1H 28..29 v2',
      '801 GAP PT1H 05..05 v2',
      '801 SUB P1D 01..02 v2',
      '801 SUB P1D 04..04 v2',
    ])
  })

  test('the newest version of the month in each area', async () => {
    const answers = await answersTo(supplier, { charges: [{ code: 'C' }] })
    expect(textsOf(answers)).toEqual(['801 C PT1H 28..29 v2', '802 C PT1H 28..29 v1'])
  })

  test('hours are counted from the first instant of the first day, through the day of 23 hours', async () => {
    const [answer] = await answersTo(supplier, { gridArea: '801', charges: [{ code: '40000', type: 'D03' }] })
    expect(answer).toMatchObject({
      kind: 'amount_per_charge',
      receiver: supplier,
      processType: 'D05',
      relatedMessageId: expect.stringMatching(/^message-/) as string,
      originalTransactionId: expect.stringMatching(/^transaction-/) as string,
      charge: { code: '40000', type: 'tariff', ownerId: SYSTEM_OPERATOR },
      isTax: false,
      meteringPointType: 'consumption',
      settlementMethod: 'flex',
      unit: 'kWh',
    })
    const points = answer?.kind === 'amount_per_charge' ? answer.points : []
    expect(points.map(({ position }) => position)).toEqual(Array.from({ length: 47 }, (_, k) => k + 1))
    expect(points[24]).toEqual({
      position: 25,
      quantityMilli: 1000n,
      priceMicroDkk: 500_000n,
      amountMicroDkk: 5_000_000n,
      quality: 'calculated',
    })
  })

  test('an unknown price is not zero, a position without a slot is left out, qualities are those of wholesale', async () => {
    const [answer] = await answersTo(supplier, { charges: [{ code: 'GAP' }], gridArea: '801' })
    expect(answer?.kind === 'amount_per_charge' ? answer.points : []).toEqual([
      { position: 1, quantityMilli: 1000n, quality: 'missing' },
      { position: 2, quantityMilli: 0n, priceMicroDkk: 500_000n, amountMicroDkk: 0n, quality: 'missing' },
      {
        position: 4,
        quantityMilli: 4000n,
        priceMicroDkk: -500_000n,
        amountMicroDkk: -2_000_000n,
        quality: 'calculated',
      },
    ])
    const [subscription] = await answersTo(supplier, { charges: [{ type: 'D01' }], gridArea: '801' })
    expect(subscription).toMatchObject({
      unit: 'pcs',
      points: [
        { position: 1, quantityMilli: 2000n, priceMicroDkk: 302_867n, amountMicroDkk: 605_734n, quality: 'calculated' },
        { position: 2 },
      ],
    })
  })

  test('of the system operator: its own without taxes, of every supplier', async () => {
    expect(textsOf(await answersTo(operator))).toEqual(['801 40000 PT1H 28..29 v2'])
  })

  test('of a grid company: what the system operator does not own, and taxes, in its area', async () => {
    expect(textsOf(await answersTo(gridCompany))).toEqual([
      '801 C PT1H 28..29 v2',
      '801 C/S2 PT1H 28..29 v2',
      '801 EA-001 PT1H 28..29 v2',
      '801 GAP PT1H 05..05 v2',
      '801 SUB P1D 01..02 v2',
      '801 SUB P1D 04..04 v2',
    ])
    expect(textsOf(await answersTo(gridCompany, { energySupplierId: S2 }))).toEqual(['801 C/S2 PT1H 28..29 v2'])
  })

  test('the owner narrows', async () => {
    const answers = await answersTo(supplier, { gridArea: '801', chargeOwnerId: SYSTEM_OPERATOR })
    expect(textsOf(answers)).toEqual(['801 40000 PT1H 28..29 v2', '801 EA-001 PT1H 28..29 v2'])
  })
})

describe('amounts of the month', () => {
  const monthly = { resolution: 'P1M', gridArea: '801' } as const

  test('of a supplier: each charge and its total, tax included', async () => {
    const answers = await answersTo(supplier, monthly)
    expect(textsOf(answers)).toEqual([
      '801 40000 P1M 01..31 v2',
      '801 C P1M 01..31 v2',
      '801 EA-001 P1M 01..31 v2',
      '801 SUB P1M 01..31 v2',
      '801 total - 01..31 v2',
    ])
    const amounts = answers.map((one) => (one.kind === 'amount_per_charge' ? '' : String(one.amountMicroDkk)))
    // The tax has no amount, because no price is known; the total is below zero.
    expect(amounts.toSorted()).toEqual(['-2250000', '2500000', '2500000', '2500000', 'undefined'])
  })

  test('totals of who settles with the supplier', async () => {
    expect(textsOf(await answersTo(operator, monthly))).toContain(`801 total ${SYSTEM_OPERATOR} 01..31 v2`)
    expect(textsOf(await answersTo(operator, monthly))).toHaveLength(2)
    expect(textsOf(await answersTo(gridCompany, monthly))).toContain(`801 total ${GRID_COMPANY} 01..31 v2`)
    expect(textsOf(await answersTo(gridCompany, monthly)).filter((text) => text.includes('total'))).toHaveLength(1)
  })

  test('no totals where charges are named', async () => {
    expect(textsOf(await answersTo(supplier, { ...monthly, charges: [{ code: 'C' }] }))).toEqual([
      '801 C P1M 01..31 v2',
    ])
  })
})

describe('corrections', () => {
  const ask = { processType: 'D32', charges: [{ code: 'C' }] }

  test('the latest of each area, or the one that is named', async () => {
    const latest = await answersTo(supplier, ask)
    expect(textsOf(latest)).toEqual(['801 C PT1H 28..29 v4', '802 C PT1H 28..29 v3'])
    expect(latest.map(({ processType, settlementVersion }) => [processType, settlementVersion])).toEqual([
      ['D32', 'D02'],
      ['D32', 'D01'],
    ])
    const first = await answersTo(supplier, { ...ask, settlementVersion: 'D01', gridArea: '801' })
    expect(textsOf(first)).toEqual(['801 C PT1H 28..29 v3'])
  })
})

describe('without data', () => {
  test('E0H when there is nothing, D46 when there is something in other areas', async () => {
    const other: Party = { actorId: S2, role: 'DDQ' }
    const own = { energySupplierId: S2 }
    expect(await market.outcomeOf('RSM-017', other, { ...own, gridArea: '802' })).toEqual(['D46'])
    expect(await market.outcomeOf('RSM-017', other, { ...own, charges: [{ code: 'none' }] })).toEqual(['E0H'])
    const april = { start: '2026-03-31T22:00:00Z', end: '2026-04-30T22:00:00Z' }
    expect(await market.outcomeOf('RSM-017', supplier, { energySupplierId: S1, ...april })).toEqual(['E0H'])
  })
})

test('what is answered stays waiting while its documents cannot be enqueued', async () => {
  const { ports } = market
  const away = { ...ports, enqueueWholesale: async () => await Promise.reject(new Error('not yet')) }
  await market.send('RSM-017', supplier, { energySupplierId: S1 })
  expect(await answerRequests(away)).toMatchObject({
    answered: 0,
    rejected: 0,
    failed: [{ error: { message: 'not yet' } }],
  })
  expect(await answerRequests(ports)).toEqual({ answered: 1, rejected: 0, failed: [] })
})
