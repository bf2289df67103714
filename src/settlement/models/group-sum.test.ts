import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEngine, parquet } from '../../platform/index.ts'
import type { Engine } from '../../platform/index.ts'
import type { ResultResolution } from '../arguments.ts'
import { calculationDays, writeCalculationDays } from './calculation-days.ts'
import { classSumsSql, groupSumSql } from './group-sum.ts'
import { hoursOf } from './hours.ts'
import { pointGroupSql, settlementGroupSql } from './point-group.ts'
import { divideSpans, writeSpanParts, writeSpans } from './spans.ts'

const directory = mkdtempSync(join(tmpdir(), 'gridbook-models-'))
const file = (name: string): string => join(directory, `${name}.parquet`)
// 28 and 29 March 2026: a day of 24 hours and one of 23.
const period = { fromMs: Date.UTC(2026, 2, 27, 23), toMs: Date.UTC(2026, 2, 29, 22) }
const WHOLE = `${period.fromMs}, ${period.toMs}`
const midday = Date.UTC(2026, 2, 28, 11)
let engine: Engine

beforeAll(async () => {
  engine = await openEngine({ threads: 1, tempDir: join(directory, 'spill') })
  const days = calculationDays(period, 'Europe/Copenhagen')
  const { spans, parts } = divideSpans([period, { fromMs: midday, toMs: period.toMs }], days)
  await writeCalculationDays(days, engine, file('day'))
  await writeSpans(spans, engine, file('span'))
  await writeSpanParts(parts, engine, file('part'))
})

afterAll(async () => {
  await engine.close()
  rmSync(directory, { recursive: true, force: true })
})

const POINT_COLUMNS =
  'series_id, metering_point_id, type, settlement_method, resolution, grid_area, from_grid_area, to_grid_area, energy_supplier_id, balance_responsible_id, from_ms, to_ms'

function pointRelation(...rows: string[]): string {
  return `(select * from (values ${rows.map((row) => `(${row})`).join(', ')}) as p(${POINT_COLUMNS}))`
}

/** Reading days of a class from single columns; what is not given is NULL or 0. */
function readingRelation(slotClass: 25 | 100, ...rows: Record<string, string>[]): string {
  const words = slotClass === 25 ? [0] : [0, 1]
  const masks = ['missing', 'estimated', 'calculated', 'measured'].flatMap((mask) =>
    words.map((word) => `${mask}_${word}`),
  )
  const selects = rows.map((row) => {
    const values = Array.from(
      { length: slotClass },
      (_, k) => `cast(${row[`q_${k + 1}`] ?? 'null'} as DECIMAL(18,6)) as q_${k + 1}`,
    )
    return `select cast(${row['series_id']} as INTEGER) as series_id, DATE '${row['market_day']}' as market_day, ${masks.map((mask) => `cast(${row[mask] ?? 0} as BIGINT) as ${mask}`).join(', ')}, ${values.join(', ')}`
  })
  const none = `select * from (${readingRow(slotClass, masks)}) as r where false`
  return `(${[none, ...selects].join(' union all ')})`
}

function readingRow(slotClass: number, masks: readonly string[]): string {
  const values = Array.from({ length: slotClass }, (_, k) => `cast(null as DECIMAL(18,6)) as q_${k + 1}`)
  return `select cast(0 as INTEGER) as series_id, DATE '2026-01-01' as market_day, ${masks.map((mask) => `cast(0 as BIGINT) as ${mask}`).join(', ')}, ${values.join(', ')}`
}

type Sum = Readonly<Record<string, unknown>> & { readonly group_id: number; readonly market_day: string }

