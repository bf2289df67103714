import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cellFault, csvCell } from './csv-cell.ts'

describe('a cell', () => {
  test.each([
    [null, ''],
    ['', '""'],
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['a;b', 'a;b'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['é 🔌 \u{1F1E9}\u{1F1F0}', 'é 🔌 \u{1F1E9}\u{1F1F0}'],
    [' blank ', ' blank '],
    ['=1+1', '=1+1'],
  ])('of text %j is %s', (text, expected) => {
    expect(csvCell(text, 'text', false)).toBe(expected)
  })

  test.each([
    ['=1+1', "'=1+1"],
    ['+45 12 34', "'+45 12 34"],
    ['-5', "'-5"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['=A1,"x"', `"'=A1,""x"""`],
    ['a=1', 'a=1'],
    ['', '""'],
  ])('that begins as a formula, %j, is guarded when asked for: %s', (text, expected) => {
    expect(csvCell(text, 'text', true)).toBe(expected)
  })

  test('of a number is never guarded: a minus is no formula there', () => {
    expect(csvCell('-5.00', 'decimal', true)).toBe('-5.00')
    expect(csvCell('-5', 'integer', true)).toBe('-5')
    expect(csvCell(null, 'decimal', true)).toBe('')
  })

  test('of any text is read back as it was by another reader of CSV', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a') }),
    )
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (cells) => {
        const line = cells.map((cell) => csvCell(cell, 'text', false)).join(',')
        expect(parse(`${line}\n`, { record_delimiter: '\n' })).toEqual([cells])
      }),
      { numRuns: 300 },
    )
  })
})

describe('a cell that is not what its column says', () => {
  test.each([
    ['2026-02-30', 'date', 'no date'],
    ['2026-03-31T00:00:00Z', 'date', 'no date'],
    ['', 'date', 'no date'],
    ['1,5', 'decimal', 'no decimal'],
    ['1e5', 'decimal', 'no decimal'],
    ['.5', 'decimal', 'no decimal'],
    ['NaN', 'decimal', 'no decimal'],
    ['', 'decimal', 'no decimal'],
    ['1.0', 'integer', 'no whole number'],
    ['a\0b', 'text', 'a NUL character'],
    ['a\uD83Db', 'text', 'broken Unicode'],
  ] as const)('%j is no %s: %s', (cell, kind, fault) => {
    expect(cellFault(cell, kind)).toBe(fault)
  })

  test.each([
    [null, 'date'],
    ['2026-03-31', 'date'],
    ['-0.10', 'decimal'],
    [`${'9'.repeat(400)}.5`, 'decimal'],
    ['-12', 'integer'],
    ['🔌', 'text'],
    ['', 'text'],
  ] as const)('%j is a %s', (cell, kind) => {
    expect(cellFault(cell, kind)).toBeUndefined()
  })
})
