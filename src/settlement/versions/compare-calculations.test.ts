import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examplePoint, pointId } from '../../../test/reading-documents.ts'
import { dayOf, openSettledHub, type SettledHub } from '../../../test/settled-hub.ts'
import { glnWithCheckDigit } from '../../kernel/index.ts'
import { compareCalculations, type CalculationComparison, type ExplainedMover } from './compare-calculations.ts'

const KWH = 1_000_000n
const [OLD, NEW] = [glnWithCheckDigit(1), glnWithCheckDigit(2)]
const [FLEX, HOURLY, PRODUCTION, EXCHANGE] = [1, 2, 3, 4] as const

let hub: SettledHub
/** Versions of the calculations, as text. */
const versions: string[] = []
let moved: CalculationComparison

beforeAll(async () => {
  const production = { type: 'production', settlementMethod: null } as const
  hub = await openSettledHub([
    examplePoint(FLEX),
    examplePoint(HOURLY, { settlementMethod: 'non_profiled', resolution: 'PT1H' }),
    examplePoint(PRODUCTION, production),
    examplePoint(EXCHANGE, {
      type: 'exchange',
      settlementMethod: null,
      fromGridArea: '802',
      toGridArea: '801',
      energySupplierId: null,
      balanceResponsibleId: null,
    }),
  ])
  for (const day of ['2026-03-02', '2026-03-03']) {
    await hub.deliver(
      `readings ${day}`,
      dayOf(FLEX, day, 10n * KWH),
      dayOf(HOURLY, day, 4n * KWH + 3000n, { hourly: true }),
      dayOf(PRODUCTION, day, 5n * KWH),
      dayOf(EXCHANGE, day, 7n * KWH),
    )
  }
  const calculate = async (last = '2026-03-03'): Promise<void> => {
    const { calculation } = await hub.calculate('2026-03-02', last)
    versions.push(String(calculation.version))
  }
  await calculate()
  await calculate()
  // Two quarters of flex, an hour of the hourly point, the supplier of the hourly point from the second day on.
  await hub.deliver('correction of flex', {
    ...dayOf(FLEX, '2026-03-02', (slot) => (slot === 8 || slot === 9 ? 12n * KWH : undefined), { registeredAtMs: 2 }),
  })
  await hub.deliver('correction of an hour', {
    ...dayOf(HOURLY, '2026-03-02', (slot) => (slot === 0 ? 1000n : undefined), { registeredAtMs: 2, hourly: true }),
  })
  await hub.state(
    examplePoint(HOURLY, {
      settlementMethod: 'non_profiled',
      resolution: 'PT1H',
      validFrom: '2026-03-03',
      energySupplierId: NEW,
    }),
  )
  await calculate('2026-03-04')
  // The same value, estimated.
  await hub.deliver('estimate', {
    ...dayOf(PRODUCTION, '2026-03-02', (slot) => (slot === 5 ? 5n * KWH : undefined), {
      registeredAtMs: 2,
      quality: 'estimated',
    }),
  })
  await calculate()
  moved = await compare(0, 2)
})
afterAll(async () => {
  await hub.close()
})

async function compare(a: number, b: number, limit = 100): Promise<CalculationComparison> {
  return await compareCalculations([versions[a] ?? '', versions[b] ?? ''], { limit }, hub.ports)
}

const moverOf = (series: string, level: string, day: string, supplier: string | null = null): ExplainedMover => {
  const found = moved.energy.movers.find(
    (row) =>
      row.timeSeriesType === series &&
      row.level === level &&
      row.marketDay === day &&
      (supplier === null || row.energySupplierId === supplier),
  )
  if (found === undefined) throw new Error(`no mover ${series} ${level} ${day}`)
  return found
}

