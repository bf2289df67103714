import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { glnWithCheckDigit, gs1CheckDigit, gsrnWithCheckDigit, parseGln, parseGsrn, parseGsrnShape } from './gs1.ts'

const refusedWith = (code: string): object => ({ ok: false, error: { code, severity: 'error' } })

describe('GSRN', () => {
  test('is read with its check digit and stays text', () => {
    expect(parseGsrn('571313000000002000')).toEqual({ ok: true, value: '571313000000002000' })
  })

  test('with a wrong check digit says which it should be, and where', () => {
    const parsed = parseGsrn('571313000000002001', { path: '$.Series[0]', field: 'mRID' })
    expect(parsed).toMatchObject({
      ok: false,
      error: { code: 'CHECK_DIGIT', path: '$.Series[0]', field: 'mRID' },
    })
    expect(parsed.ok ? '' : parsed.error.message).toBe(
      'metering point 571313000000002001 ends with 1; its check digit is 0',
    )
  })

  test.each([
    '',
    '57131300000000200',
    '5713130000000020000',
    '57131300000000200O',
    ' 71313000000002000',
    '５71313000000002000',
  ])('%j does not look like one', (text) => {
    expect(parseGsrn(text)).toMatchObject(refusedWith('FIELD_INVALID'))
    expect(parseGsrnShape(text)).toMatchObject(refusedWith('FIELD_INVALID'))
  })

  test('is taken by its shape where that is asked for', () => {
    expect(parseGsrn('170000001500001000')).toMatchObject(refusedWith('CHECK_DIGIT'))
    expect(parseGsrnShape('170000001500001000')).toEqual({ ok: true, value: '170000001500001000' })
  })

  test('can be made; any single wrong digit is then noticed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 17 }), fc.integer({ min: 1, max: 9 }), (serial, place, off) => {
        const gsrn = gsrnWithCheckDigit(serial)
        expect(gsrn).toMatch(/^57\d{16}$/)
        expect(parseGsrn(gsrn)).toEqual({ ok: true, value: gsrn })
        const digit = (Number(gsrn.charAt(place)) + off) % 10
        expect(parseGsrn(`${gsrn.slice(0, place)}${digit}${gsrn.slice(place + 1)}`)).toMatchObject(
          refusedWith('CHECK_DIGIT'),
        )
      }),
      { numRuns: 500 },
    )
  })

  test.each(['1234567890123456', '12a', '-1', 1.5])('cannot be made of %j', (serial) => {
    expect(() => gsrnWithCheckDigit(serial)).toThrow(RangeError)
  })

  test('hostile length is not repeated in the message', () => {
    const parsed = parseGsrn('9'.repeat(1_000_000))
    expect(parsed.ok ? '' : parsed.error.message).toMatch(
      /^'9{40}\.\.\.' \(1000000 characters\) is not a metering point id/,
    )
  })
})

describe('GLN', () => {
  test.each([
    '5790001330552',
    '5790000432752',
    '5790001089030',
    '5790000705689',
    '5790000705184',
    '5790000392261',
    '5790000704842',
  ])('%s of a real party is good', (gln) => {
    expect(parseGln(gln)).toEqual({ ok: true, value: gln })
    expect(glnWithCheckDigit(gln.slice(2, 12))).toBe(gln)
  })

  test('with a wrong digit or another shape is refused', () => {
    expect(parseGln('5790001330553')).toMatchObject(refusedWith('CHECK_DIGIT'))
    expect(parseGln('579000133055')).toMatchObject(refusedWith('FIELD_INVALID'))
  })

  test('can be made of a number', () => {
    expect(glnWithCheckDigit(7)).toBe('5700000000073')
    expect(parseGln(glnWithCheckDigit(7)).ok).toBe(true)
  })
})

test('the check digit weighs from the right, so leading zeros change nothing', () => {
  expect(gs1CheckDigit('57131300000000200')).toBe(0)
  expect(gs1CheckDigit('0057131300000000200')).toBe(0)
  expect(gs1CheckDigit('1')).toBe(7)
  expect(gs1CheckDigit('')).toBe(0)
})
