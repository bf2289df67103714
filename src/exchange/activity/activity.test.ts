import { describe, expect, test } from 'vitest'
import {
  ANSWER_FORMS,
  decodeAnswer,
  decodeNotification,
  decodeServiceRequest,
  encodeAnswer,
  encodeNotification,
  encodeServiceRequest,
} from '../index.ts'
import type { AnswerKind, AnswerRecord, DocumentFormat, DocumentHeader } from '../index.ts'
import { masterDataHead } from '../testing/master-data.ts'
import { bytesOf } from '../testing/plain-document.ts'

const FORMATS: readonly DocumentFormat[] = ['json', 'xml']
const POINT = '571313000000000068'
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** The findings as code and path below the root. */
function faultsOf({ findings }: { readonly findings: readonly { code: string; path?: string }[] }): string[] {
  return findings.map(({ code, path }) => `${code} ${(path ?? '').replace(/^[^.]*\./, '')}`)
}

describe.each(FORMATS)('RSM-004 in %s', (format) => {
  const header = masterDataHead({ documentType: 'E44', processType: 'D46' })
  const record = {
    transactionId: 't-1',
    originalTransactionId: 'theirs',
    validityStart: '2026-03-31T22:00:00Z',
    meteringPointId: POINT,
  }

  test('is read as it was written', () => {
    const bytes = encodeNotification(header, [record], format)
    expect(textOf(bytes)).toContain('GenericNotification_MarketDocument')
    expect(decodeNotification(bytes, format)).toEqual({ header, records: [{ index: 0, ...record }], findings: [] })
  })

  test('of any process, also of one that nobody knows', () => {
    const odd = encodeNotification({ ...header, processType: 'X42' }, [record], format)
    expect(decodeNotification(odd, format)).toMatchObject({ header: { processType: 'X42' }, findings: [] })
    const none = encodeNotification({ ...header, processType: '' }, [{ ...record, meteringPointId: '' }], format)
    expect(faultsOf(decodeNotification(none, format))).toEqual([
      'FIELD_MISSING process.processType',
      'FIELD_MISSING MktActivityRecord[0].marketEvaluationPoint.mRID',
    ])
  })
})

describe.each(FORMATS)('RSM-020 in %s', (format) => {
  const header = masterDataHead({ documentType: 'D22', processType: 'D22', senderRole: 'DDQ', receiverRole: 'DDZ' })
  const record = {
    transactionId: 't-1',
    meteringPointId: POINT,
    start: '2026-03-31T22:00:00Z',
    serviceType: 'D01',
    description: 'key at the neighbour’s',
  }

  test('is read as it was written, whatever service is asked for', () => {
    const bytes = encodeServiceRequest(header, [record, { transactionId: 't-2', meteringPointId: POINT }], format)
    expect(decodeServiceRequest(bytes, format)).toEqual({
      header,
      records: [
        { index: 0, ...record },
        { index: 1, transactionId: 't-2', meteringPointId: POINT },
      ],
      findings: [],
    })
    const odd = encodeServiceRequest(header, [{ ...record, serviceType: 'D99', start: 'soon' }], format)
    expect(decodeServiceRequest(odd, format).findings).toEqual([])
  })

  test('every fault of form at once', () => {
    const wrong: DocumentHeader = {
      ...header,
      messageId: 'm'.repeat(37),
      documentType: 'E58',
      processType: 'E02',
      businessSector: '27',
      senderRole: '',
    }
    const bytes = encodeServiceRequest(wrong, [{ ...record, transactionId: '', meteringPointId: '' }], format)
    expect(faultsOf(decodeServiceRequest(bytes, format))).toEqual([
      '00305 mRID',
      '00401 type',
      '00402 process.processType',
      '00403 businessSector.type',
      'FIELD_MISSING sender_MarketParticipant.marketRole.type',
      '00202 MktActivityRecord[0].mRID',
      'FIELD_MISSING MktActivityRecord[0].marketEvaluationPoint.mRID',
    ])
    expect(faultsOf(decodeServiceRequest(encodeServiceRequest(header, [], format), format))).toEqual([
      'FIELD_MISSING MktActivityRecord',
    ])
  })
})

