import { describe, expect, test } from 'vitest'
import { gridLossGaps } from './grid-loss-coverage.ts'

const DAY = 86_400_000
const period = { fromMs: 10 * DAY, toMs: 20 * DAY }
const both = (fromMs: number, toMs: number, gridArea = '800') =>
  (['consumption', 'production'] as const).map((type) => ({ gridArea, type, fromMs, toMs }))

function messages(points: Parameters<typeof gridLossGaps>[2], areas = ['800']): string[] {
  return gridLossGaps(areas, period, points).map((gap) => gap.message)
}

describe('every area has grid-loss points of both types over the whole period', () => {
  test('one period of each, or several that adjoin or overlap', () => {
    expect(messages(both(10 * DAY, 20 * DAY))).toEqual([])
    expect(messages([...both(15 * DAY, 20 * DAY), ...both(0, 15 * DAY)])).toEqual([])
    expect(messages([...both(0, 18 * DAY), ...both(12 * DAY, 14 * DAY), ...both(17 * DAY, 30 * DAY)])).toEqual([])
  })

  test('a gap is named with its area, type and beginning', () => {
    expect(messages([...both(0, 12 * DAY), ...both(13 * DAY, 30 * DAY)])).toEqual([
      'grid area 800 has no consumption grid-loss point from 1970-01-13T00:00:00Z',
      'grid area 800 has no production grid-loss point from 1970-01-13T00:00:00Z',
    ])
    expect(messages(both(11 * DAY, 30 * DAY))[0]).toContain('1970-01-11')
    expect(messages(both(0, 19 * DAY))[0]).toContain('1970-01-20')
  })

  test('each calculated area needs its own, others do not matter', () => {
    const points = both(0, 30 * DAY, '800')
    expect(messages(points, ['800', '042'])).toEqual([
      'grid area 042 has no consumption grid-loss point from 1970-01-11T00:00:00Z',
      'grid area 042 has no production grid-loss point from 1970-01-11T00:00:00Z',
    ])
    expect(messages([...points, ...both(0, 1, '999')])).toEqual([])
  })

  test('one type does not stand in for the other', () => {
    const found = gridLossGaps(
      ['800'],
      period,
      both(0, 30 * DAY).filter((point) => point.type === 'production'),
    )
    expect(found).toMatchObject([{ code: 'GRID_LOSS_POINT_MISSING', severity: 'error' }])
    expect(found[0]?.message).toContain('consumption')
  })
})
