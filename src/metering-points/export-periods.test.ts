import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { monthOf } from '../kernel/index.ts'
import { inTransaction, openEngine, parquet } from '../platform/index.ts'
import type { Engine } from '../platform/index.ts'
import { consumption, exchange, heating, pointId, recorded, responsibleId, supplierId } from './example-points.ts'
import { exportPeriods } from './export-periods.ts'
import type { ExportOptions } from './export-periods.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let directory: string
let engine: Engine
beforeAll(async () => {
  database = await freshDatabase()
  directory = await mkdtemp(join(tmpdir(), 'export-'))
  engine = await openEngine({ threads: 1, tempDir: join(directory, 'spill') })
})
afterAll(async () => {
  await engine.close()
  await database.drop()
  await rm(directory, { recursive: true })
})

async function exported(name: string, options: ExportOptions): Promise<Record<string, unknown>[]> {
  const path = join(directory, name)
  const file = await inTransaction(database.pool, async (trx) => await exportPeriods(trx, engine, path, options))
  const rows = await engine.rows(`select * from ${parquet([path])}`)
  expect(file).toMatchObject({ path, rows: rows.length })
  return rows
}

test('holds what settlement counts, in order of point and day', async () => {
  const noSupplier = { energySupplierId: null, balanceResponsibleId: null }
  await recorded(
    database.pool,
    consumption(2, '2026-01-01', { connectionState: 'new', ...noSupplier }),
    consumption(2, '2026-02-01', { lossRole: 'grid_loss' }),
    consumption(2, '2026-03-10', { connectionState: 'closed_down', ...noSupplier }),
    consumption(3, '2026-01-01', noSupplier),
    exchange(1, '2026-02-01', { connectionState: 'disconnected' }),
    heating(4, 2, '2026-02-01'),
  )
  const nothing = {
    settlement_method: null,
    from_grid_area: null,
    to_grid_area: null,
    parent_id: null,
    energy_supplier_id: null,
    balance_responsible_id: null,
    loss_role: null,
    net_settlement_group: null,
    scheduled_meter_reading_date: null,
    has_electrical_heating: null,
    is_move_in: null,
    metering_method: null,
  }
  expect(await exported('counted.parquet', {})).toEqual([
    {
      ...nothing,
      metering_point_id: pointId(1),
      type: 'exchange',
      resolution: 'PT1H',
      grid_area: '801',
      from_grid_area: '802',
      to_grid_area: '801',
      from_day: '2026-02-01',
      to_day: null,
    },
    {
      ...nothing,
      metering_point_id: pointId(2),
      type: 'consumption',
      settlement_method: 'flex',
      resolution: 'PT15M',
      grid_area: '801',
      energy_supplier_id: supplierId(1),
      balance_responsible_id: responsibleId(1),
      loss_role: 'grid_loss',
      from_day: '2026-02-01',
      to_day: '2026-03-10',
    },
    {
      ...nothing,
      metering_point_id: pointId(4),
      type: 'electrical_heating',
      resolution: 'PT1H',
      grid_area: '801',
      parent_id: pointId(2),
      from_day: '2026-02-01',
      to_day: null,
    },
  ])
})

test('what calculated series are made from is in it', async () => {
  await recorded(
    database.pool,
    consumption(31, '2026-01-01', {
      gridArea: '851',
      netSettlementGroup: '6',
      scheduledMeterReadingDate: '0401',
      hasElectricalHeating: true,
      isMoveIn: false,
      meteringMethod: 'virtual',
    }),
  )
  const [row] = await exported('series.parquet', { gridAreas: ['851'] })
  expect(row).toMatchObject({
    net_settlement_group: '6',
    scheduled_meter_reading_date: '0401',
    has_electrical_heating: 'true',
    is_move_in: 'false',
    metering_method: 'virtual',
  })
})

test('a calculation gets its own periods, cut to it to the millisecond, summer time included', async () => {
  await recorded(
    database.pool,
    consumption(11, '2026-01-01', { gridArea: '821' }),
    consumption(11, '2026-03-30', { gridArea: '821', resolution: 'PT1H' }),
    consumption(12, '2026-04-01', { gridArea: '821' }),
    consumption(13, '2026-03-31', { gridArea: '822' }),
  )
  const march = { ...monthOf('2026-03', 'Europe/Copenhagen') }
  const rows = await exported('march.parquet', { gridAreas: ['821'], period: march })
  expect(
    rows.map((row) => [row['metering_point_id'], row['from_day'], row['to_day'], row['from_ms'], row['to_ms']]),
  ).toEqual([
    [
      pointId(11),
      '2026-01-01',
      '2026-03-30',
      BigInt(Date.parse('2026-02-28T23:00Z')),
      BigInt(Date.parse('2026-03-29T22:00Z')),
    ],
    [pointId(11), '2026-03-30', null, BigInt(Date.parse('2026-03-29T22:00Z')), BigInt(Date.parse('2026-03-31T22:00Z'))],
  ])
  const hour = {
    fromMs: Date.parse('2026-03-29T21:00Z'),
    toMs: Date.parse('2026-03-29T22:00Z'),
    zone: 'Europe/Copenhagen' as const,
  }
  const cut = await exported('hour.parquet', { gridAreas: ['821'], period: hour })
  expect(cut.map((row) => [row['from_day'], row['from_ms'], row['to_ms']])).toEqual([
    ['2026-01-01', BigInt(hour.fromMs), BigInt(hour.toMs)],
  ])
})

test('the number of rows held at once changes nothing, and no part is left behind', async () => {
  await recorded(
    database.pool,
    ...Array.from({ length: 130 }, (_, n) =>
      consumption(1_000 + n, n % 2 === 0 ? '2026-01-01' : '2026-02-01', { gridArea: '831' }),
    ),
  )
  await recorded(
    database.pool,
    ...Array.from({ length: 70 }, (_, n) => consumption(1_000 + n, '2026-03-01', { gridArea: '831' })),
  )
  const filter = { gridAreas: ['831'] }
  const whole = await exported('whole.parquet', filter)
  expect(whole).toHaveLength(200)
  for (const chunkRows of [1_000, 200, 199, 67, 50])
    expect(await exported(`by-${chunkRows}.parquet`, { ...filter, chunkRows })).toEqual(whole)
  expect((await readdir(directory)).filter((name) => !/\.parquet$|^spill$/.test(name))).toEqual([])
})

test('as known at a number, and nothing when nothing was known', async () => {
  const first = await recorded(database.pool, consumption(21, '2026-01-01', { gridArea: '841' }))
  await recorded(database.pool, consumption(21, '2026-01-01', { gridArea: '841', resolution: 'PT1H' }))
  const then = await exported('then.parquet', { gridAreas: ['841'], atSeq: first })
  expect(then.map((row) => row['resolution'])).toEqual(['PT15M'])
  expect(await exported('before.parquet', { gridAreas: ['841'], atSeq: first - 1n })).toEqual([])
})

test('a failure names its cause and leaves no part', async () => {
  const failing = inTransaction(
    database.pool,
    async (trx) => await exportPeriods(trx, engine, join(directory, 'missing', 'x.parquet'), { chunkRows: 10 }),
  )
  await expect(failing).rejects.toThrow(/missing/)
})
