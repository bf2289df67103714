import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvField, splitCsvLine } from './csv-line.ts'

test.each<[string, string[] | undefined]>([
  ['a;b;c', ['a', 'b', 'c']],
  ['', ['']],
  [';', ['', '']],
  [' a ; b', ['a', 'b']],
  ['"a;b";c', ['a;b', 'c']],
  [' "a" ;"b" ', ['a', 'b']],
  ['"a ""b""";""', ['a "b"', '']],
  ['a"b;c', ['a"b', 'c']],
  ['"a"b;c', undefined],
  ['"a;b', undefined],
  ['"a""', undefined],
  ['a;"', undefined],
])('%s', (line, fields) => {
  expect(splitCsvLine(line, ';')).toEqual(fields)
})

test('what is written with quotes is read back', () => {
  const field = fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n]/.test(text))
  fc.assert(
    fc.property(fc.array(field, { minLength: 1 }), fc.constantFrom(';', ','), (fields, delimiter) => {
      const line = fields.map((text) => `"${text.replaceAll('"', '""')}"`).join(delimiter)
      expect(splitCsvLine(line, delimiter)).toEqual(fields)
    }),
    { numRuns: 500 },
  )
})

test('any line is answered', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('"', ';', ' ', 'a') }), (line) => {
      const fields = splitCsvLine(line, ';')
      if (!line.includes('"')) expect(fields).toHaveLength(line.split(';').length)
      else if (fields !== undefined) expect(fields.length).toBeLessThanOrEqual(line.split(';').length)
    }),
    { numRuns: 2_000 },
  )
})

test('a field as it is written is read back, but for line breaks', () => {
  const field = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(' a', 'a;b', '"', '\u00A0', ''))
  fc.assert(
    fc.property(fc.array(field, { minLength: 1 }), (fields) => {
      const line = fields.map((text) => csvField(text, ';')).join(';')
      expect(splitCsvLine(line, ';')).toEqual(fields.map((text) => text.replaceAll(/\r?\n|\r/g, ' ')))
    }),
    { numRuns: 500 },
  )
  expect(csvField('plain text', ';')).toBe('plain text')
})
