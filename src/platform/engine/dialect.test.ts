import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import * as sql from './dialect.ts'
import { openEngine } from './open-engine.ts'
import type { ColumnSpec } from './engine.ts'

const tempDir = mkdtempSync(join(tmpdir(), 'dialect-'))
const engine = await openEngine({ threads: 2, tempDir })
afterAll(async () => {
  await engine.close()
  rmSync(tempDir, { recursive: true })
})

/** An expression, and its answer as text, computed by hand; null is NULL, a pattern is an error that must be raised. */
type Case = readonly [expression: string, expected: string | null | RegExp]

const MAX18 = '999999999999.999999'
const MAX38 = '9'.repeat(38)
const kwh = (text: string): string => `CAST('${text}' AS DECIMAL(18,6))`
const wide = (text: string, scale: number): string => `CAST('${text}' AS DECIMAL(38,${scale}))`
const noKwh = 'CAST(NULL AS DECIMAL(18,6))'
const big = (text: string): string => `CAST('${text}' AS BIGINT)`
const overflow = /overflow|out of range|could not cast/i

const groups: Record<string, readonly Case[]> = {
  'rounding is half away from zero': [
    [sql.roundHalfAway(kwh('0.0005'), 6, 3), '0.001'],
    [sql.roundHalfAway(kwh('-0.0005'), 6, 3), '-0.001'],
    [sql.roundHalfAway(kwh('0.000499'), 6, 3), '0.000'],
    [sql.roundHalfAway(kwh('-0.000499'), 6, 3), '0.000'],
    [sql.roundHalfAway(kwh('0.0015'), 6, 3), '0.002'],
    [sql.roundHalfAway(kwh('-0.0015'), 6, 3), '-0.002'],
    [sql.roundHalfAway(kwh('0.0025'), 6, 3), '0.003'],
    // Both sides of what has room in 64 bits.
    [sql.roundHalfAway(`cast('99999999999.9995' as DECIMAL(38,6))`, 6, 3), '100000000000.000'],
    [sql.roundHalfAway(`cast('-99999999999.9995' as DECIMAL(38,6))`, 6, 3), '-100000000000.000'],
    [sql.roundHalfAway(`cast('100000000000.0005' as DECIMAL(38,6))`, 6, 3), '100000000000.001'],
    [sql.roundHalfAway(`cast('-100000000000.0005' as DECIMAL(38,6))`, 6, 3), '-100000000000.001'],
    [sql.roundHalfAway(`cast('12345678901234567890.1234565' as DECIMAL(38,7))`, 7, 6), '12345678901234567890.123457'],
    [sql.roundHalfAway(kwh('-0.0025'), 6, 3), '-0.003'],
    [sql.roundHalfAway(kwh('1.2345'), 6, 0), '1'],
    [sql.roundHalfAway(kwh('-1.5'), 6, 0), '-2'],
    [sql.roundHalfAway(kwh('2.5'), 6, 0), '3'],
    [sql.roundHalfAway(kwh('999999999999.9995'), 6, 3), '1000000000000.000'],
    [sql.roundHalfAway(kwh('1.1'), 6, 6), '1.100000'],
    [sql.roundHalfAway(wide('0.000000000000500000', 18), 18, 12), '0.000000000001'],
    [sql.roundHalfAway(wide('-0.000000000000499999', 18), 18, 12), '0.000000000000'],
    [sql.roundHalfAway(noKwh, 6, 3), null],
    [sql.roundHalfAway(sql.roundHalfAway(kwh('0.000446'), 6, 5), 5, 4), '0.0005'], // twice is not once
    [sql.roundHalfAway(kwh('0.000446'), 6, 4), '0.0004'],
  ],
  'widening is exact': [
    [sql.decimal(kwh('0.1'), 38, 12), '0.100000000000'],
    [sql.decimal(kwh(MAX18), 38, 6), MAX18],
    [sql.decimal('7', 18, 6), '7.000000'],
    [sql.decimal(kwh('1000'), 5, 3), overflow],
    [sql.decimal(wide(MAX38, 0), 38, 1), overflow],
    ['typeof(CAST(1 AS DECIMAL(18,6)) + CAST(1 AS DECIMAL(18,6)))', 'DECIMAL(18,6)'],
    [`${kwh(MAX18)} + ${kwh('0.000001')}`, overflow],
    [`${kwh(`-${MAX18}`)} - ${kwh('0.000001')}`, overflow],
    [`${kwh('0.1')} + ${kwh('0.2')}`, '0.300000'],
    [`${kwh('0.1')} + ${kwh('0.2')} = ${kwh('0.3')}`, 'true'],
  ],
  'products are widened first': [
    [sql.multiply(kwh('1.5'), 6, kwh('0.333333'), 6), '0.499999500000'],
    [sql.multiply(kwh('-1.5'), 6, kwh('0.000001'), 6), '-0.000001500000'],
    [sql.multiply(kwh(MAX18), 6, kwh(MAX18), 6), '999999999999999998000000.000000000001'],
    [sql.multiply(kwh(MAX18), 6, kwh(`-${MAX18}`), 6), '-999999999999999998000000.000000000001'],
    [sql.multiply(kwh('12.345'), 6, "CAST('0.25' AS DECIMAL(3,2))", 2), '3.08625000'],
    [`typeof(${sql.multiply(kwh('1'), 6, kwh('1'), 6)})`, 'DECIMAL(38,12)'],
    [sql.multiply(noKwh, 6, kwh('2'), 6), null],
    [sql.multiply(wide('99999999999999999999', 6), 6, wide('99999999999999999999', 6), 6), overflow],
    [`${kwh(MAX18)} * ${kwh('10')}`, overflow],
  ],
  'division is exact': [
    [sql.divide(kwh('1'), kwh('3'), 6), '0.333333'],
    [sql.divide(kwh('2'), kwh('3'), 6), '0.666667'],
    [sql.divide(kwh('-2'), kwh('3'), 6), '-0.666667'],
    [sql.divide(kwh('2'), kwh('-3'), 6), '-0.666667'],
    [sql.divide(kwh('-2'), kwh('-3'), 6), '0.666667'],
    [sql.divide(kwh('1'), kwh('8'), 2), '0.13'],
    [sql.divide(kwh('-1'), kwh('8'), 2), '-0.13'],
    [sql.divide(kwh('1'), kwh('8'), 0), '0'],
    [sql.divide(kwh('5'), kwh('2'), 0), '3'],
    [sql.divide(kwh('-5'), kwh('2'), 0), '-3'],
    [sql.divide(kwh('0'), kwh('-7'), 6), '0.000000'],
    [sql.divide(kwh('0.000001'), kwh('2'), 6), '0.000001'],
    [sql.divide(kwh('0.000001'), kwh('2.000001'), 6), '0.000000'],
    [sql.divide(kwh(MAX18), kwh('0.000001'), 6), '999999999999999999.000000'],
    [sql.divide('100', '3', 8, { n: 0, d: 0 }), '33.33333333'],
    [sql.divide(wide('1.00000000', 8), '4', 8, { n: 8, d: 0 }), '0.25000000'],
    [sql.divide(wide('0.000000000003', 12), '2', 6, { n: 12, d: 0 }), '0.000000'],
    [sql.divide(wide('0.000001000000', 12), '2', 6, { n: 12, d: 0 }), '0.000001'],
    [sql.divide(noKwh, kwh('1'), 6), null],
    [sql.divide(kwh('1'), noKwh, 6), null],
    [sql.divide(kwh('1'), kwh('0'), 6), /division by zero/],
    [sql.divide(wide('0.00000005', 8), kwh('1'), 6), /more decimals than stated/],
    [sql.divide(wide('99999999999999999999999999999999', 6), kwh('0.000001'), 6), overflow],
    ['typeof(7 // 2)', 'INTEGER'],
    ['CAST(-7 AS HUGEINT) // 2', '-3'], // truncates: divide relies on it
  ],
  'the least is zero, and NULL is not zero': [
    [sql.greatest0(kwh('-0.000001')), '0.000000'],
    [sql.greatest0(kwh('0.000001')), '0.000001'],
    [sql.greatest0(kwh('0')), '0.000000'],
    [sql.greatest0(noKwh), null],
    [`typeof(${sql.greatest0(kwh('1'))})`, 'DECIMAL(18,6)'],
    [`typeof(${sql.greatest0(wide('1', 3))})`, 'DECIMAL(38,3)'],
  ],
  'masks of 52 bits': [
    [`${big('2251799813685248')} & ${big('4503599627370495')}`, '2251799813685248'], // bit 51 alone
    [`${big('4503599627370495')} | ${big('1')}`, '4503599627370495'],
    [`${big('4503599627370495')} & ~${big('1')}`, '4503599627370494'],
    [`bit_count(${big('4503599627370495')})`, '52'],
    [`(CAST(1 AS BIGINT) << 51)`, '2251799813685248'],
    [`${big('5')} | CAST(NULL AS BIGINT)`, null],
    [`${big('9223372036854775807')} + 1`, overflow],
  ],
  'instants and days': [
    [sql.instantText(sql.instantLiteral(Date.UTC(2026, 2, 28, 23))), '2026-03-28T23:00:00Z'], // 23-hour day begins
    [sql.instantText(sql.instantLiteral(Date.UTC(2026, 2, 29, 22))), '2026-03-29T22:00:00Z'], // and ends
    [sql.instantText(sql.instantLiteral(Date.UTC(2026, 9, 24, 22))), '2026-10-24T22:00:00Z'], // 25-hour day begins
    [sql.instantText(sql.instantLiteral(Date.UTC(2026, 9, 25, 23))), '2026-10-25T23:00:00Z'], // and ends
    [sql.instantText(sql.instantLiteral(Date.UTC(2026, 9, 25, 0, 0))), '2026-10-25T00:00:00Z'], // 02:00 local for the first time
    [sql.instantText(sql.instantLiteral(Date.UTC(2026, 9, 25, 1, 0))), '2026-10-25T01:00:00Z'], // and again
    [sql.instantText('-1000'), '1969-12-31T23:59:59Z'],
    [sql.instantText('CAST(NULL AS BIGINT)'), null],
    [
      `${sql.instantLiteral(1774738800000)} + ${sql.instantLiteral(3600000)} * 23 = ${sql.instantLiteral(1774821600000)}`,
      'true',
    ],
    [`${sql.dateLiteral('2026-02-28')} + 1`, '2026-03-01'],
    [`${sql.dateLiteral('2028-02-28')} + 1`, '2028-02-29'],
    [`${sql.dateLiteral('2026-12-31')} + 1`, '2027-01-01'],
    [`${sql.dateLiteral('2026-10-26')} - ${sql.dateLiteral('2026-10-25')}`, '1'],
    [sql.dateLiteral('2026-02-30'), /date/i],
    ["current_setting('TimeZone')", 'UTC'],
  ],
  texts: [
    [sql.textLiteral("O'Hara; DROP"), "O'Hara; DROP"],
    [sql.textLiteral(''), ''],
    [sql.textLiteral('a\\n%'), 'a\\n%'],
    [`'a' < 'B'`, 'false'], // by code point, not by a language
    [`'Z' < 'Å'`, 'true'],
    [`'10' < '9'`, 'true'],
    [`'042' = '42'`, 'false'],
    [`'a' = 'a '`, 'false'],
  ],
}

