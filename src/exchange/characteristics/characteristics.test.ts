import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decodeCharacteristics,
  decodeCharacteristicsRequest,
  documentFormatOf,
  encodeCharacteristics,
  encodeCharacteristicsRequest,
} from '../index.ts'
import type { CharacteristicsPoint, CharacteristicsRecord, DocumentFormat } from '../index.ts'
import { bytesOf } from '../testing/plain-document.ts'
import { masterDataHead, WHOLE_POINT } from '../testing/master-data.ts'
import { xmlInfoset } from '../testing/xml-infoset.ts'

const FORMATS: readonly DocumentFormat[] = ['json', 'xml']
const RECORD: CharacteristicsRecord = {
  index: 0,
  transactionId: 'transaction-1',
  originalTransactionId: 'their-1',
  validityStart: '2026-03-31T22:00:00Z',
  point: WHOLE_POINT,
}
const HEAD = masterDataHead({})
const REQUEST_HEAD = masterDataHead({ documentType: 'E58', processType: 'E02' })
const MINIMAL: CharacteristicsPoint = { meteringPointId: WHOLE_POINT.meteringPointId, children: [] }
const TEXTS = Object.keys(WHOLE_POINT).filter(
  (name) => name !== 'children' && name !== 'meteringPointId',
) as (keyof CharacteristicsPoint)[]

function readBack(point: CharacteristicsPoint, format: DocumentFormat): CharacteristicsPoint | undefined {
  const bytes = encodeCharacteristicsRequest(REQUEST_HEAD, [{ ...RECORD, point }], format)
  const { findings, records } = decodeCharacteristicsRequest(bytes, format)
  expect(findings).toEqual([])
  return records[0]?.point
}

describe.each(FORMATS)('in %s', (format) => {
  test('what is written is read again as it was, zeros in front and all', () => {
    const bytes = encodeCharacteristics(HEAD, [RECORD], format)
    expect(documentFormatOf(bytes)).toBe(format)
    const read = decodeCharacteristics(bytes, format)
    expect(read).toEqual({ header: HEAD, records: [RECORD], findings: [] })
    const request = encodeCharacteristicsRequest(REQUEST_HEAD, [RECORD], format)
    expect(decodeCharacteristicsRequest(request, format)).toEqual({
      header: REQUEST_HEAD,
      records: [RECORD],
      findings: [],
    })
  })

  test('any fields, with any texts, present, empty or absent', () => {
    // What XML does not have is nothing to compare; blanks alone are empty there.
    const written = fc
      .string({ maxLength: 12, unit: 'grapheme' })
      .filter((one) => one === '' || (/\S/.test(one) && !/\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/u.test(one)))
    const flag = fc.constantFrom('true', 'false', '')
    const flags: readonly string[] = ['productionObligation', 'isActualAddress']
    const texts = Object.fromEntries(TEXTS.map((name) => [name, flags.includes(name) ? flag : written]))
    const points = fc.record(texts, { requiredKeys: [] }).map((some) => ({ ...MINIMAL, ...some }))
    fc.assert(
      fc.property(points, (point) => {
        expect(readBack(point, format)).toEqual(point)
      }),
      { numRuns: 100 },
    )
  })

  test.each(TEXTS)('%s: empty takes the value away, absent says nothing of it', (name) => {
    expect(readBack({ ...MINIMAL, [name]: '' }, format)).toEqual({ ...MINIMAL, [name]: '' })
    expect(readBack(MINIMAL, format)).not.toHaveProperty(name)
  })

  test('several transactions keep their order; ids are stated once', () => {
    const records = ['a', 'b', 'a'].map((transactionId) => ({ ...RECORD, transactionId }))
    const read = decodeCharacteristics(encodeCharacteristics(HEAD, records, format), format)
    expect(read.records.map(({ index, transactionId }) => [index, transactionId])).toEqual([
      [0, 'a'],
      [1, 'b'],
      [2, 'a'],
    ])
    expect(read.findings.map(({ code, path }) => [code, path?.replace(/^.*\.Mkt/, 'Mkt')])).toEqual([
      ['00102', 'MktActivityRecord[2].mRID'],
    ])
  })

  test('what a request may be for is the business of who answers, its process is not', () => {
    const odd = { ...RECORD, validityStart: 'soon', point: { ...MINIMAL, type: 'X99', gridArea: 'nowhere' } }
    const read = decodeCharacteristicsRequest(encodeCharacteristicsRequest(REQUEST_HEAD, [odd], format), format)
    expect(read.findings).toEqual([])
    const other = encodeCharacteristicsRequest({ ...REQUEST_HEAD, processType: 'E03' }, [RECORD], format)
    expect(decodeCharacteristicsRequest(other, format).findings.map(({ code }) => code)).toEqual(['00402'])
    const told = encodeCharacteristics({ ...HEAD, processType: 'E03' }, [RECORD], format)
    expect(decodeCharacteristics(told, format).findings).toEqual([])
  })
})

