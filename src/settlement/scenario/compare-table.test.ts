import { describe, expect, test } from 'vitest'
import { compareTable } from './compare-table.ts'
import type { CsvTable } from './csv-table.ts'
import { renderScenario } from './render-scenario.ts'

type Cells = Record<string, string | null>

function expected(columns: readonly string[], ...rows: Cells[]): CsvTable {
  return { file: 'then/x.csv', columns, rows: rows.map((cells, at) => ({ line: at + 2, cells })) }
}

function calculated(...rows: Cells[]) {
  return { columns: Object.keys(rows[0] ?? {}), rows }
}

const columns = ['area', 'quantity', 'time']
const a = { area: '800', quantity: '1', time: '2023-07-02T02:00:00Z' }
const b = { area: '801', quantity: '2', time: '2023-07-02T02:00:00Z' }

describe('tables are compared', () => {
  test('as sets of rows with their numbers, in any order', () => {
    expect(compareTable(expected(columns, a, b), calculated(b, { ...a, quantity: '1.000' }))).toEqual([])
    expect(compareTable(expected(columns, a, a), calculated(a))).toMatchObject([{ kind: 'missing', line: 3 }])
    expect(compareTable(expected(columns, a), calculated(a, a))).toMatchObject([{ kind: 'unexpected' }])
    expect(compareTable(expected(columns), calculated())).toEqual([])
    expect(compareTable(expected(columns), calculated(a))).toHaveLength(1)
  })

  test('by the columns of the expected file', () => {
    expect(compareTable(expected(['area'], { area: '800' }), calculated(a))).toEqual([])
    expect(compareTable(expected(['area', 'other'], { area: '800', other: 'x' }), calculated(a))).toHaveLength(1)
    expect(compareTable(expected(['area', 'other'], { area: '800', other: null }), calculated(a))).toEqual([])
  })

  test('without columns that are ignored in every row', () => {
    const ignored = { ...a, quantity: '[IGNORED]' }
    expect(compareTable(expected(columns, ignored), calculated(a))).toEqual([])
    expect(compareTable(expected(columns, ignored, b), calculated(a, b))).toHaveLength(1)
  })

  test('and a wrong row is shown beside its nearest', () => {
    expect(compareTable(expected(columns, a, b), calculated({ ...a, quantity: '9' }, b))).toEqual([
      {
        kind: 'missing',
        line: 2,
        row: '800;1;2023-07-02T02:00:00Z',
        nearest: [{ column: 'quantity', expected: '1', calculated: '9' }],
      },
    ])
  })

  test('with five differences at most', () => {
    const rows = Array.from({ length: 9 }, (_, n) => ({ ...a, area: `${n}`, quantity: `${n}` }))
    expect(compareTable(expected(columns, ...rows), calculated())).toHaveLength(5)
    expect(compareTable(expected(columns), calculated(...rows))).toHaveLength(5)
  })
})

test('a result is rendered with its differences and a verdict', () => {
  const differences = compareTable(
    expected(columns, a, b),
    calculated({ ...a, quantity: '' }, { area: '9', quantity: '3', time: '' }),
  )
  const text = renderScenario({
    scenario: 'given_something',
    passed: false,
    findings: [],
    files: [
      { file: 'then/x.csv', status: 'failed', rows: 2, differences },
      { file: 'then/longer_name.csv', status: 'passed', rows: 1, differences: [] },
      { file: 'then/y.csv', status: 'not_calculated', rows: 3, differences: [] },
    ],
  })
  expect(text.split('\n')).toEqual([
    'then/x.csv            FAIL  2 rows',
    '    line 2 not calculated: 800;1;2023-07-02T02:00:00Z',
    '        quantity: expected 1, calculated (empty)',
    '    line 3 not calculated: 801;2;2023-07-02T02:00:00Z',
    '    unexpected row: 9;3;',
    'then/longer_name.csv  pass  1 row',
    'then/y.csv            NOT_CALCULATED  3 rows',
    'given_something: failed, 1 of 3 files as expected',
  ])
})