describe.each(Object.entries(groups))('%s', (_, cases) => {
  test.each(cases)('%s', async (expression, expected) => {
    const select = `SELECT CAST((${expression}) AS VARCHAR) AS answer`
    if (expected instanceof RegExp) {
      await expect(engine.rows(select)).rejects.toThrow(expected)
    } else {
      expect(await engine.rows(select)).toEqual([{ answer: expected }])
    }
  })
})

const pair: readonly ColumnSpec[] = [
  { name: 'k', type: 'INTEGER' },
  { name: 'q', type: 'DECIMAL(18,6)' },
  { name: 'm', type: 'BIGINT' },
]

describe('groups', () => {
  const rows = sql.valuesRelation(pair, [
    [1, '0.100000', 5n],
    [1, null, null],
    [1, '-0.300000', 2251799813685248n],
    [2, null, null],
  ])

  test.each([
    [`SELECT CAST(${sql.sum('q')} AS VARCHAR) AS a FROM ${rows} WHERE k = 1`, '-0.200000'],
    [`SELECT CAST(${sql.sum('q')} AS VARCHAR) AS a FROM ${rows} WHERE k = 2`, null],
    [`SELECT CAST(${sql.sum('q')} AS VARCHAR) AS a FROM ${sql.emptyRelation(pair)}`, null],
    [`SELECT CAST(${sql.sum('m')} AS VARCHAR) AS a FROM ${rows}`, '2251799813685253'],
    [`SELECT typeof(${sql.sum('q')}) AS a FROM ${rows}`, 'DECIMAL(38,6)'],
    [`SELECT typeof(${sql.sum('m')}) AS a FROM ${rows}`, 'HUGEINT'],
    [`SELECT CAST(${sql.bitOr('m')} AS VARCHAR) AS a FROM ${rows}`, '2251799813685253'],
    [`SELECT CAST(${sql.bitOr('m')} AS VARCHAR) AS a FROM ${rows} WHERE k = 2`, null],
    [`SELECT typeof(${sql.bitOr('m')}) AS a FROM ${rows}`, 'BIGINT'],
    [`SELECT CAST(count(q) AS VARCHAR) AS a FROM ${rows}`, '2'],
    [`SELECT string_agg(CAST(k AS VARCHAR), '' ORDER BY q NULLS LAST, k) AS a FROM ${rows}`, '1112'],
    [`SELECT CAST(count(*) AS VARCHAR) AS a FROM ${rows} AS l JOIN ${rows} AS r ON l.q = r.q`, '2'], // NULL joins nothing
    [`SELECT CAST(count(*) AS VARCHAR) AS a FROM ${rows} AS l LEFT JOIN ${rows} AS r ON l.q = r.q`, '4'],
    [`SELECT CAST(count(*) AS VARCHAR) AS a FROM ${rows} AS l JOIN ${rows} AS r ON l.q IS NOT DISTINCT FROM r.q`, '6'],
    [`SELECT CAST(count(*) AS VARCHAR) AS a FROM ${rows} WHERE q <> 0.1`, '1'], // NULL <> 0.1 is not true
  ])('%s', async (select, expected) => {
    expect(await engine.rows(select)).toEqual([{ a: expected }])
  })

  test('the sum of four million greatest values is exact', async () => {
    const select = `SELECT CAST(${sql.sum(kwh(MAX18))} AS VARCHAR) AS a FROM range(4000000)`
    expect(await engine.rows(select)).toEqual([{ a: '3999999999999999996.000000' }])
  })

  test('a sum beyond 38 digits raises an error', async () => {
    const select = `SELECT ${sql.sum(wide(MAX38, 0))} AS a FROM range(3)`
    await expect(engine.rows(select)).rejects.toThrow(overflow)
  })
})

