import { expect, test } from 'vitest'
import { addDays, marketDay } from '../kernel/index.ts'
import { dayGroups } from './day-groups.ts'
import { reportName } from './file-name.ts'
import { csvLine, headerOf } from './report-columns.ts'

const DAYS = Array.from({ length: 31 }, (_, n) => addDays(marketDay('2026-03-01', 'Europe/Copenhagen'), n))
const viewer = { role: 'system_operator', actorId: '5790000432752' } as const

test('a name says prefix, area, actor, role, first and last day, and the number of a part', () => {
  const named = { gridAreas: ['801'], viewer, days: DAYS }
  expect(reportName('TSSD60', named)).toBe('TSSD60_801_5790000432752_EZ_01-03-2026_31-03-2026')
  expect(reportName('TSSD60', { ...named, gridAreas: ['801', '802'] }, 2)).toBe(
    'TSSD60_flere-net_5790000432752_EZ_01-03-2026_31-03-2026_2',
  )
})

test('days come in groups of what can be sorted at once, each day once, in order', () => {
  expect(dayGroups(DAYS, 0)).toEqual([DAYS])
  expect(dayGroups(DAYS, 10_000).map(({ length }) => length)).toEqual([5, 5, 5, 5, 5, 5, 1])
  expect(dayGroups(DAYS, 4_000_000)).toHaveLength(31)
  expect(dayGroups(DAYS, 10_000).flat()).toEqual(DAYS)
  expect(dayGroups([], 1)).toEqual([])
})

test('header and line have the same columns', () => {
  const columns = ['A', 'B', 'C'].map((name) => ({ name, text: name.toLowerCase() }))
  expect(headerOf(columns)).toBe('A,B,C')
  expect(csvLine(columns)).toBe("concat(a, ',', b, ',', c)")
})
