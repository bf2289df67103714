import { expect, test } from 'vitest'
import { inReadingOrder, type InputFinding } from './input-finding.ts'
import { renderFindings } from './render-findings.ts'

const gap = (day: string, other: Partial<InputFinding> = {}): InputFinding => ({
  code: 'READINGS_MISSING',
  severity: 'warning',
  message: `grid area 801 on ${day}: 1 of 2 points lack 96 of 192 slots`,
  gridArea: '801',
  day,
  rows: [],
  ...other,
})

test('findings are read by code, with their first rows and what to do', () => {
  const rows = ['a', 'b', 'c', 'd'].map((meteringPointId) => ({ meteringPointId, marketDay: '2026-03-01', slots: 96 }))
  expect(renderFindings([gap('2026-03-01', { rows }), gap('2026-03-02')])).toBe(
    `warning READINGS_MISSING (2 findings)
  grid area 801 on 2026-03-01: 1 of 2 points lack 96 of 192 slots
    a  2026-03-01  96 slots
    b  2026-03-01  96 slots
    c  2026-03-01  96 slots
  grid area 801 on 2026-03-02: 1 of 2 points lack 96 of 192 slots
  -> Wait for the readings or ask for them; the next run counts them then.`,
  )
})

test('of many of one code the first ten are read', () => {
  const many = Array.from({ length: 12 }, (_, n) => gap(`2026-03-${n + 10}`))
  expect(renderFindings(many)).toContain('\n  and 2 more\n')
  expect(renderFindings([])).toBe('')
})

test('errors come before warnings, then the code, the area, the charge, the day', () => {
  const found = [
    gap('2026-03-02'),
    gap('2026-03-01'),
    gap('2026-03-05', { gridArea: '800' }),
    gap('2026-03-09', { code: 'TAX_OWNERS', severity: 'error', charge: 'b' }),
    gap('2026-03-09', { code: 'TAX_OWNERS', severity: 'error', charge: 'a' }),
    gap('2026-03-09', { code: 'AREA_WITHOUT_POINTS' }),
  ]
  expect(inReadingOrder(found).map(({ code, charge, day }) => charge ?? `${code} ${day}`)).toEqual([
    'a',
    'b',
    'AREA_WITHOUT_POINTS 2026-03-09',
    'READINGS_MISSING 2026-03-05',
    'READINGS_MISSING 2026-03-01',
    'READINGS_MISSING 2026-03-02',
  ])
})