describe('relations', () => {
  test('values come back as they went in, in the order asked for', async () => {
    const columns: readonly ColumnSpec[] = [
      { name: 'an "odd" name', type: 'VARCHAR' },
      { name: 'd', type: 'DATE' },
      { name: 'b', type: 'BOOLEAN' },
      { name: 'q', type: 'DECIMAL(18,6)' },
      { name: 'm', type: 'BIGINT' },
    ]
    const relation = sql.valuesRelation(columns, [
      ["it's", '2026-10-25', true, `-${MAX18}`, -9223372036854775808n],
      [null, null, null, null, null],
    ])
    expect(await engine.rows(`SELECT * FROM ${relation} ORDER BY d NULLS LAST`)).toEqual([
      { 'an "odd" name': "it's", d: '2026-10-25', b: true, q: `-${MAX18}`, m: -9223372036854775808n },
      { 'an "odd" name': null, d: null, b: null, q: null, m: null },
    ])
  })

  test('a relation of no rows keeps its types', async () => {
    const [row] = await engine.rows(
      `SELECT count(*) AS n, typeof(any_value(q)) AS q, typeof(any_value(m)) AS m FROM ${sql.valuesRelation(pair, [])}`,
    )
    expect(row).toEqual({ n: 0n, q: 'DECIMAL(18,6)', m: 'BIGINT' })
  })

  test.each([
    ['DECIMAL(18,6)', '0.0000005'],
    ['DECIMAL(18,6)', '1e3'],
    ['DECIMAL(18,6)', 1.5],
    ['DECIMAL(18,6)', ''],
    ['BIGINT', 2 ** 53],
    ['INTEGER', 0.5],
    ['DATE', '25.10.2026'],
    ['DOUBLE', '1'],
  ])('a %s refuses %s instead of rounding it', (type, value) => {
    const column = { name: 'x', type: type as ColumnSpec['type'] }
    expect(() => sql.valuesRelation([column], [[value]])).toThrow(RangeError)
  })

  test('no files, no relation', () => {
    expect(() => sql.parquet([])).toThrow(RangeError)
  })

  test('literals of instants are whole milliseconds', () => {
    expect(() => sql.instantLiteral(0.5)).toThrow(RangeError)
    expect(() => sql.instantLiteral(Number.NaN)).toThrow(RangeError)
  })
})
