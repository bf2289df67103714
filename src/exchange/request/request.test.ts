import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isErrorCode } from '../../kernel/index.ts'
import { mutated } from '../testing/mutations.ts'
import { bytesOf } from '../testing/plain-document.ts'
import { Random } from '../testing/random.ts'
import { decodeRequest } from './decode.ts'
import { REQUEST_FORMS } from './document.ts'
import type { RequestSeries, RequestType } from './document.ts'
import { encodeRequest } from './encode.ts'
import { SERIES_FIELDS } from './read-series.ts'

const TYPES = Object.keys(REQUEST_FORMS) as RequestType[]

function headerOf(requestType: RequestType) {
  const { documentType, processTypes } = REQUEST_FORMS[requestType]
  return {
    messageId: 'message-1',
    documentType,
    processType: processTypes[0] ?? '',
    businessSector: '23',
    createdAtMs: Date.UTC(2026, 3, 1, 7, 30, 54),
    senderId: '5790000432752',
    senderRole: 'DDQ',
    receiverId: '5790001330552',
    receiverRole: 'DGL',
  }
}

const WHOLE: RequestSeries = {
  index: 0,
  transactionId: 'transaction-1',
  meteringPointId: '571313000000000068',
  start: '2026-02-28T23:00:00Z',
  end: '2026-03-31T22:00:00Z',
  meteringPointType: 'E17',
  settlementMethod: 'D01',
  gridArea: '804',
  energySupplierId: '5790000432752',
  balanceResponsibleId: '11XDANSKECOM---P',
  settlementVersion: 'D01',
  chargeOwnerId: '5790000432752',
  resolution: 'P1M',
  charges: [{ code: 'EA-001', type: 'D03' }, { code: 'EA-002' }, { type: 'D01' }],
}

/** The series with those fields alone that a type of request has. */
function seriesOf(requestType: RequestType): RequestSeries {
  const fields = SERIES_FIELDS[requestType].map((field) => [field, WHOLE[field]] as const)
  const charges = requestType === 'RSM-017' ? WHOLE.charges : []
  return { index: 0, transactionId: WHOLE.transactionId, ...Object.fromEntries(fields), charges }
}

type Change = Record<string, unknown>

function plain(requestType: RequestType, changes: Change = {}, head: Change = {}): object {
  const text = new TextDecoder().decode(encodeRequest(requestType, headerOf(requestType), [seriesOf(requestType)]))
  const { rootKey } = REQUEST_FORMS[requestType]
  const root = (JSON.parse(text) as Record<string, { Series: object[] }>)[rootKey]
  return { [rootKey]: { ...root, Series: [{ ...root?.Series[0], ...changes }], ...head } }
}

function faultsOf(requestType: RequestType, value: unknown): string[] {
  const { rootKey } = REQUEST_FORMS[requestType]
  return decodeRequest(requestType, bytesOf(value)).findings.map(
    ({ code, path }) => `${code} ${(path ?? '').replace(`${rootKey}.`, '')}`,
  )
}

describe.each(TYPES)('%s', (requestType) => {
  test('what is written is read again as it was', () => {
    const header = headerOf(requestType)
    const read = decodeRequest(requestType, encodeRequest(requestType, header, [seriesOf(requestType)]))
    expect(read).toEqual({ requestType, header, series: [seriesOf(requestType)], findings: [] })
  })

  test('with any of its fields, in any number of transactions', () => {
    const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((one) => one.isWellFormed())
    const fields = Object.fromEntries(SERIES_FIELDS[requestType].map((field) => [field, text]))
    const optional = fc.record(fields, { requiredKeys: requestType === 'RSM-015' ? ['meteringPointId'] : [] })
    fc.assert(
      fc.property(fc.array(optional, { minLength: 1, maxLength: 5 }), (list) => {
        const series = list.map((one, index) => ({ index, transactionId: `t-${index}`, ...one, charges: [] }))
        expect(decodeRequest(requestType, encodeRequest(requestType, headerOf(requestType), series)).series).toEqual(
          series,
        )
      }),
      { numRuns: 50 },
    )
  })

  test('what is asked for is not judged: that is answered later', () => {
    const nonsense = {
      'start_DateAndOrTime.dateTime': 'yesterday',
      'end_DateAndOrTime.dateTime': undefined,
      'marketEvaluationPoint.type': { value: 'X99' },
      'marketEvaluationPoint.settlementMethod': { value: 'E99' },
      'settlement_Series.version': { value: 'D09' },
      'aggregationSeries_Period.resolution': 'PT1M',
      'meteringGridArea_Domain.mRID': { value: 'nowhere' },
    }
    expect(faultsOf(requestType, plain(requestType, nonsense))).toEqual([])
  })

  test('every fault of form at once, each with its path', () => {
    const faults = faultsOf(
      requestType,
      plain(
        requestType,
        { mRID: 'x'.repeat(37), 'start_DateAndOrTime.dateTime': true, 'end_DateAndOrTime.dateTime': ['a'] },
        {
          mRID: '',
          type: { value: 'E99' },
          'process.processType': { value: 'D99' },
          'businessSector.type': { value: '27' },
          'sender_MarketParticipant.mRID': undefined,
          createdDateTime: 'yesterday',
        },
      ),
    )
    expect(faults).toEqual([
      '00201 mRID',
      '00401 type',
      '00402 process.processType',
      '00403 businessSector.type',
      'FIELD_INVALID createdDateTime',
      'FIELD_MISSING sender_MarketParticipant.mRID',
      '00205 Series[0].mRID',
      'FIELD_INVALID Series[0].start_DateAndOrTime.dateTime',
      'FIELD_INVALID Series[0].end_DateAndOrTime.dateTime',
    ])
  })

  test('a transaction id that is stated twice, and none at all', () => {
    const { rootKey } = REQUEST_FORMS[requestType]
    const series = (plain(requestType) as Record<string, { Series: object[] }>)[rootKey]?.Series[0]
    const twice = plain(requestType, {}, { Series: [series, series, { ...series, mRID: '' }] })
    expect(faultsOf(requestType, twice)).toEqual(['00102 Series[1].mRID', '00202 Series[2].mRID'])
  })

  test('what is not such a document', () => {
    expect(faultsOf(requestType, '{')).toEqual(['JSON_BROKEN '])
    expect(faultsOf(requestType, { Other_MarketDocument: {} })).toEqual(['DOCUMENT_UNKNOWN '])
    expect(faultsOf(requestType, plain(requestType, {}, { Series: [] }))).toEqual(['FIELD_MISSING Series'])
    expect(faultsOf(requestType, plain(requestType, {}, { Series: [7] }))).toEqual(['FIELD_INVALID Series[0]'])
  })

  test('damaged documents never throw', { timeout: 60_000 }, () => {
    const random = new Random(16)
    const original = bytesOf(plain(requestType))
    for (let n = 0; n < 800; n += 1) {
      for (const { code } of decodeRequest(requestType, mutated(original, random)).findings) {
        expect(isErrorCode(code)).toBe(true)
      }
    }
  })
})

