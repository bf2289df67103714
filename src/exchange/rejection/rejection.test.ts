import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isErrorCode } from '../../kernel/index.ts'
import type { RequestType } from '../request/document.ts'
import { mutated } from '../testing/mutations.ts'
import { bytesOf } from '../testing/plain-document.ts'
import { Random } from '../testing/random.ts'
import { decodeRejection } from './decode.ts'
import { rejectionRootKey } from './document.ts'
import { encodeRejection } from './encode.ts'

const HEADER = {
  messageId: 'message-1',
  documentType: 'ERR',
  processType: 'D05',
  businessSector: '23',
  createdAtMs: Date.UTC(2026, 3, 1, 7, 30, 54),
  senderId: '5790001330552',
  senderRole: 'DGL',
  receiverId: '5790000432752',
  receiverRole: 'DDQ',
}
const REJECTION = {
  transactionId: 'ours-1',
  originalTransactionId: 'theirs-1',
  reasons: [
    { code: 'E17', text: 'Dansk / English' },
    { code: 'E86', text: '' },
  ],
}
const TYPES: [RequestType, string][] = [
  ['RSM-015', 'E23'],
  ['RSM-016', 'D04'],
  ['RSM-017', 'D05'],
]

const textOf = (requestType: RequestType, processType: string): string =>
  new TextDecoder().decode(encodeRejection(requestType, { ...HEADER, processType }, [REJECTION]))

test.each(TYPES)('a rejection of %s is read again as it was written', (requestType, processType) => {
  const header = { ...HEADER, processType }
  const reason = fc.record({ code: fc.constantFrom('E17', 'D66'), text: fc.string({ unit: 'grapheme' }) })
  const id = fc.string({ minLength: 1, maxLength: 36 })
  const rejection = fc.record(
    {
      transactionId: id,
      originalTransactionId: id,
      meteringPointId: fc.constant('571313000000000068'),
      reasons: fc.array(reason, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ['transactionId', 'originalTransactionId', 'reasons'] },
  )
  fc.assert(
    fc.property(fc.array(rejection, { minLength: 1, maxLength: 5 }), (rejections) => {
      const read = decodeRejection(requestType, encodeRejection(requestType, header, rejections))
      expect(read).toEqual({ requestType, header, rejections, findings: [] })
    }),
    { numRuns: 50 },
  )
})

test('it has the type ERR, the reason A02 and refers to the original transaction', () => {
  expect(textOf('RSM-017', 'D05')).toBe(
    '{"RejectRequestWholesaleSettlement_MarketDocument":{"mRID":"message-1","businessSector.type":{"value":"23"},' +
      '"createdDateTime":"2026-04-01T07:30:54Z","process.processType":{"value":"D05"},"reason.code":{"value":"A02"},' +
      '"receiver_MarketParticipant.mRID":{"codingScheme":"A10","value":"5790000432752"},' +
      '"receiver_MarketParticipant.marketRole.type":{"value":"DDQ"},' +
      '"sender_MarketParticipant.mRID":{"codingScheme":"A10","value":"5790001330552"},' +
      '"sender_MarketParticipant.marketRole.type":{"value":"DGL"},"type":{"value":"ERR"},"Series":[' +
      '{"mRID":"ours-1","originalTransactionIDReference_Series.mRID":"theirs-1","Reason":[' +
      '{"code":{"value":"E17"},"text":"Dansk / English"},{"code":{"value":"E86"},"text":""}]}]}}',
  )
})

describe('faults', () => {
  const rootKey = rejectionRootKey('RSM-016')
  function faultsOf(changes: object, head: object = {}): string[] {
    const root = (JSON.parse(textOf('RSM-016', 'D04')) as Record<string, { Series: object[] }>)[rootKey]
    const value = { [rootKey]: { ...root, Series: [{ ...root?.Series[0], ...changes }], ...head } }
    return decodeRejection('RSM-016', bytesOf(value)).findings.map(
      ({ code, path }) => `${code} ${(path ?? '').replace(`${rootKey}.`, '')}`,
    )
  }

  test('all at once', () => {
    const head = { type: { value: 'E74' }, 'process.processType': { value: 'E23' }, 'reason.code': { value: 'A01' } }
    const changes = { mRID: '', 'originalTransactionIDReference_Series.mRID': undefined, Reason: [{ text: 'why' }] }
    expect(faultsOf(changes, head)).toEqual([
      '00401 type',
      '00402 process.processType',
      'FIELD_INVALID reason.code',
      '00202 Series[0].mRID',
      'FIELD_MISSING Series[0].originalTransactionIDReference_Series.mRID',
      'FIELD_MISSING Series[0].Reason[0].code',
    ])
  })

  test('without a reason it says nothing', () => {
    expect(faultsOf({ Reason: [] })).toEqual(['FIELD_MISSING Series[0].Reason'])
    expect(faultsOf({}, { 'reason.code': undefined })).toEqual(['FIELD_MISSING reason.code'])
  })

  test('another document, and damaged ones', () => {
    const original = bytesOf(JSON.parse(textOf('RSM-015', 'E30')))
    expect(decodeRejection('RSM-016', original).findings.map(({ code }) => code)).toEqual(['DOCUMENT_UNKNOWN'])
    const random = new Random(17)
    for (let n = 0; n < 500; n += 1) {
      for (const { code } of decodeRejection('RSM-015', mutated(original, random)).findings) {
        expect(isErrorCode(code)).toBe(true)
      }
    }
  })
})