async function sums(
  points: string,
  hours: string,
  quarters: string,
  resolution: ResultResolution = 'PT15M',
): Promise<Sum[]> {
  const grouping = {
    pointPeriod: points,
    gridLossPoint: "(select 'loss' as metering_point_id)",
    span: parquet([file('span')]),
  }
  await engine.copyTo(settlementGroupSql(grouping, ['800']), file('settlement_group'))
  const groups = { ...grouping, settlementGroup: parquet([file('settlement_group')]) }
  await engine.copyTo(pointGroupSql(groups, ['800']), file('point_group'))
  const relations = {
    pointGroup: parquet([file('point_group')]),
    spanPart: parquet([file('part')]),
    calculationDay: parquet([file('day')]),
    readingDay25: hours,
    readingDay100: quarters,
  }
  return await engine.rows<Sum>(groupSumSql(classSumsSql(relations, resolution), resolution))
}

const flex = (series: number | 'null', resolution: string, span = WHOLE): string =>
  `${series}, 'p${series}${resolution}', 'consumption', 'flex', '${resolution}', '800', null, null, 'S1', 'B1', ${span}`

describe('groups', () => {
  test('are numbered by their keys; what belongs to no result has none', async () => {
    const points = pointRelation(
      flex(1, 'PT15M'),
      flex(2, 'PT1H'),
      `3, 'x', 'exchange', null, 'PT1H', '801', '801', '800', null, null, ${WHOLE}`,
      `4, 'y', 'exchange', null, 'PT1H', '800', '801', '802', null, null, ${WHOLE}`,
      `5, 'loss', 'consumption', 'flex', 'PT15M', '800', null, null, 'S9', 'B9', ${WHOLE}`,
      `6, 'profiled', 'consumption', 'profiled', 'PT15M', '800', null, null, 'S1', 'B1', ${WHOLE}`,
      `7, 'foreign', 'production', null, 'PT15M', '801', null, null, 'S1', 'B1', ${WHOLE}`,
      `8, 'nobody', 'production', null, 'PT15M', '800', null, null, null, null, ${WHOLE}`,
    )
    await sums(points, readingRelation(25), readingRelation(100))
    expect(await engine.rows(`select * from ${parquet([file('settlement_group')])} as g`)).toEqual([
      {
        group_id: 1,
        kind: 'exchange',
        grid_area: '801',
        to_grid_area: '800',
        energy_supplier_id: null,
        balance_responsible_id: null,
      },
      {
        group_id: 2,
        kind: 'flex',
        grid_area: '800',
        to_grid_area: null,
        energy_supplier_id: 'S1',
        balance_responsible_id: 'B1',
      },
      {
        group_id: 3,
        kind: 'production',
        grid_area: '800',
        to_grid_area: null,
        energy_supplier_id: null,
        balance_responsible_id: null,
      },
    ])
    expect(
      await engine.rows(`select series_id, group_id, slot_class from ${parquet([file('point_group')])} as p`),
    ).toEqual([
      { series_id: 3, group_id: 1, slot_class: 25 },
      { series_id: 1, group_id: 2, slot_class: 100 },
      { series_id: 2, group_id: 2, slot_class: 25 },
      { series_id: 8, group_id: 3, slot_class: 100 },
    ])
  })
})