describe('two calculations', () => {
  test('of the same inputs are the same, and nothing changed between them', async () => {
    const same = await compare(0, 1)
    expect(same).toMatchObject({
      same: true,
      gridAreas: ['801'],
      from: '2026-03-02',
      to: '2026-03-04',
      amounts: undefined,
    })
    expect(same.energy).toMatchObject({ differingRows: 0, movers: [] })
    expect(same.changes.readings).toMatchObject({ days: 0 })
    expect(same.energy.summary.find((row) => row.timeSeriesType === 'net_exchange_per_ga')).toMatchObject({
      aKwh: '1344.000',
      bKwh: '1344.000',
      differenceKwh: '0.000',
      rows: 2,
    })
  })

  test('are compared over what both have: a day that one lacks is not among it', () => {
    expect(moved).toMatchObject({ same: false, from: '2026-03-02', to: '2026-03-04' })
    expect(moved.a.version).toBeLessThan(moved.b.version)
    const of = (series: string): unknown =>
      moved.energy.summary.find((row) => row.timeSeriesType === series && row.level === 'grid_area')
    expect(of('temp_flex_consumption')).toMatchObject({ aKwh: '1920.000', bKwh: '1924.000', differenceKwh: '4.000' })
    expect(of('non_profiled_consumption')).toMatchObject({
      differenceKwh: '-4.002',
      absoluteKwh: '4.002',
      valueRows: 1,
    })
    expect(of('grid_loss')).toMatchObject({ differenceKwh: '0.002', absoluteKwh: '8.002' })
    expect(of('net_exchange_per_ga')).toMatchObject({ differenceKwh: '0.000', valueRows: 0 })
  })

  test('leave no file of the comparison behind', async () => {
    expect((await readdir(hub.ports.scratch)).filter((name) => name.startsWith('comparison'))).toEqual([])
  })

  test('that are not there, have nothing in common or no results are refused', async () => {
    const refusal = async (a: string, b: string): Promise<unknown> =>
      await compareCalculations([a, b], { limit: 1 }, hub.ports).catch((error: unknown) => error)
    expect(await refusal('77', versions[0] ?? '')).toMatchObject({ code: 'NOT_FOUND' })
    const { calculation } = await hub.calculate('2026-03-05', '2026-03-05')
    expect(await refusal(calculation.calculationId, versions[0] ?? '')).toMatchObject({ code: 'CALCULATION_ARGUMENT' })
    await hub.intake.pool.query(
      `insert into settlement.calculation select '00000000-0000-4000-8000-999999999999', 999, calculation_type, period_from,
         period_to, grid_areas, quarterly_transition, is_internal, created_by, code_version, started_at
       from settlement.calculation where version::text = $1`,
      [versions[0]],
    )
    expect(await refusal('999', versions[0] ?? '')).toMatchObject({ code: 'NOT_CALCULATED' })
  })
})

