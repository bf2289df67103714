import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eicCheckCharacter, eicWithCheckCharacter, parseEic } from './eic.ts'

const refusedWith = (code: string): object => ({ ok: false, error: { code, severity: 'error' } })

describe('EIC', () => {
  test.each([
    '10YDK-1--------W',
    '10YDK-2--------M',
    '10Y1001A1001A65H',
    '10X1001A1001A094',
    '10Y1001A1001A82H',
    '10YSE-1--------K',
    '10YNO-0--------C',
  ])('%s is good', (eic) => {
    expect(parseEic(eic)).toEqual({ ok: true, value: eic })
    expect(eicWithCheckCharacter(eic.slice(0, 15))).toBe(eic)
  })

  test('with a wrong check character or another shape is refused', () => {
    expect(parseEic('10YDK-1--------X')).toMatchObject(refusedWith('CHECK_DIGIT'))
    for (const text of ['10YDK-1---------', '10ydk-1--------w', '10YDK-1-------W', '']) {
      expect(parseEic(text)).toMatchObject(refusedWith('FIELD_INVALID'))
    }
  })

  test('any single wrong character is noticed', () => {
    const body = fc.stringMatching(/^[0-9A-Z-]{15}$/).filter((text) => eicCheckCharacter(text) !== '-')
    fc.assert(
      fc.property(body, fc.nat({ max: 14 }), fc.constantFrom('0', 'A', '9', 'Z', '-'), (text, place, other) => {
        fc.pre(text.charAt(place) !== other)
        const eic = eicWithCheckCharacter(text)
        expect(parseEic(eic).ok).toBe(true)
        expect(parseEic(`${eic.slice(0, place)}${other}${eic.slice(place + 1)}`)).toMatchObject(
          refusedWith('CHECK_DIGIT'),
        )
      }),
      { numRuns: 500 },
    )
  })

  test('is not made where none would be issued', () => {
    expect(() => eicWithCheckCharacter('10ydk')).toThrow(RangeError)
    const hyphen = Array.from({ length: 37 }, (_, n) => `10XTEST-0000${String(n).padStart(3, '0')}`).find(
      (body) => eicCheckCharacter(body) === '-',
    )
    expect(() => eicWithCheckCharacter(hyphen ?? '')).toThrow('hyphen as check character')
  })
})
