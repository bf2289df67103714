import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { marketDay } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { openEngine, valuesRelation, type ColumnSet, type Engine } from '../../platform/index.ts'
import { dayRuns } from './announced-days.ts'

let engine: Engine
beforeAll(async () => {
  engine = await openEngine({ threads: 1, tempDir: join(tmpdir(), 'gridbook-day-runs') })
})
afterAll(async () => {
  await engine.close()
})

async function columns(rows: readonly (readonly [string | null, string | null, string])[]): Promise<ColumnSet> {
  const relation = valuesRelation(
    [
      { name: 'a', type: 'VARCHAR' },
      { name: 'b', type: 'VARCHAR' },
      { name: 'market_day', type: 'DATE' },
    ],
    rows,
  )
  return await engine.columns(`select * from ${relation} as r order by a nulls first, b nulls first, market_day`)
}

const startOf = (day: string): number => marketDay(day, dk.zone).startMs
const endOf = (day: string): number => marketDay(day, dk.zone).endMs

describe('runs of days', () => {
  test('begin anew at a gap and where a key changes, NULL being a key as any other', async () => {
    const set = await columns([
      [null, 'x', '2026-03-01'],
      [null, 'x', '2026-03-02'],
      [null, 'x', '2026-03-04'],
      ['1', 'x', '2026-03-05'],
      ['1', 'y', '2026-03-06'],
      ['1', 'y', '2026-03-07'],
    ])
    const runs = dayRuns(set, ['a', 'b'], dk.zone)
    expect(runs.map(({ first, rows }) => [first, rows.map(({ day }) => day.date.slice(-2))])).toEqual([
      [0, ['01', '02']],
      [2, ['04']],
      [3, ['05']],
      [4, ['06', '07']],
    ])
  })

  test('reach from local midnight to local midnight, also when the clock changes', async () => {
    const set = await columns([
      ['1', null, '2026-10-24'],
      ['1', null, '2026-10-25'],
    ])
    const [run] = dayRuns(set, ['a', 'b'], dk.zone)
    expect(run).toMatchObject({ fromMs: startOf('2026-10-24'), toMs: endOf('2026-10-25') })
    expect((run?.toMs ?? 0) - (run?.fromMs ?? 0)).toBe(49 * 3_600_000)
  })

  test('of nothing are none', async () => {
    const set = await engine.columns(`select cast('x' as VARCHAR) as a, DATE '2026-03-01' as market_day where false`)
    expect(dayRuns(set, ['a'], dk.zone)).toEqual([])
  })
})
