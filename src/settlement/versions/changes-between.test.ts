import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examplePoint, pointId } from '../../../test/reading-documents.ts'
import { dayOf, openSettledHub, type SettledHub } from '../../../test/settled-hub.ts'
import { glnWithCheckDigit, marketDay } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { inTransaction } from '../../platform/index.ts'
import { changesBetween, type Changes, type ChangesQuery } from './changes-between.ts'

const KWH = 1_000_000n
const [OLD, NEW] = [glnWithCheckDigit(1), glnWithCheckDigit(2)]

let hub: SettledHub
let first: bigint
let second: bigint
let all: Changes
beforeAll(async () => {
  hub = await openSettledHub([
    examplePoint(1),
    examplePoint(2, { settlementMethod: 'non_profiled', resolution: 'PT1H' }),
    examplePoint(3, {
      type: 'exchange',
      settlementMethod: null,
      fromGridArea: '802',
      toGridArea: '801',
      energySupplierId: null,
      balanceResponsibleId: null,
    }),
    examplePoint(4, { gridArea: '802' }),
  ])
  first = await hub.deliver(
    'first',
    dayOf(1, '2026-03-02', KWH),
    dayOf(2, '2026-03-02', 4n * KWH, { hourly: true }),
    dayOf(3, '2026-03-02', 5n * KWH),
    dayOf(4, '2026-03-02', KWH),
    dayOf(91, '2026-03-02', KWH),
  )
  await hub.deliver(
    'corrections',
    dayOf(1, '2026-03-02', (slot) => (slot < 2 ? KWH + 1n : undefined), { registeredAtMs: 2 }),
    dayOf(2, '2026-03-02', 3n * KWH, { hourly: true, registeredAtMs: 2 }),
    dayOf(3, '2026-03-02', 6n * KWH, { registeredAtMs: 2 }),
    dayOf(4, '2026-03-02', 9n * KWH, { registeredAtMs: 2 }),
    dayOf(91, '2026-03-02', 9n * KWH, { registeredAtMs: 2 }),
  )
  await hub.deliver(
    'the same, late, estimated, beyond',
    dayOf(3, '2026-03-02', 6n * KWH, { registeredAtMs: 3 }),
    dayOf(1, '2026-03-03', KWH),
    dayOf(1, '2026-03-02', (slot) => (slot === 5 ? KWH : undefined), { registeredAtMs: 3, quality: 'estimated' }),
    dayOf(1, '2026-04-02', KWH),
  )
  second = await hub.state(examplePoint(1, { validFrom: '2026-03-04', energySupplierId: NEW }))
  all = await changes()
})
afterAll(async () => {
  await hub.close()
})

async function changes(query: Partial<ChangesQuery> = {}): Promise<Changes> {
  return await inTransaction(
    hub.intake.pool,
    async (trx) =>
      await changesBetween(
        trx,
        {
          fromSeq: first,
          toSeq: second,
          gridAreas: ['801'],
          period: { fromMs: marketDay('2026-03-01', dk.zone).startMs, toMs: marketDay('2026-03-31', dk.zone).endMs },
          zone: dk.zone,
          directory: join(hub.intake.directory, 'changes'),
          limit: 10,
          ...query,
        },
        hub.ports,
      ),
    { isolation: 'repeatable read' },
  )
}

describe('what changed between two numbers', () => {
  test('of the readings: points that count, in the areas and days that are asked for', () => {
    const { readings } = all
    expect(readings).toMatchObject({ days: 4, points: 3, firstDays: 1, changedSlots: 3 + 24 + 96 + 96 })
    expect(readings.byKind).toEqual([
      { gridArea: '801', kind: 'exchange', days: 1, points: 1, differenceKwh: '96.000000' },
      { gridArea: '801', kind: 'flex', days: 2, points: 1, differenceKwh: '96.000002' },
      { gridArea: '801', kind: 'non_profiled', days: 1, points: 1, differenceKwh: '-24.000000' },
    ])
  })

  test('exchange moves both sides', async () => {
    const { readings, points } = await changes({ gridAreas: ['802'] })
    expect(points).toMatchObject({ points: 0, pointDays: 0, top: [] })
    expect(readings.byKind).toEqual([
      { gridArea: '802', kind: 'exchange', days: 1, points: 1, differenceKwh: '-96.000000' },
      { gridArea: '802', kind: 'flex', days: 1, points: 1, differenceKwh: '768.000000' },
    ])
  })

  test('the largest come first, with the deliveries that brought them', () => {
    const { readings } = all
    expect(readings.top.map((row) => [row.meteringPointId, row.marketDay, row.differenceKwh, row.isFirst])).toEqual([
      [pointId(1), '2026-03-03', '96.000000', true],
      [pointId(3), '2026-03-02', '96.000000', false],
      [pointId(2), '2026-03-02', '-24.000000', false],
      [pointId(1), '2026-03-02', '0.000002', false],
    ])
    const quarter = readings.top.find((row) => row.differenceKwh === '0.000002')
    expect(quarter?.deliveries.map(({ documentId }) => documentId)).toEqual([
      'corrections',
      'the same, late, estimated, beyond',
    ])
  })

  test('of master data: the supplier from a day on', () => {
    const { points } = all
    expect(points).toMatchObject({ points: 1, pointDays: 28, suppliedPoints: 1 })
    expect(points.supplierMoves).toEqual([
      { gridArea: '801', beforeSupplierId: OLD, afterSupplierId: NEW, points: 1, pointDays: 28 },
    ])
    expect(points.top).toMatchObject([
      {
        meteringPointId: pointId(1),
        fromDay: '2026-03-04',
        toDay: '2026-04-01',
        before: { energySupplierId: OLD },
        after: { energySupplierId: NEW },
      },
    ])
  })

  test('nothing between a number and itself, and nothing backwards', async () => {
    const nothing = await changes({ fromSeq: second, limit: 1 })
    expect(nothing.readings).toMatchObject({ days: 0, points: 0, byKind: [], top: [] })
    expect(nothing.points).toMatchObject({ points: 0, suppliedPoints: 0, supplierMoves: [] })
    expect(nothing.charges).toMatchObject({ pricedCharges: 0, linkedPoints: 0 })
    await expect(changes({ fromSeq: second, toSeq: first })).rejects.toMatchObject({ code: 'CALCULATION_ARGUMENT' })
  })
})
