import { describe, expect, test } from 'vitest'
import { nmiChecksum, nmiOf, nmiWithChecksum, parseNmi } from './nmi.ts'

const refusedWith = (code: string): object => ({ ok: false, error: { code, severity: 'error' } })

describe('NMI', () => {
  test.each([
    ['2001985732', 8],
    ['2001985733', 6],
    ['QAAAVZZZZZ', 3],
    ['QCDWW00010', 2],
    ['SMVEW00085', 8],
    ['VAAA000065', 7],
    ['VAAA000066', 5],
    ['VAAA000067', 2],
    ['VEEEX00009', 1],
    ['NBBBX11110', 0],
    ['NGGG000055', 4],
    ['4316854005', 9],
    ['7102000001', 7],
  ])('%s has the checksum %d', (nmi, checksum) => {
    expect(nmiChecksum(nmi)).toBe(checksum)
    expect(parseNmi(nmi)).toEqual({ ok: true, value: nmi })
    expect(parseNmi(`${nmi}${checksum}`)).toEqual({ ok: true, value: nmi })
    expect(parseNmi(`${nmi}${(checksum + 1) % 10}`)).toMatchObject(refusedWith('CHECK_DIGIT'))
    expect(nmiWithChecksum(nmiOf(nmi))).toBe(`${nmi}${checksum}`)
  })

  test.each(['', '200198573', '200198573O', 'I001985732', '2001985732A', '200198573288', 'qaaavzzzzz'])(
    '%j is none',
    (text) => {
      expect(parseNmi(text)).toMatchObject(refusedWith('FIELD_INVALID'))
      expect(() => nmiOf(text)).toThrow(RangeError)
    },
  )
})
