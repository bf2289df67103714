import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { marketDay, maskOf, wordCount } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { openEngine, slots, textLiteral, type ColumnSet, type Engine } from '../../platform/index.ts'
import { announcedLosses } from './announced-losses.ts'
import { announcedSums } from './announced-sums.ts'
import type { StartedCalculation } from './calculation-store.ts'

type Quality = 'missing' | 'estimated' | 'measured' | 'calculated'

/** A row of a result: the slots that it has, each with its kWh and qualities. */
interface ResultRow {
  readonly keys: Readonly<Record<string, string | null>>
  readonly day: string
  readonly slots: ReadonlyMap<number, readonly [kwh: string, ...qualities: Quality[]]>
}

let engine: Engine
beforeAll(async () => {
  engine = await openEngine({ threads: 1, tempDir: join(tmpdir(), 'gridbook-announced') })
})
afterAll(async () => {
  await engine.close()
})

async function columns(rows: readonly ResultRow[]): Promise<ColumnSet> {
  const selects = rows.map(({ keys, day, slots: stated }) => {
    const texts = Object.entries(keys).map(
      ([key, text]) => `${text === null ? 'cast(null as VARCHAR)' : textLiteral(text)} as ${key}`,
    )
    const masks = (['present', 'missing', 'estimated', 'calculated', 'measured'] as const).flatMap((mask) => {
      const chosen = [...stated]
        .filter(([, [, ...of]]) => mask === 'present' || of.includes(mask))
        .map(([slot]) => slot)
      const words = maskOf(chosen, 100)
      return Array.from({ length: wordCount(100) }, (_, w) => `cast(${words[w] ?? 0} as BIGINT) as ${mask}_${w}`)
    })
    const values = slots(100, (k) => `cast(${stated.get(k)?.[0] ?? 'null'} as DECIMAL(18,3)) as q_${k + 1}`)
    return `select ${[...texts, `DATE '${day}' as market_day`, ...masks].join(', ')}, ${values}`
  })
  return await engine.columns(selects.join(' union all '))
}

const HOURLY = { from: '2023-03-26', to: '2023-03-27' } as const

function calculation(period: { readonly from: string; readonly to: string }): StartedCalculation {
  return {
    calculationId: '00000000-0000-4000-8000-000000000001',
    version: 7n,
    type: 'balance_fixing',
    gridAreas: ['801'],
    period: { fromMs: marketDay(period.from, dk.zone).startMs, toMs: marketDay(period.to, dk.zone).startMs },
    quarterlyTransitionMs: marketDay('2023-05-01', dk.zone).startMs,
    zone: dk.zone,
    isInternal: false,
    createdBy: 'a test',
    executionStartMs: 0,
  }
}

const sumKeys = (role: string, type: string, receiver: string | null): ResultRow['keys'] => ({
  role,
  receiver_id: receiver,
  energy_supplier_id: role === 'DDQ' ? receiver : null,
  balance_responsible_id: null,
  time_series_type: type,
})

