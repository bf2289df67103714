import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isDigits, quoted, wrongShape } from './identifier-shape.ts'

describe('digits', () => {
  test('are the ten of ASCII, as many as asked for', () => {
    expect(isDigits('0123456789', 10)).toBe(true)
    expect(isDigits('', 0)).toBe(true)
    for (const text of ['12/', '12:', '12 ', '1٢3', '-12', '12', '1234', '1.2']) expect(isDigits(text, 3)).toBe(false)
  })

  test('agree with the pattern for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9/:]{0,8}$/)), fc.nat({ max: 8 }), (text, length) => {
        expect(isDigits(text, length)).toBe(text.length === length && /^[0-9]*$/.test(text))
      }),
      { numRuns: 500 },
    )
  })
})

describe('a text from outside', () => {
  test('is quoted whole while it is short', () => {
    expect(quoted('')).toBe("''")
    expect(quoted('x'.repeat(40))).toBe(`'${'x'.repeat(40)}'`)
  })

  test('is cut when it is long, with its length', () => {
    expect(quoted('x'.repeat(41))).toBe(`'${'x'.repeat(40)}...' (41 characters)`)
  })

  test('stands in the finding with what was expected and where', () => {
    expect(wrongShape('DK1', 'a grid area of three digits', { line: 3, field: 'grid_area' })).toMatchObject({
      code: 'FIELD_INVALID',
      message: "'DK1' is not a grid area of three digits",
      line: 3,
      field: 'grid_area',
    })
  })
})