const KINDS = Object.keys(ANSWER_FORMS) as AnswerKind[]
describe.each(KINDS.flatMap((kind) => FORMATS.map((format) => [kind, format] as const)))('%s in %s', (kind, format) => {
  const { rootKey, processTypes = [], reasonCode } = ANSWER_FORMS[kind]
  const header = masterDataHead({ documentType: '414', processType: processTypes[0] ?? '' })
  const reasons = [{ code: 'E17', text: 'for sent / too late' }, { code: 'D16' }]
  const record: AnswerRecord = {
    index: 0,
    transactionId: 't-1',
    originalTransactionId: 'theirs',
    meteringPointId: POINT,
    reasons: reasonCode === 'A02' ? reasons : [],
  }

  test('is read as it was written', () => {
    const bytes = encodeAnswer(kind, header, [record], format)
    expect(decodeAnswer(kind, bytes, format)).toEqual({ header, records: [record], findings: [] })
    expect(textOf(bytes)).toContain(rootKey)
    expect(textOf(bytes)).toMatch(reasonCode === 'A02' ? /reason\.code.*A02/ : /reason\.code.*A01/)
  })

  test('is told from the others, and says what it answers', () => {
    const { reasons: _, ...bare } = record
    const bytes = encodeAnswer(kind, header, [{ ...bare, originalTransactionId: '', reasons: [] }], format)
    expect(faultsOf(decodeAnswer(kind, bytes, format))).toEqual([
      'FIELD_MISSING MktActivityRecord[0].originalTransactionIDReference_MktActivityRecord.mRID',
      ...(reasonCode === 'A02' ? ['FIELD_MISSING MktActivityRecord[0].Reason'] : []),
    ])
    for (const other of KINDS.filter((one) => one !== kind)) {
      expect(decodeAnswer(other, bytes, format).findings.map(({ code }) => code)).toEqual(['DOCUMENT_UNKNOWN'])
    }
  })

  test('its reason code, its process and the codes of its reasons are read', () => {
    const text = textOf(encodeAnswer(kind, { ...header, processType: 'E65' }, [{ ...record, reasons }], format))
      .replace('A01', 'A03')
      .replace('A02', 'A03')
      .replace('E17', '')
    expect(faultsOf(decodeAnswer(kind, bytesOf(text), format))).toEqual([
      '00402 process.processType',
      'FIELD_INVALID reason.code',
      'FIELD_MISSING MktActivityRecord[0].Reason[0].code',
    ])
  })
})

test('XML is written in the order and with the names of the market', () => {
  const header = masterDataHead({ documentType: 'E44', processType: 'D14' })
  const record = { transactionId: 't-1', originalTransactionId: 'o', validityStart: 'v', meteringPointId: POINT }
  expect(textOf(encodeNotification(header, [record], 'xml'))).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      '<cim:GenericNotification_MarketDocument xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' +
      ' xmlns:cim="urn:ediel.org:structure:genericnotification:0:1"' +
      ' xsi:schemaLocation="urn:ediel.org:structure:genericnotification:0:1' +
      ' urn-ediel-org-structure-genericnotification-0-1.xsd">' +
      '<cim:mRID>message-1</cim:mRID><cim:type>E44</cim:type><cim:process.processType>D14</cim:process.processType>' +
      '<cim:businessSector.type>23</cim:businessSector.type>' +
      '<cim:sender_MarketParticipant.mRID codingScheme="A10">5790001330552</cim:sender_MarketParticipant.mRID>' +
      '<cim:sender_MarketParticipant.marketRole.type>DDZ</cim:sender_MarketParticipant.marketRole.type>' +
      '<cim:receiver_MarketParticipant.mRID codingScheme="A10">5790000432752</cim:receiver_MarketParticipant.mRID>' +
      '<cim:receiver_MarketParticipant.marketRole.type>DDQ</cim:receiver_MarketParticipant.marketRole.type>' +
      '<cim:createdDateTime>2026-04-01T07:30:54Z</cim:createdDateTime>' +
      '<cim:MktActivityRecord><cim:mRID>t-1</cim:mRID>' +
      '<cim:originalTransactionIDReference_MktActivityRecord.mRID>o</cim:originalTransactionIDReference_MktActivityRecord.mRID>' +
      '<cim:validityStart_DateAndOrTime.dateTime>v</cim:validityStart_DateAndOrTime.dateTime>' +
      `<cim:marketEvaluationPoint.mRID codingScheme="A10">${POINT}</cim:marketEvaluationPoint.mRID>` +
      '</cim:MktActivityRecord></cim:GenericNotification_MarketDocument>',
  )
})

test('XML in any order, with any prefix or none, is read', () => {
  const text = textOf(
    encodeNotification(
      masterDataHead({ documentType: 'E44' }),
      [{ transactionId: 't-1', meteringPointId: POINT }],
      'xml',
    ),
  )
  const bare = text.replaceAll('cim:', '').replace(/ xmlns.*?xsd"/, '')
  const moved = bare.replace(/(<mRID>message-1.*?)(<MktActivityRecord>.*<\/MktActivityRecord>)/, '$2$1')
  for (const variant of [bare, moved, text.replaceAll('cim:', 'x:').replace(':cim=', ':x=')]) {
    const { findings, records } = decodeNotification(bytesOf(`\uFEFF${variant}`), 'xml')
    expect([findings, records]).toEqual([[], [{ index: 0, transactionId: 't-1', meteringPointId: POINT }]])
  }
})

test('an element that is stated twice is refused', () => {
  const text = textOf(
    encodeNotification(
      masterDataHead({ documentType: 'E44' }),
      [{ transactionId: 't-1', meteringPointId: POINT }],
      'xml',
    ),
  ).replace('<cim:type>E44</cim:type>', '<cim:type>E44</cim:type><cim:type>E44</cim:type>')
  expect(faultsOf(decodeNotification(bytesOf(text), 'xml'))).toEqual(['FIELD_INVALID type'])
})
