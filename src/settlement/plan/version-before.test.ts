import { expect, test } from 'vitest'
import type { CalculationType } from '../calculation-type.ts'
import { nearestTypes, versionsBefore, type PublishedBefore } from './version-before.ts'

const ZONE = 'Europe/Copenhagen'

function published(gridArea: string, day: string, calculationType: CalculationType, version: number): PublishedBefore {
  return {
    gridArea,
    marketDay: day,
    calculationType,
    version: BigInt(version),
    calculationId: `c${version}`,
    inputSeq: BigInt(version),
  }
}
const inShort = (type: CalculationType, rows: readonly PublishedBefore[]): string[] =>
  versionsBefore(type, rows, ZONE).map(
    ({ calculationId, gridAreas, from, to }) => `${calculationId} ${gridAreas.join('+')} ${from}..${to}`,
  )

test('a type looks at itself first, then at what is nearest in time, the earlier one first', () => {
  expect(nearestTypes('balance_fixing').slice(0, 3)).toEqual(['balance_fixing', 'aggregation', 'wholesale_fixing'])
  expect(nearestTypes('aggregation').slice(0, 2)).toEqual(['aggregation', 'balance_fixing'])
  expect(nearestTypes('second_correction_settlement').slice(0, 4)).toEqual([
    'second_correction_settlement',
    'first_correction_settlement',
    'third_correction_settlement',
    'wholesale_fixing',
  ])
})

test('days and areas with one version before are together, across the day of 23 hours', () => {
  const days = ['2026-03-28', '2026-03-29', '2026-03-30']
  const rows = ['802', '801'].flatMap((area) => days.map((day) => published(area, day, 'balance_fixing', 7)))
  expect(inShort('balance_fixing', rows)).toEqual(['c7 801+802 2026-03-28..2026-03-31'])
})

test('another version in between divides the days', () => {
  const rows = [
    published('801', '2026-03-01', 'balance_fixing', 1),
    published('801', '2026-03-02', 'balance_fixing', 2),
    published('801', '2026-03-03', 'balance_fixing', 1),
  ]
  expect(inShort('balance_fixing', rows)).toEqual([
    'c1 801 2026-03-01..2026-03-02',
    'c2 801 2026-03-02..2026-03-03',
    'c1 801 2026-03-03..2026-03-04',
  ])
})

test('the same type goes before a higher version of another', () => {
  const rows = [
    published('801', '2026-03-01', 'balance_fixing', 1),
    published('801', '2026-03-01', 'aggregation', 9),
    published('802', '2026-03-01', 'third_correction_settlement', 5),
    published('802', '2026-03-01', 'aggregation', 4),
  ]
  expect(inShort('balance_fixing', rows)).toEqual(['c1 801 2026-03-01..2026-03-02', 'c4 802 2026-03-01..2026-03-02'])
  expect(inShort('balance_fixing', [])).toEqual([])
})