describe('the fields of each', () => {
  test('readings are asked of a metering point', () => {
    expect(faultsOf('RSM-015', plain('RSM-015', { 'marketEvaluationPoint.mRID': undefined }))).toEqual([
      'FIELD_MISSING Series[0].marketEvaluationPoint.mRID',
    ])
  })

  test('charges that are no objects, or have no texts', () => {
    const charges = { ChargeType: [7, { mRID: ['a'], type: { value: 'D01' } }] }
    expect(faultsOf('RSM-017', plain('RSM-017', charges))).toEqual([
      'FIELD_INVALID Series[0].ChargeType[0]',
      'FIELD_INVALID Series[0].ChargeType[1].mRID',
    ])
  })

  test.each([undefined, null, []])('charges %j are all charges', (ChargeType) => {
    const { series, findings } = decodeRequest('RSM-017', bytesOf(plain('RSM-017', { ChargeType })))
    expect([series[0]?.charges, findings]).toEqual([[], []])
  })

  test('a hostile document of very many faults is answered with some of them and their number', () => {
    const { findings } = decodeRequest(
      'RSM-016',
      bytesOf(plain('RSM-016', {}, { Series: Array.from({ length: 20_000 }, () => ({ mRID: '' })) })),
    )
    expect(findings).toHaveLength(10_001)
    expect(findings.at(-1)?.message).toBe('10000 further faults are not listed')
  })
})

const samples = join(process.env['GRIDBOOK_SAMPLES'] ?? join('..', 'shared', 'samples'), 'cim-json')
describe.skipIf(!existsSync(samples))(`the public samples (skipped where ${samples} is absent)`, () => {
  test('of RSM-016 is readable, its business faults untouched', () => {
    const bytes = readFileSync(join(samples, 'RSM-016.RequestAggregatedMeasureData.json'))
    const { header, series, findings } = decodeRequest('RSM-016', bytes)
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(header).toMatchObject({ processType: 'D05', senderRole: 'DDK', receiverRole: 'DGL' })
    expect(series).toEqual([
      {
        index: 0,
        transactionId: '123353185',
        start: '2022-06-17T22:00:00Z',
        end: '2022-07-22T22:00:00Z',
        meteringPointType: 'E17',
        settlementMethod: 'D01',
        gridArea: '244',
        energySupplierId: '5790001330552',
        balanceResponsibleId: '5799999933318',
        settlementVersion: 'D01',
        charges: [],
      },
    ])
  })

  test('of RSM-017 is readable, with resolution PT1M and receiver role DDZ', () => {
    const bytes = readFileSync(join(samples, 'RSM-017.RequestWholesaleSettlement.json'))
    const { header, series, findings } = decodeRequest('RSM-017', bytes)
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(header.receiverRole).toBe('DDZ')
    expect(series[0]).toMatchObject({
      resolution: 'PT1M',
      chargeOwnerId: '570001110111',
      charges: [
        { code: 'EA-001', type: 'D03' },
        { code: 'EA-002', type: 'D02' },
      ],
    })
  })
})