describe('sums', () => {
  test('carry one code for the qualities of each slot; what a series does not have is withdrawn', async () => {
    const set = await columns([
      {
        keys: sumKeys('DDQ', 'flex_consumption', '5790000000012'),
        day: '2026-03-02',
        slots: new Map([
          [0, ['1.5', 'measured']],
          [1, ['2', 'measured', 'calculated']],
          [2, ['3', 'calculated']],
          [3, ['4', 'estimated', 'measured']],
          [4, ['5', 'missing', 'measured']],
          [60, ['0', 'missing']],
        ]),
      },
    ])
    const [sum] = announcedSums(set, calculation({ from: '2026-03-02', to: '2026-03-03' }), '801', undefined)
    expect(sum?.points).toHaveLength(96)
    expect(sum?.points.slice(0, 5)).toEqual([
      { position: 1, quantity: 1_500_000n, quality: 'measured' },
      { position: 2, quantity: 2_000_000n, quality: 'measured' },
      { position: 3, quantity: 3_000_000n, quality: 'calculated' },
      { position: 4, quantity: 4_000_000n, quality: 'estimated' },
      { position: 5, quantity: 5_000_000n, quality: 'incomplete' },
    ])
    expect(sum?.points[60]).toEqual({ position: 61, quantity: 0n, quality: 'incomplete' })
    expect(sum?.points[5]).toEqual({ position: 6, quantity: undefined, quality: 'missing' })
  })

  test('of a net export are negative', async () => {
    const keys = sumKeys('MDR', 'net_exchange_per_ga', null)
    const set = await columns([{ keys, day: '2026-03-02', slots: new Map([[0, ['-0.001', 'measured']]]) }])
    const [sum] = announcedSums(set, calculation({ from: '2026-03-02', to: '2026-03-03' }), '801', '5790000000029')
    expect(sum).toMatchObject({ meteringPointType: 'E20', receiver: { actorId: '5790000000029', role: 'MDR' } })
    expect(sum?.settlementMethod).toBeUndefined()
    expect(sum?.points[0]?.quantity).toBe(-1000n)
  })

  test('of an area that nobody answers for are sent to its other receivers only', async () => {
    const rows = [
      { keys: sumKeys('DDQ', 'production', '5790000000012'), day: '2026-03-02', slots: new Map() },
      { keys: sumKeys('MDR', 'production', null), day: '2026-03-02', slots: new Map() },
    ]
    const sums = announcedSums(
      await columns(rows),
      calculation({ from: '2026-03-02', to: '2026-03-03' }),
      '801',
      undefined,
    )
    expect(sums.map(({ receiver }) => receiver.role)).toEqual(['DDQ'])
  })

  test('before the transition are hourly: 23 positions on the day with 23 hours', async () => {
    const keys = sumKeys('DDQ', 'production', '5790000000012')
    const hours = Array.from({ length: 23 }, (_, k) => [k, [`${k}`, 'measured']] as const)
    const set = await columns([{ keys, day: '2023-03-26', slots: new Map(hours) }])
    const [sum] = announcedSums(set, calculation(HOURLY), '801', undefined)
    expect(sum).toMatchObject({
      resolution: 'PT1H',
      calculationVersion: 7n,
      fromMs: Date.UTC(2023, 2, 25, 23),
      toMs: Date.UTC(2023, 2, 26, 22),
    })
    expect(sum?.points.map(({ quantity }) => quantity)).toEqual(hours.map(([k]) => BigInt(k) * 1_000_000n))
  })
})

describe('losses', () => {
  const keys = (type: string, point: string): ResultRow['keys'] => ({
    time_series_type: type,
    metering_point_id: point,
    energy_supplier_id: '5790000000012',
  })

  test('before the transition are hourly day rows, every slot that there is calculated', async () => {
    const hours = Array.from({ length: 23 }, (_, k) => [k, [`${k}.001`, 'calculated']] as const)
    const set = await columns([
      {
        keys: keys('negative_grid_loss', '571313000000000024'),
        day: '2023-03-26',
        slots: new Map([[3, ['9', 'calculated']]]),
      },
      { keys: keys('positive_grid_loss', '571313000000000017'), day: '2023-03-26', slots: new Map(hours) },
    ])
    const [negative, positive] = announcedLosses(set, calculation(HOURLY), 42)
    expect([negative?.meteringPointType, positive?.meteringPointType]).toEqual(['E18', 'E17'])
    expect(positive).toMatchObject({ resolution: 'PT1H', registeredAtMs: 42, firstRow: 1, rowCount: 1 })
    const rows = positive?.rows
    expect(rows).toMatchObject({ slotClass: 25, count: 2 })
    expect([...(rows?.values.subarray(25, 48) ?? [])]).toEqual(hours.map(([k]) => BigInt(k) * 1_000_000n + 1000n))
    expect([...(rows?.stated ?? [])]).toEqual([2 ** 3, 2 ** 23 - 1])
    expect(rows?.calculated).toEqual(rows?.stated)
    expect([...(rows?.measured ?? [])]).toEqual([0, 0])
  })

  test('by the quarter-hour lie in two words of each mask', async () => {
    const quarters = Array.from({ length: 96 }, (_, k) => [k, ['1', 'calculated']] as const)
    const row = { keys: keys('positive_grid_loss', '571313000000000017'), day: '2026-03-02', slots: new Map(quarters) }
    const [loss] = announcedLosses(await columns([row]), calculation({ from: '2026-03-02', to: '2026-03-03' }), 42)
    expect([...(loss?.rows.stated ?? [])]).toEqual([2 ** 52 - 1, 2 ** 44 - 1])
    expect(loss?.rows.values.filter((value) => value === 1_000_000n)).toHaveLength(96)
  })
})
