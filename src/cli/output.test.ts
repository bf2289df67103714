import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { finding, GridbookError } from '../kernel/index.ts'
import { wholeNumber } from './options.ts'
import { errorText, findingText, print, table } from './output.ts'
import { progressView } from './progress.ts'

describe('printing', () => {
  let written = ''
  beforeEach(() => {
    written = ''
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written += String(text)
      return true
    })
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  test('gives the text, or one JSON document', () => {
    print({ a: 1 }, () => 'one', false)
    expect(written).toBe('one\n')
    written = ''
    print({ a: 1 }, () => 'one', true)
    expect(JSON.parse(written)).toEqual({ a: 1 })
  })

  test('whole numbers of any size are text in JSON, never rounded', () => {
    print({ seq: 9_007_199_254_740_993n }, () => '', true)
    expect(JSON.parse(written)).toEqual({ seq: '9007199254740993' })
  })

  test('a failure keeps code, message, place and hint in JSON', () => {
    const error = new GridbookError('STORAGE_FULL', 'a.json was not stored', { field: 'a.json' })
    print({ error }, () => '', true)
    expect(JSON.parse(written)).toEqual({
      error: { code: 'STORAGE_FULL', message: 'a.json was not stored', field: 'a.json', hint: error.hint },
    })
  })
})

describe('texts', () => {
  test('a table has columns as wide as their widest cell, numbers to the right', () => {
    const text = table(
      ['area', 'kWh', 'note'],
      [
        ['801', '12.5', 'a'],
        ['802', '-3', 'longer'],
      ],
    )
    expect(text.split('\n')).toEqual(['area   kWh  note', '----  ----  ------', ' 801  12.5  a', ' 802    -3  longer'])
  })

  test('a table without rows has its header', () => {
    expect(table(['a', 'bb'], [])).toBe('a  bb\n-  --')
  })

  test('a finding says code, place, what and what to do', () => {
    const text = findingText(
      finding('E86', 'quantity -1 is negative', {
        path: '$.Series[0]',
        line: 3,
        field: 'quantity',
        point: '57',
        day: '2026-03-01',
      }),
    )
    expect(text).toContain('E86 ($.Series[0], line 3, quantity, 57, 2026-03-01): quantity -1 is negative')
    expect(text.split('\n')[1]?.trim()).not.toBe('')
    expect(findingText(finding('E86', 'x')).startsWith('E86: x')).toBe(true)
  })

  test('a failure says its code and what to do; an unexpected one where it happened', () => {
    expect(errorText(new GridbookError('USAGE', 'no'))).toMatch(/^USAGE: no\n {2}\S/)
    expect(errorText(new TypeError('odd'))).toContain('output.test')
    expect(errorText('only text')).toBe('only text')
  })
})

describe('options', () => {
  test('a whole number is digits and nothing else', () => {
    expect(wholeNumber('0')).toBe(0)
    expect(wholeNumber('100000')).toBe(100_000)
    for (const text of ['', '-1', '1.5', '1e3', 'x', ' 1', '1234567890123'])
      expect(() => wholeNumber(text), text).toThrow('whole number')
  })
})

describe('progress elsewhere than on a terminal', () => {
  test('is one line a step, with rows, seconds and rate', () => {
    const lines: string[] = []
    const view = progressView(false, (text) => lines.push(text))
    view.show({ step: 'import', done: 1, of: 10, unit: 'documents' })
    expect(lines).toEqual([])
    view.finish({ name: 'import', rows: 12_000, seconds: '1.500' })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/import\s+12,000 rows\s+1\.500 s\s+8,000\/s\n$/)
    view.finish({ name: 'nothing', rows: 0, seconds: '0.000' })
    expect(lines[1]).not.toContain('/s')
  })
})

test('progress on a terminal says how fast it is and how long it will take, from where it went on', () => {
  const drawn: string[] = []
  const now = vi.spyOn(performance, 'now').mockReturnValue(1_000)
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => drawn.push(String(text)) > 0)
  try {
    const view = progressView(true)
    view.show({ step: 'import', done: 4_000, of: 10_000, unit: 'rows' })
    now.mockReturnValue(3_000)
    view.show({ step: 'import', done: 6_000, of: 10_000, unit: 'rows' })
    expect(drawn.join('')).toMatch(/6,000 of 10,000 rows\s+1,000 rows\/s\s+2 s\s+4 s left/)
  } finally {
    write.mockRestore()
    now.mockRestore()
  }
})