describe('sums of a day', () => {
  const quarters = readingRelation(100, {
    series_id: '1',
    market_day: '2026-03-28',
    q_1: '1.5',
    q_96: '2',
    measured_0: '1',
    measured_1: '8796093022208',
    missing_0: '2',
  })
  const hours = readingRelation(25, { series_id: '2', market_day: '2026-03-28', q_1: '0.003', estimated_0: '1' })

  test('add hours, spread over their quarters, to quarters; a day without a row is missing', async () => {
    const [day, shortDay] = await sums(pointRelation(flex(1, 'PT15M'), flex(2, 'PT1H')), hours, quarters)
    expect(day).toMatchObject({
      market_day: '2026-03-28',
      q_1: '1.50075000',
      q_2: '0.00075000',
      q_96: '2.00000000',
      q_97: null,
    })
    expect(day).toMatchObject({
      estimated_0: 15n,
      measured_0: 1n,
      measured_1: 8_796_093_022_208n,
      missing_0: 2n,
      present_0: 2n ** 52n - 1n,
      present_1: 2n ** 44n - 1n,
    })
    // 92 quarters, none of them read.
    expect(shortDay).toMatchObject({ market_day: '2026-03-29', q_1: '0.00000000', q_92: '0.00000000', q_93: null })
    expect(shortDay).toMatchObject({
      missing_0: 2n ** 52n - 1n,
      missing_1: 2n ** 40n - 1n,
      present_1: 2n ** 40n - 1n,
      measured_0: 0n,
    })
  })

  test('count what lacks: one of two rows is enough to be missing, both are not', async () => {
    const both = readingRelation(
      100,
      { series_id: '1', market_day: '2026-03-28', measured_0: '1' },
      { series_id: '2', market_day: '2026-03-28', measured_0: '1' },
    )
    const points = pointRelation(flex(1, 'PT15M'), flex(2, 'PT15M'))
    expect((await sums(points, readingRelation(25), both))[0]).toMatchObject({ missing_0: 0n, measured_0: 1n })
    const one = readingRelation(100, { series_id: '1', market_day: '2026-03-28', measured_0: '1' })
    expect((await sums(points, readingRelation(25), one))[0]).toMatchObject({
      missing_0: 2n ** 52n - 1n,
      measured_0: 1n,
    })
    const never = pointRelation(flex(1, 'PT15M'), flex('null', 'PT15M'))
    expect((await sums(never, readingRelation(25), one))[0]).toMatchObject({ missing_0: 2n ** 52n - 1n })
  })

  test('take from a day that lies partly in a span its active slots only', async () => {
    const row = { series_id: '1', market_day: '2026-03-28', q_48: '5', q_49: '7', measured_0: `${2 ** 47 + 2 ** 48}` }
    const [day] = await sums(
      pointRelation(flex(1, 'PT15M', `${midday}, ${period.toMs}`)),
      readingRelation(25),
      readingRelation(100, row),
    )
    // 11:00Z is slot 48 of the day.
    expect(day).toMatchObject({ q_48: null, q_49: '7.00000000', q_96: '0.00000000', q_97: null })
    expect(day).toMatchObject({ present_0: 2n ** 52n - 2n ** 48n, measured_0: 2n ** 48n, missing_0: 0n })
  })

  test('are of hours before the transition', async () => {
    const [day] = await sums(pointRelation(flex(1, 'PT15M'), flex(2, 'PT1H')), hours, quarters, 'PT1H')
    expect(day).toMatchObject({
      q_1: '1.50300000',
      q_24: '2.00000000',
      q_25: null,
      q_26: null,
      present_0: 2n ** 24n - 1n,
      present_1: 0n,
    })
    // Quarters: measured with missing is estimated in the first hour; hours: estimated.
    expect(day).toMatchObject({ estimated_0: 1n, measured_0: 2n ** 23n, missing_0: 0n })
  })
})

describe('the quality of an hour', () => {
  test.each([
    [{ calculated_0: '1', estimated_0: '2', measured_0: '4', missing_0: '8' }, 'calculated'],
    [{ estimated_0: '1', measured_0: '6', missing_0: '8' }, 'estimated'],
    [{ measured_0: '7', missing_0: '8' }, 'estimated'],
    [{ measured_0: '15' }, 'measured'],
    [{ missing_0: '15' }, 'missing'],
    [{ missing_0: '14', estimated_0: '1' }, 'estimated'],
  ])('of %o is %s', async (masks, quality) => {
    const row = readingRelation(100, { series_id: '1', market_day: '2026-03-28', q_2: '0.25', q_4: '1', ...masks })
    const [hour] = await engine.rows<Record<string, unknown>>(hoursOf(row, ['series_id'], false))
    const found = ['missing', 'estimated', 'calculated', 'measured'].filter((mask) => hour?.[`${mask}_0`] === 1n)
    expect(found).toEqual([quality])
    expect(hour).toMatchObject({ q_1: '1.250000', q_2: null })
  })
})
