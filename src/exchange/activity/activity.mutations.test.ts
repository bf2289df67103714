import { describe, expect, test } from 'vitest'
import { isErrorCode } from '../../kernel/index.ts'
import { decodeAnswer, encodeAnswer } from '../answer/codec.ts'
import { decodeCharacteristics, encodeCharacteristics } from '../characteristics/codec.ts'
import type { DocumentFormat } from '../document/format.ts'
import { readDocument } from '../document/read-document.ts'
import { masterDataHead, WHOLE_POINT } from '../testing/master-data.ts'
import { mutated } from '../testing/mutations.ts'
import { Random } from '../testing/random.ts'
import { XML_PIECES } from '../testing/xml-pieces.ts'

const MUTATIONS = 3000
const LONGEST_MS = 1000

const record = { transactionId: 'transaction-1', validityStart: '2026-03-31T22:00:00Z', point: WHOLE_POINT }
const answer = {
  transactionId: 'transaction-1',
  originalTransactionId: 'their-1',
  reasons: [{ code: 'E17', text: 'for sent / too late' }, { code: 'D16' }],
}

describe.each(['json', 'xml'] as const)('damaged documents in %s', (format: DocumentFormat) => {
  test(`${MUTATIONS} of them: never an exception, never a second`, { timeout: 60_000 }, () => {
    const random = new Random(22)
    const point = encodeCharacteristics(masterDataHead({}), [record, { ...record, transactionId: 'b' }], format)
    const rejected = encodeAnswer('RSM-021-A02', masterDataHead({ documentType: '414' }), [answer], format)
    const seen = { broken: 0, unlike: 0, faulty: 0, clean: 0 }
    let slowestMs = 0
    for (let n = 0; n < MUTATIONS; n += 1) {
      const bytes = mutated(random.one([point, rejected]), random, format === 'xml' ? XML_PIECES : undefined)
      const startedMs = performance.now()
      const documents = [decodeCharacteristics(bytes, format), decodeAnswer('RSM-021-A02', bytes, format)]
      slowestMs = Math.max(slowestMs, performance.now() - startedMs)
      const codes = documents.flatMap(({ findings }) => findings.map(({ code }) => code))
      for (const code of codes) expect(isErrorCode(code)).toBe(true)
      if (codes.includes('XML_BROKEN') || codes.includes('JSON_BROKEN')) seen.broken += 1
      else if (documents.every(({ records }) => records.length === 0)) seen.unlike += 1
      else if (documents.every(({ findings }) => findings.some(({ severity }) => severity === 'error')))
        seen.faulty += 1
      else seen.clean += 1
    }
    expect(slowestMs).toBeLessThan(LONGEST_MS)
    // The damages must keep reaching every kind of answer.
    expect(Object.entries(seen).filter(([, count]) => count <= 20)).toEqual([])
  })
})

describe('what no document can be', () => {
  const codeOf = (bytes: Uint8Array, format: DocumentFormat): string[] =>
    decodeCharacteristics(bytes, format).findings.map(({ code }) => code)
  const xml = (text: string): Uint8Array => new TextEncoder().encode(text)

  test('more than 50 MB are not read', () => {
    const large = new Uint8Array(50 * 1024 * 1024 + 1)
    expect([codeOf(large, 'xml'), codeOf(large, 'json')]).toEqual([['DOCUMENT_TOO_LARGE'], ['DOCUMENT_TOO_LARGE']])
  })

  test('a bomb of entities goes off nowhere', () => {
    const levels = Array.from({ length: 20 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')
    expect(codeOf(xml(`<!DOCTYPE r [<!ENTITY l0 "ha">${levels}]><r>&l20;</r>`), 'xml')).toEqual(['00302'])
  })

  test('bytes that are not UTF-8, with their place', () => {
    const bytes = xml('<r>\n <a>x</a></r>')
    bytes[8] = 0xff
    const read = readDocument(bytes, ['r'], 'xml')
    expect(read).toMatchObject({ fault: { code: 'XML_BROKEN', message: 'line 2, column 5: a character is not UTF-8' } })
    expect(codeOf(Buffer.from('\uFEFF<r/>', 'utf16le'), 'xml')).toEqual(['XML_BROKEN'])
    expect(codeOf(xml('\uFEFF<r/>'), 'xml')).toEqual(['DOCUMENT_UNKNOWN'])
  })

  test('a root that is a text, and another document', () => {
    expect(codeOf(xml('<AccountingPointcharacteristics_MarketDocument/>'), 'xml')).toEqual(['FIELD_INVALID'])
    expect(codeOf(xml('<Other_MarketDocument><mRID>1</mRID></Other_MarketDocument>'), 'xml')).toEqual([
      'DOCUMENT_UNKNOWN',
    ])
  })

  test('more transactions than anybody sends are not looked at', () => {
    const root = 'AccountingPointCharacteristics_MarketDocument'
    const text = `{"${root}":{"MktActivityRecord":[${'{},'.repeat(100_000)}{}]}}`
    const { records, findings } = decodeCharacteristics(xml(text), 'json')
    expect([records, findings.at(-1)?.message]).toEqual([
      [],
      'MktActivityRecord holds 100001 transactions; 100000 are read',
    ])
  })

  test('very many faults are answered with some of them and their number', () => {
    const records = '<MktActivityRecord><mRID/></MktActivityRecord>'.repeat(20_000)
    const { findings } = decodeCharacteristics(
      xml(`<AccountingPointcharacteristics_MarketDocument>${records}</AccountingPointcharacteristics_MarketDocument>`),
      'xml',
    )
    expect(findings.length).toBeLessThan(10_020)
    expect(findings.at(-1)?.message).toMatch(/further faults are not listed$/)
  })
})
