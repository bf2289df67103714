import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { CalculationArguments } from '../arguments.ts'
import { canonicalCell } from './canonical-cell.ts'
import { readCsv, wordsOf } from './csv-table.ts'
import { NO_CHARGES } from './inputs.ts'
import { readArguments } from './read-arguments.ts'
import { readInputs } from './read-inputs.ts'
import { parseScenarioInstant } from './scenario-instant.ts'

const directory = mkdtempSync(join(tmpdir(), 'gridbook-reading-'))

afterAll(() => {
  rmSync(directory, { recursive: true, force: true })
})

function file(name: string, text: string): string {
  const path = join(directory, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

describe('instants', () => {
  test.each([
    ['2023-07-02T02:00:00Z', Date.UTC(2023, 6, 2, 2)],
    ['2023-07-02 02:00:00', Date.UTC(2023, 6, 2, 2)],
    ['2023-07-02 02:15', Date.UTC(2023, 6, 2, 2, 15)],
    ['2023-07-02T04:00:00+02:00', Date.UTC(2023, 6, 2, 2)],
    ['2023-07-02 02:00:00 +00:00', Date.UTC(2023, 6, 2, 2)],
    ['2023-07-02', Date.UTC(2023, 6, 2)],
  ])('%s', (text, instant) => {
    expect(parseScenarioInstant(text)).toBe(instant)
  })

  test.each(['', '2023-02-30 00:00', 'yesterday', '2023-07-02 25:00'])('%s is none', (text) => {
    expect(parseScenarioInstant(text)).toBeUndefined()
  })
})

describe('CSV files', () => {
  test('have a byte order mark or none, comments, empty cells and no end of line at the end', () => {
    const table = readCsv(file('a.csv', '\uFEFFid;# why;quantity\r\n042;because;\r\n7;;1.50'), 'a.csv')
    expect(table.columns).toEqual(['id', 'quantity'])
    expect(table.rows).toEqual([
      { line: 2, cells: { id: '042', quantity: null } },
      { line: 3, cells: { id: '7', quantity: '1.50' } },
    ])
  })

  test('write arrays in single or doubled quotes', () => {
    const table = readCsv(
      file('b.csv', `q\n['measured', 'missing']\n[""estimated"",""measured""]\n"[""calculated""]"\n[]\n`),
      'b.csv',
    )
    expect(table.rows.map(({ cells }) => wordsOf(cells['q'] ?? ''))).toEqual([
      ['measured', 'missing'],
      ['estimated', 'measured'],
      ['calculated'],
      [],
    ])
  })

  test('may lack cells at the end of a row but not have more than columns', () => {
    expect(readCsv(file('c.csv', 'a;b\n1\n'), 'c.csv').rows[0]?.cells).toEqual({ a: '1', b: null })
    expect(() => readCsv(file('d.csv', 'a;b\n1;2\n1;2;3\n'), 'd.csv')).toThrow('d.csv:3 has 3 values for 2 columns')
    expect(() => readCsv(file('e.csv', ''), 'e.csv')).toThrow('e.csv is empty')
    expect(() => readCsv(file('f.csv', 'a;a\n'), 'f.csv')).toThrow('two columns a')
  })
})

describe('cells are compared', () => {
  test.each([
    ['quantity', '1.5', '1.500'],
    ['amount', '-0.000', '0'],
    ['time', '2023-07-02 02:00', '2023-07-02T02:00:00Z'],
    ['quantity_qualities', "['measured', 'missing']", '[""missing"", ""measured"", ""measured""]'],
    ['is_tax', 'False', 'false'],
  ])('%s: %s is %s', (column, a, b) => {
    expect(canonicalCell(column, a)).toBe(canonicalCell(column, b))
  })

  test.each([
    ['grid_area_code', '042', '42'],
    ['quantity', '1.5', '1.501'],
    ['quantity', '0', ''],
    ['time', '2023-07-02 02:00', '2023-07-02 02:15'],
    ['quantity_qualities', "['measured']", "['measured', 'missing']"],
  ])('%s: %s is not %s', (column, a, b) => {
    expect(canonicalCell(column, a)).not.toBe(canonicalCell(column, b))
  })
})

const ARGUMENTS = `- grid-areas: [042, "800"]
  calculation-id: 0b15a420-9fc8-409a-a169-fbd49479d718
  period-start-datetime: 2023-07-02 02:00:00
  period-end-datetime: 2023-07-02 03:00:00
  calculation-type: aggregation
  calculation-execution-time-start: 2024-01-31 09:39:00
  created-by-user-id: 000
`

function read(text: string): CalculationArguments {
  return readArguments(file('calculation_arguments.yml', text), 'calculation_arguments.yml')
}

describe('calculation arguments', () => {
  test('keep the zeros of codes and have defaults', () => {
    const given = read(ARGUMENTS)
    expect(given).toMatchObject({
      gridAreas: ['042', '800'],
      zone: 'Europe/Copenhagen',
      isInternal: false,
      createdBy: '000',
    })
    expect(given.quarterlyTransitionMs).toBe(Date.UTC(2023, 0, 31, 23))
    expect(given.period).toEqual({ fromMs: Date.UTC(2023, 6, 2, 2), toMs: Date.UTC(2023, 6, 2, 3) })
  })

  test('may state everything, with hyphens or underlines, areas also as text', () => {
    const text = ARGUMENTS.replace('[042, "800"]', `"['804']"`)
    const given = read(
      `${text}  quarterly_resolution_transition_datetime: "2023-04-30T22:00:00Z"\n  time_zone: Europe/Copenhagen\n  is-internal-calculation: True\n`,
    )
    expect(given).toMatchObject({
      gridAreas: ['804'],
      isInternal: true,
      quarterlyTransitionMs: Date.UTC(2023, 3, 30, 22),
    })
  })

  test('say everything that is wrong with them', () => {
    const broken = ARGUMENTS.replace('aggregation', 'guessing')
      .replace('2023-07-02 02:00:00', 'soon')
      .replace(/.*calculation-id.*\n/, '')
    expect(() => read(broken)).toThrow(
      /has no calculation-id[^]*calculation-type 'guessing'[^]*period-start-datetime 'soon'/,
    )
    expect(() => read('[')).toThrow(/not readable as YAML/)
    expect(() => read(`${ARGUMENTS}${ARGUMENTS}`)).toThrow(/exactly one mapping/)
  })

  test('are held against the rules of a calculation', () => {
    expect(() => read(ARGUMENTS.replace('[042, "800"]', '[42]').replace('03:00:00', '02:00:00'))).toThrow(
      /'42' is not a grid area[^]*ends before/,
    )
  })
})

describe('the folder when', () => {
  const header = 'metering_point_id;type;settlement_method;grid_area_code;resolution;from_date;to_date\n'
  const folder = (name: string, points: string, readings: string): string => {
    file(`${name}/when/calculation_arguments.yml`, ARGUMENTS)
    file(`${name}/when/metering_point_periods.csv`, header + points)
    file(`${name}/when/time_series_points.csv`, `metering_point_id;quantity;quality;observation_time\n${readings}`)
    return join(directory, name)
  }

  test('may lack tables', () => {
    const given = readInputs(
      folder('sparse', 'P1;E18;;800;PT1H;2020-01-01 23:00;\n', 'P1;1.25;measured;2023-07-02 02:00\n'),
    )
    expect(given.lossPointIds).toEqual([])
    expect(given.charges).toEqual(NO_CHARGES)
    expect(given.points).toMatchObject([
      { meteringPointId: 'P1', type: 'production', resolution: 'PT1H', toMs: null, energySupplierId: null },
    ])
    expect(given.readings).toEqual([
      { meteringPointId: 'P1', microKwh: 1_250_000n, quality: 'measured', observedMs: Date.UTC(2023, 6, 2, 2) },
    ])
  })

  test('is told all of its faults with file and line', () => {
    const points = 'P1;E99;;800;PT1H;2020-01-01 23:00;\nP2;E17;D01;;PT7M;then;\n'
    const readings = 'P1;1,5;guessed;2023-07-02 02:00\nP1;;missing;2023-07-02 02:00:00\n'
    const attempt = () => readInputs(folder('broken', points, readings))
    expect(attempt).toThrow(/metering_point_periods.csv:2 has type 'E99'/)
    expect(attempt).toThrow(/metering_point_periods.csv:3 has resolution 'PT7M'/)
    expect(attempt).toThrow(/metering_point_periods.csv:3 has no grid_area_code/)
    expect(attempt).toThrow(/metering_point_periods.csv:3 has from_date 'then'/)
    expect(attempt).toThrow(/time_series_points.csv:2 has quantity '1,5', which is not-a-number/)
    expect(attempt).toThrow(/time_series_points.csv:2 has quality 'guessed'/)
    expect(attempt).toThrow(/reads point P1 at 2023-07-02T02:00:00.000Z twice/)
  })

  test('needs arguments', () => {
    mkdirSync(join(directory, 'nothing'))
    expect(() => readInputs(join(directory, 'nothing'))).toThrow(/calculation_arguments.yml is missing/)
  })
})
