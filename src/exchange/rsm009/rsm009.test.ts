import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isErrorCode } from '../../kernel/index.ts'
import { mutated } from '../testing/mutations.ts'
import { bytesOf } from '../testing/plain-document.ts'
import { Random } from '../testing/random.ts'
import { decodeRsm009 } from './decode.ts'
import { encodeRsm009 } from './encode.ts'

const HEADER = {
  messageId: 'message-1',
  documentType: '',
  processType: '',
  businessSector: '23',
  createdAtMs: Date.UTC(2026, 2, 5, 7, 30, 54),
  senderId: '5790001330552',
  senderRole: 'DGL',
  receiverId: '5790000432752',
  receiverRole: 'MDR',
}
const RECEIVED = { messageId: 'their-message-9', processType: 'E23' }
const TRANSACTIONS = [
  { transactionId: 'theirs-1', reasons: [{ code: 'E10', text: 'the metering point is unknown' }] },
  {
    transactionId: 'theirs-2',
    reasons: [
      { code: 'D18', text: 'type "E18"' },
      { code: 'E50', text: '' },
    ],
  },
]

function plain(changes: object = {}, head: object = {}): object {
  const text = new TextDecoder().decode(encodeRsm009(HEADER, RECEIVED, TRANSACTIONS))
  const { Acknowledgement_MarketDocument: root } = JSON.parse(text) as {
    Acknowledgement_MarketDocument: { Series: object[] }
  }
  const [first, ...others] = root.Series
  return { Acknowledgement_MarketDocument: { ...root, Series: [{ ...first, ...changes }, ...others], ...head } }
}

const codesOf = (value: unknown): string[] => decodeRsm009(bytesOf(value)).findings.map(({ code }) => code)

describe('RSM-009', () => {
  test('what is written is read again as it was', () => {
    const id = fc.string({ minLength: 1, maxLength: 36, unit: 'grapheme' }).filter((text) => text.length <= 36)
    const reason = fc.record({ code: fc.constantFrom('E10', 'D18', 'E87'), text: fc.string({ unit: 'grapheme' }) })
    const transaction = fc.record({
      transactionId: id.filter((text) => text.isWellFormed()),
      reasons: fc.array(reason, { minLength: 1, maxLength: 4 }),
    })
    fc.assert(
      fc.property(fc.array(transaction, { minLength: 1, maxLength: 20 }), (transactions) => {
        const read = decodeRsm009(encodeRsm009(HEADER, RECEIVED, transactions))
        expect(read).toEqual({ header: HEADER, received: RECEIVED, transactions, findings: [] })
      }),
      { numRuns: 200 },
    )
  })

  test('the document has no type and no process of its own', () => {
    const text = new TextDecoder().decode(encodeRsm009(HEADER, RECEIVED, TRANSACTIONS))
    expect(text).toBe(
      '{"Acknowledgement_MarketDocument":{"mRID":"message-1","businessSector.type":{"value":"23"},' +
        '"createdDateTime":"2026-03-05T07:30:54Z","received_MarketDocument.mRID":"their-message-9",' +
        '"received_MarketDocument.process.processType":{"value":"E23"},' +
        '"receiver_MarketParticipant.mRID":{"codingScheme":"A10","value":"5790000432752"},' +
        '"receiver_MarketParticipant.marketRole.type":{"value":"MDR"},' +
        '"sender_MarketParticipant.mRID":{"codingScheme":"A10","value":"5790001330552"},' +
        '"sender_MarketParticipant.marketRole.type":{"value":"DGL"},"Series":[' +
        '{"mRID":"theirs-1","Reason":[{"code":{"value":"E10"},"text":"the metering point is unknown"}]},' +
        '{"mRID":"theirs-2","Reason":[{"code":{"value":"D18"},"text":"type \\"E18\\""},{"code":{"value":"E50"},"text":""}]}]}}',
    )
  })

  test('a byte order mark is passed over', () => {
    expect(codesOf(`\uFEFF${JSON.stringify(plain())}`)).toEqual([])
  })

  test('every fault at once, each with its path', () => {
    const { findings, transactions } = decodeRsm009(
      bytesOf(
        plain(
          { mRID: '', Reason: [{ text: 'no code' }, 7, { code: { value: 'E10' }, text: true }] },
          {
            mRID: 'x'.repeat(37),
            'businessSector.type': { value: '24' },
            'received_MarketDocument.mRID': undefined,
            createdDateTime: 'yesterday',
          },
        ),
      ),
    )
    expect(findings.map(({ code, path }) => `${code} ${path?.replace('Acknowledgement_MarketDocument.', '')}`)).toEqual(
      [
        '00305 mRID',
        '00403 businessSector.type',
        'FIELD_INVALID createdDateTime',
        '00201 received_MarketDocument.mRID',
        '00202 Series[0].mRID',
        'FIELD_INVALID Series[0].Reason[1]',
        'FIELD_MISSING Series[0].Reason[0].code',
        'FIELD_INVALID Series[0].Reason[2].text',
      ],
    )
    expect(transactions).toHaveLength(2)
  })

  test('what is not such a document', () => {
    expect(codesOf('{')).toEqual(['JSON_BROKEN'])
    expect(codesOf('[]')).toEqual(['DOCUMENT_UNKNOWN'])
    expect(codesOf({})).toEqual(['DOCUMENT_UNKNOWN'])
    expect(codesOf({ Other_MarketDocument: {} })).toEqual(['DOCUMENT_UNKNOWN'])
    expect(codesOf({ Acknowledgement_MarketDocument: [] })).toEqual(['FIELD_INVALID'])
    expect(codesOf(plain({}, { Series: [] }))).toEqual(['FIELD_MISSING'])
    expect(codesOf(plain({}, { Series: undefined }))).toEqual(['FIELD_MISSING'])
    expect(codesOf(plain({}, { Series: 'x' }))).toEqual(['FIELD_INVALID'])
    expect(codesOf(plain({ Reason: [] }))).toEqual(['FIELD_MISSING'])
  })

  test('a hostile document of a million faults is answered with some of them and their number', () => {
    const { findings } = decodeRsm009(
      bytesOf(plain({}, { Series: [{ mRID: 'a', Reason: Array.from({ length: 200_000 }, () => ({})) }] })),
    )
    expect(findings).toHaveLength(10_001)
    expect(findings.at(-1)?.message).toBe('190000 further faults are not listed')
  })

  test('damaged documents never throw', { timeout: 60_000 }, () => {
    const random = new Random(9)
    const original = bytesOf(plain())
    let clean = 0
    for (let n = 0; n < 3000; n += 1) {
      const { findings } = decodeRsm009(mutated(original, random))
      if (findings.length === 0) clean += 1
      for (const { code } of findings) expect(isErrorCode(code)).toBe(true)
    }
    expect(clean).toBeLessThan(2500)
    expect(clean).toBeGreaterThan(0)
  })

  const samples = join(process.env['GRIDBOOK_SAMPLES'] ?? join('..', 'shared', 'samples'), 'cim-json')
  test.skipIf(!existsSync(samples))(
    `the public samples are other documents (skipped where ${samples} is absent)`,
    () => {
      for (const file of readdirSync(samples)) {
        const { findings } = decodeRsm009(readFileSync(join(samples, file)))
        expect(findings.map(({ code }) => code)).toEqual(['DOCUMENT_UNKNOWN'])
      }
    },
  )
})