describe('a result that moved', () => {
  test('by readings names the slots, the point and the message', () => {
    const flex = moverOf('temp_flex_consumption', 'grid_area', '2026-03-02')
    expect(flex).toMatchObject({
      aKwh: '960.000',
      bKwh: '964.000',
      differenceKwh: '4.000',
      valueSlots: 2,
      qualitySlots: 0,
    })
    expect(flex.slots.map(({ time, aKwh, bKwh }) => [time, aKwh, bKwh])).toEqual([
      ['2026-03-02T01:00:00Z', '10.000', '12.000'],
      ['2026-03-02T01:15:00Z', '10.000', '12.000'],
    ])
    expect(flex.causes).toMatchObject({
      points: 1,
      readingsKwh: '4.00000000',
      periodsKwh: '0.00000000',
      allocatedLossKwh: '0.00000000',
      roundingKwh: '0.00000000',
    })
    expect(flex.causes.top).toMatchObject([
      {
        meteringPointId: pointId(FLEX),
        readAs: 'PT15M',
        aKwh: '960.00000000',
        bKwh: '964.00000000',
        readingsKwh: '4.00000000',
        deliveries: [{ documentId: 'correction of flex' }],
        periods: [],
      },
    ])
  })

  test('by the supplier of a point: what one lost the other has, as rows on one side only', () => {
    const lost = moverOf('non_profiled_consumption', 'supplier', '2026-03-03', OLD)
    const gained = moverOf('non_profiled_consumption', 'supplier', '2026-03-03', NEW)
    expect(lost).toMatchObject({ aKwh: '96.072', bKwh: null, differenceKwh: '-96.072', valueSlots: 96 })
    expect(gained).toMatchObject({ aKwh: null, bKwh: '96.072', differenceKwh: '96.072' })
    expect(gained.slots[0]).toMatchObject({ aKwh: null, bKwh: '1.001', aQualities: [], bQualities: ['measured'] })
    expect(lost.causes).toMatchObject({ readingsKwh: '0.00000000', periodsKwh: '-96.07200000', points: 1 })
    expect(gained.causes.top).toMatchObject([
      {
        meteringPointId: pointId(HOURLY),
        aKwh: null,
        bKwh: '96.07200000',
        periodsKwh: '96.07200000',
        deliveries: [],
        periods: [{ before: { energySupplierId: OLD }, after: { energySupplierId: NEW } }],
      },
    ])
    const summary = moved.energy.summary.find(
      (row) => row.timeSeriesType === 'non_profiled_consumption' && row.level === 'supplier',
    )
    expect(summary).toMatchObject({ rowsOnlyA: 1, rowsOnlyB: 1, differenceKwh: '-4.002' })
  })

  test('by less than is published leaves the carry rounding, which is named', () => {
    const hour = moverOf('non_profiled_consumption', 'grid_area', '2026-03-02')
    // 4.003 became 0.001: quarters of 1.00075 became quarters of 0.00025.
    expect(hour.slots.map(({ aKwh, bKwh }) => [aKwh, bKwh])).toEqual([
      ['1.001', '0.000'],
      ['1.001', '0.001'],
      ['1.000', '0.000'],
      ['1.001', '0.000'],
    ])
    expect(hour.causes).toMatchObject({ readingsKwh: '-4.00200000', roundingKwh: '0.00000000' })
    expect(hour.causes.top).toMatchObject([{ readAs: 'PT1H', deliveries: [{ documentId: 'correction of an hour' }] }])
  })

  test('by the loss has the loss as its cause, and the loss has the points of the area with their signs', () => {
    const settled = moverOf('flex_consumption', 'grid_area', '2026-03-02')
    // Loss: 7 + 5 - 10 - 1.00075; where flex rose by 2 it fell by 2, so that settled flex stayed but for the hour.
    expect(settled.causes.points).toBe(1)
    expect(settled.causes.readingsKwh).toBe('4.00000000')
    const loss = moverOf('positive_grid_loss', 'metering_point', '2026-03-02')
    expect(settled.causes.allocatedLossKwh).toBe(`${loss.differenceKwh}00000`)
    expect(loss.causes).toMatchObject({ points: 0, readingsKwh: '0.00000000', roundingKwh: '0.00000000' })
    const residual = moverOf('grid_loss', 'grid_area', '2026-03-02')
    expect(residual.causes).toMatchObject({ points: 2, readingsKwh: '0.00200000', periodsKwh: '0.00000000' })
    expect(residual.causes.top.map(({ meteringPointId, readingsKwh }) => [meteringPointId, readingsKwh])).toEqual([
      [pointId(HOURLY), '4.00200000'],
      [pointId(FLEX), '-4.00000000'],
    ])
  })

  test('by its quality only is shown with its slots, and is not the same', async () => {
    const { energy, same } = await compare(2, 3)
    expect(same).toBe(false)
    const production = energy.movers.find((row) => row.timeSeriesType === 'temp_production')
    expect(production).toMatchObject({ differenceKwh: '0.000', valueSlots: 0, qualitySlots: 1 })
    expect(production?.slots).toEqual([
      {
        time: '2026-03-02T00:15:00Z',
        aKwh: '5.000',
        bKwh: '5.000',
        aQualities: ['measured'],
        bQualities: ['estimated'],
      },
    ])
    expect(production?.causes.top).toMatchObject([
      { meteringPointId: pointId(PRODUCTION), otherQualities: true, deliveries: [{ documentId: 'estimate' }] },
    ])
  })
})

test('the other way round every sign turns, and the numbers are put in order', async () => {
  const back = await compare(2, 0)
  const turned = (text: string): string =>
    /^-?0\.0*$/.test(text) ? text : text.startsWith('-') ? text.slice(1) : `-${text}`
  expect(back.changes.fromSeq).toBe(moved.changes.fromSeq)
  expect(back.energy.movers.map((row) => [row.differenceKwh, row.causes.readingsKwh, row.causes.periodsKwh])).toEqual(
    moved.energy.movers.map((row) => [row.differenceKwh, row.causes.readingsKwh, row.causes.periodsKwh].map(turned)),
  )
})