describe('JSON', () => {
  const rootKey = 'RequestChangeAccountingPointCharacteristics_MarketDocument'
  type Json = Record<string, unknown>

  function plain(point: Json, record: Json = {}): Json {
    const text = new TextDecoder().decode(encodeCharacteristicsRequest(REQUEST_HEAD, [RECORD], 'json'))
    const root = (JSON.parse(text) as Record<string, { MktActivityRecord: Json[] }>)[rootKey]
    const first = root?.MktActivityRecord[0]
    const MarketEvaluationPoint = { mRID: '571313000000000068', ...point }
    return { [rootKey]: { ...root, MktActivityRecord: [{ ...first, MarketEvaluationPoint, ...record }] } }
  }

  function read(point: Json, record: Json = {}) {
    const { records, findings } = decodeCharacteristicsRequest(bytesOf(plain(point, record)), 'json')
    const [first] = records
    return {
      point: first?.point,
      record: first,
      faults: findings.map(
        ({ code, path }) => `${code} ${(path ?? '').replace(`${rootKey}.MktActivityRecord[0].`, '')}`,
      ),
    }
  }

  test('has the wrappers of the market', () => {
    const text = new TextDecoder().decode(encodeCharacteristics(HEAD, [{ ...RECORD, point: WHOLE_POINT }], 'json'))
    expect(text).toContain('{"AccountingPointCharacteristics_MarketDocument":{"mRID":"message-1"')
    for (const part of [
      '"mRID":{"codingScheme":"A10","value":"571313000000000068"}',
      '"meteringGridArea_Domain.mRID":{"codingScheme":"NDK","value":"031"}',
      '"energySupplier_MarketParticipant.mRID":{"codingScheme":"A01","value":"11XDANSKECOM---P"}',
      '"settlementMethod":{"value":"D01"},"meteringMethod":{"value":"D01"}',
      '"physicalConnectionCapacity":{"unit":"KWT","value":"13.50"}',
      '"productionObligation":false',
      '"readCycle":"PT15M"',
      '"streetDetail":{"code":"0304","name":"Vestergade"',
      '"Child_MarketEvaluationPoint":[{"mRID":"571313000000000099","description":"D06"},',
    ]) {
      expect(text).toContain(part)
    }
  })

  test('bare or wrapped, numbers by their digits, true and false as words or as such', () => {
    const { point, faults } = read({
      type: 'E17',
      'meter.mRID': { value: 7 },
      ratedCurrent: 32.5,
      contractedConnectionCapacity: { unit: 'KWT', value: 1e3 },
      productionObligation: { value: true },
      'usagePointLocation.actualAddressIndicator': '0',
      'meteringGridArea_Domain.mRID': { codingScheme: 'XYZ', value: '031' },
    })
    expect(faults).toEqual([])
    expect(point).toEqual({
      ...MINIMAL,
      type: 'E17',
      meterNumber: '7',
      ratedCurrent: '32.5',
      contractedConnectionCapacity: '1000',
      productionObligation: 'true',
      isActualAddress: 'false',
      gridArea: '031',
    })
  })

  test('null is empty, bare and wrapped', () => {
    const { point, faults } = read({ 'meter.mRID': null, type: { value: null }, productionObligation: null })
    expect([point, faults]).toEqual([{ ...MINIMAL, meterNumber: '', type: '', productionObligation: '' }, []])
  })

  test.each([[{ mRID: '' }], [{ mRID: null }], [{}], [null], ['']])('a parent %j is taken away', (parent) => {
    expect(read({ Parent_MarketEvaluationPoint: parent })).toMatchObject({ point: { parentId: '' }, faults: [] })
  })

  test('an empty address takes nothing away: nobody knows what of it', () => {
    expect(read({ 'usagePointLocation.mainAddress': null, Series: {} })).toMatchObject({ point: MINIMAL, faults: [] })
    expect(Object.keys(read({ 'usagePointLocation.mainAddress': { townDetail: {} } }).point ?? {})).toHaveLength(2)
  })

  test('an object for a list of one, and the other way round', () => {
    expect(
      read({ Series: [{ product: 'p' }], Child_MarketEvaluationPoint: { mRID: 'c', description: 'D14' } }),
    ).toMatchObject({ point: { product: 'p', children: [{ meteringPointId: 'c', type: 'D14' }] }, faults: [] })
  })

  test('outside the point an empty text is an absent one', () => {
    const empty = {
      'validityStart_DateAndOrTime.dateTime': '',
      'originalTransactionIDReference_MktActivityRecord.mRID': null,
    }
    expect(Object.keys(read({}, empty).record ?? {})).toEqual(['index', 'transactionId', 'point'])
  })

  test('every fault of form at once, each with its path', () => {
    const { faults, point } = read(
      {
        mRID: '',
        type: ['E17'],
        settlementMethod: { code: 'D01' },
        productionObligation: 'perhaps',
        'usagePointLocation.actualAddressIndicator': [],
        physicalConnectionCapacity: { unit: 'MAW', value: '1' },
        Series: [{}, {}],
        'usagePointLocation.mainAddress': 'Vestergade 16',
        Parent_MarketEvaluationPoint: { mRID: true },
        Child_MarketEvaluationPoint: [{ description: 'D06' }, 7],
      },
      { mRID: 'x'.repeat(37) },
    )
    const at = 'MarketEvaluationPoint.'
    expect(faults).toEqual([
      '00205 mRID',
      `FIELD_MISSING ${at}mRID`,
      `FIELD_INVALID ${at}type`,
      `FIELD_INVALID ${at}settlementMethod`,
      `FIELD_INVALID ${at}physicalConnectionCapacity`,
      `FIELD_INVALID ${at}productionObligation`,
      `FIELD_INVALID ${at}Series`,
      `FIELD_INVALID ${at}usagePointLocation.mainAddress`,
      `FIELD_INVALID ${at}usagePointLocation.actualAddressIndicator`,
      `FIELD_INVALID ${at}Parent_MarketEvaluationPoint.mRID`,
      `FIELD_INVALID ${at}Child_MarketEvaluationPoint[1]`,
      `FIELD_MISSING ${at}Child_MarketEvaluationPoint[0].mRID`,
    ])
    expect(point?.meteringPointId).toBe('')
  })

  test('a transaction without a point, and one that is none', () => {
    expect(read({}, { MarketEvaluationPoint: undefined })).toMatchObject({
      faults: ['FIELD_MISSING MarketEvaluationPoint'],
      point: { meteringPointId: '', children: [] },
    })
    expect(read({}, { MarketEvaluationPoint: '571313000000000068' }).faults).toEqual([
      'FIELD_INVALID MarketEvaluationPoint',
      'FIELD_MISSING MarketEvaluationPoint.mRID',
    ])
  })

  test('either spelling of the root of RSM-022, in both formats', () => {
    for (const format of FORMATS) {
      const text = new TextDecoder().decode(encodeCharacteristics(HEAD, [RECORD], format))
      for (const root of ['AccountingPointCharacteristics_', 'AccountingPointcharacteristics_']) {
        const spelt = text.replaceAll(/AccountingPoint[Cc]haracteristics_/g, root)
        expect(decodeCharacteristics(bytesOf(spelt), format).findings).toEqual([])
      }
    }
  })
})

const sample = join(
  process.env['GRIDBOOK_SAMPLES'] ?? join('..', 'shared', 'samples'),
  'cim-xml',
  'RSM-022.AccountingPointCharacteristics.xml',
)
describe.skipIf(!existsSync(sample))(`the public sample (skipped where ${sample} is absent)`, () => {
  const bytes = existsSync(sample) ? readFileSync(sample) : new Uint8Array()

  test('is read, and written back to an equal document', () => {
    const { header, records, findings } = decodeCharacteristics(bytes, 'xml')
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(records[0]?.point).toMatchObject({ meterNumber: '29746', streetCode: '0304', isActualAddress: 'true' })
    expect(xmlInfoset(encodeCharacteristics(header, records, 'xml'))).toEqual(xmlInfoset(bytes))
  })

  test('says the same in JSON', () => {
    const { header, records } = decodeCharacteristics(bytes, 'xml')
    const json = decodeCharacteristics(encodeCharacteristics(header, records, 'json'), 'json')
    expect([json.header, json.records]).toEqual([header, records])
  })
})
