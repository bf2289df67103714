import { expect, test } from 'vitest'
import { METERING_POINT_TYPES } from '../../market/index.ts'
import { bytesOf } from '../testing/plain-document.ts'
import { identifyDocument } from '../identify.ts'
import { quoted } from '../quoted.ts'
import { meteringPointTypeCode, meteringPointTypeOf, unitCode, unitOf } from './codes.ts'

test('each type of metering point has one code, and it leads back', () => {
  const codes = METERING_POINT_TYPES.map(meteringPointTypeCode)
  expect(new Set(codes).size).toBe(METERING_POINT_TYPES.length)
  expect(codes.map(meteringPointTypeOf)).toEqual([...METERING_POINT_TYPES])
  expect(['E17', 'E18', 'E20', 'D14'].map(meteringPointTypeOf)).toEqual([
    'consumption',
    'production',
    'exchange',
    'electrical_heating',
  ])
  expect(['E99', '', 'toString'].map(meteringPointTypeOf)).toEqual([undefined, undefined, undefined])
})

test('units', () => {
  expect(['KWH', 'MWH', 'K3', 'KWT', ''].map(unitOf)).toEqual(['kWh', 'kWh', 'kVArh', undefined, undefined])
  expect([unitCode('kWh'), unitCode('kVArh')]).toEqual(['KWH', 'K3'])
})

test('a document is known by its first key, whatever follows', () => {
  expect(identifyDocument(bytesOf('\uFEFF { "A_MarketDocument": broken'))).toEqual({ rootKey: 'A_MarketDocument' })
  expect(identifyDocument(bytesOf('{"\\u0041":1'))).toEqual({ rootKey: 'A' })
  expect(identifyDocument(bytesOf('[]'))).toMatchObject({ finding: { code: 'DOCUMENT_UNKNOWN' } })
  expect(identifyDocument(bytesOf('{}'))).toMatchObject({ finding: { code: 'DOCUMENT_UNKNOWN' } })
  expect(identifyDocument(bytesOf('{"cut'))).toMatchObject({ finding: { code: 'JSON_BROKEN', line: 1 } })
  expect(identifyDocument(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a))).toMatchObject({
    finding: { code: 'JSON_BROKEN' },
  })
})

test('texts from outside are quoted, cut and freed of control characters', () => {
  expect(quoted('E17')).toBe("'E17'")
  expect(quoted('a\u0000b\nc')).toBe("'a b c'")
  expect(quoted('x'.repeat(41))).toBe(`'${'x'.repeat(40)}...' (41 characters)`)
})
