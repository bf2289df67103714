import { describe, expect, test } from 'vitest'
import { catalogue } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
import { dk } from '../../market/index.ts'
import { bytesOf, documentOf, interval, point, points, series } from '../testing/plain-document.ts'
import type { DecodeOptions } from './decode-options.ts'
import { decodeRsm012, largestDocumentBytes } from './decode.ts'
import type { Rsm012Document } from './document.ts'

const SERIES = 'NotifyValidatedMeasureData_MarketDocument.Series[0]'
const PERIOD = `${SERIES}.Period`

function decode(value: unknown, options: Partial<DecodeOptions> = {}): Rsm012Document {
  return decodeRsm012(bytesOf(value), { profile: dk, ...options })
}

function findingsOf(transaction: object, options: Partial<DecodeOptions> = {}): readonly Finding[] {
  const document = decode(documentOf([transaction]), options)
  expect(document.findings).toEqual([])
  return document.transactions[0]?.findings ?? []
}

function nested(levels: number): string {
  return `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`
}

/** The same points with one of them replaced. */
function replaced(at: number, by: object): object[] {
  return points(24).map((one, n) => (n === at ? by : one))
}

describe('faults of a position', () => {
  const cases: readonly [string, object[], string, string, string?][] = [
    ['position 0', replaced(3, point(0, 1)), 'E87', 'Point[3].position'],
    ['position beyond the end', [...points(24), point(25, 1)], 'E87', 'Point[24].position'],
    ['position stated twice', [...points(24), point(7, 1)], 'E87', 'Point[24].position', '2026-03-02'],
    ['position of sixteen digits', replaced(3, point(1e15, 1)), 'E87', 'Point[3].position'],
    ['negative position', replaced(3, point(-4, 1)), 'E87', 'Point[3].position'],
    ['no position', replaced(3, { quantity: 1 }), 'FIELD_MISSING', 'Point[3].position'],
    ['half a position', replaced(3, point(1.5, 1)), 'FIELD_INVALID', 'Point[3].position'],
    ['position of another type', replaced(3, point([1], 1)), 'FIELD_INVALID', 'Point[3].position'],
    ['quality A05', replaced(3, point(4, 1, 'A05')), 'D12', 'Point[3].quality', '2026-03-02'],
    ['quality A06', replaced(3, point(4, 1, 'A06')), 'D12', 'Point[3].quality', '2026-03-02'],
    ['quality of another word', replaced(3, point(4, 1, 'measured')), 'D12', 'Point[3].quality', '2026-03-02'],
    ['negative quantity', replaced(3, point(4, -0.001)), 'E86', 'Point[3].quantity', '2026-03-02'],
    [
      'negative quantity with too many digits',
      replaced(3, point(4, -12345678901)),
      'E86',
      'Point[3].quantity',
      '2026-03-02',
    ],
    ['four decimals', replaced(3, point(4, 1.0001)), 'E89', 'Point[3].quantity', '2026-03-02'],
    ['eleven digits', replaced(3, point(4, 12345678901)), 'E89', 'Point[3].quantity', '2026-03-02'],
    ['quantity that is no number', replaced(3, point(4, 'many')), 'FIELD_INVALID', 'Point[3].quantity', '2026-03-02'],
    ['quantity of another type', replaced(3, point(4, true)), 'FIELD_INVALID', 'Point[3].quantity', '2026-03-02'],
    ['a point that is a number', replaced(3, Object(1) as object), 'FIELD_INVALID', 'Point[3]'],
  ]

  test.each(cases)('%s', (_, list, code, path, day) => {
    const findings = findingsOf(series({}, { Point: list }))
    const [first] = findings
    expect(findings.length).toBe(1)
    expect(first).toMatchObject({ code, severity: 'error', path: `${PERIOD}.${path}`, point: '571313000000002000' })
    expect(first?.day).toBe(day)
    expect(first?.hint).toBe(catalogue[first?.code ?? 'USAGE'].next)
  })

  test('every fault of a transaction is reported at once, in the order of its points', () => {
    const list = [point(1, -1), point(2, 1.2345), point(2, 1), point(30, 1, 'A09')]
    const findings = findingsOf(series({ mRID: '' }, { Point: list, resolution: 'PT1H' }))
    expect(findings.map(({ code, path }) => `${code} ${path?.slice(SERIES.length)}`)).toEqual([
      '00202 .mRID',
      'E86 .Period.Point[0].quantity',
      'E89 .Period.Point[1].quantity',
      'E87 .Period.Point[2].position',
      'D12 .Period.Point[3].quality',
      'E87 .Period.Point[3].position',
    ])
  })

  test('a quantity beside A02, and none without A02, are taken as withdrawn with a warning', () => {
    const document = decode(documentOf([series({}, { Point: [point(1, 5, 'A02'), point(2), point(3, 7)] })]))
    const [transaction] = document.transactions
    expect(transaction?.findings.map(({ severity, code, path }) => [severity, code, path])).toEqual([
      ['warning', 'FIELD_INVALID', `${PERIOD}.Point[0].quantity`],
      ['warning', 'FIELD_MISSING', `${PERIOD}.Point[1].quantity`],
    ])
    expect(transaction).toMatchObject({ refused: false, sum: 7_000_000n, qualities: { missing: 2, measured: 1 } })
    expect(document.days[0]?.stated[0]).toBe(0b111)
    expect(document.days[0]?.measured[0]).toBe(0b100)
    expect([...(document.days[0]?.values.subarray(0, 4) ?? [])]).toEqual([0n, 0n, 7_000_000n, 0n])
  })

  test('a negative zero is zero', () => {
    expect(findingsOf(series({}, { Point: [point(1, -0)] }))).toEqual([])
  })

  test('A06 is accepted from the hub', () => {
    const document = decode(documentOf([series({}, { Point: [point(1, 5, 'A06')] })]), { allowCalculated: true })
    expect(document.days[0]?.calculated[0]).toBe(1)
    expect(document.transactions[0]?.findings).toEqual([])
  })

  test('missing positions are an error only where every position is required', () => {
    const gap = series({}, { Point: points(24).slice(1) })
    expect(findingsOf(gap)).toEqual([])
    expect(findingsOf(gap, { requireCompletePositions: true })).toMatchObject([
      { code: 'E87', path: `${PERIOD}.Point` },
    ])
  })

  test('a thousand faults of one transaction are counted, and some hundred of them listed', () => {
    const findings = findingsOf(series({}, { Point: Array.from({ length: 1200 }, () => point(1, -1)) }))
    expect(findings.length).toBe(501)
    // 1,200 negative quantities and 1,199 positions that occur again.
    expect(findings.at(-1)?.message).toBe('1899 further faults of positions are not listed')
  })
})

describe('faults of an interval', () => {
  const at = `${PERIOD}.timeInterval`
  const cases: readonly [string, object | undefined, string, string][] = [
    ['absent', undefined, 'E50', `${at}.start`],
    ['reversed', interval('2026-03-02T23:00Z', '2026-03-01T23:00Z'), 'E50', at],
    ['empty', interval('2026-03-02T23:00Z', '2026-03-02T23:00Z'), 'E50', at],
    ['under four hours', interval('2026-03-01T23:00Z', '2026-03-02T02:00Z'), 'E50', at],
    ['no whole hours', interval('2026-03-01T23:30Z', '2026-03-02T22:30Z'), 'D66', at],
    ['no instant', interval('2026-03-01T23:00Z', '2026-13-02T23:00Z'), 'FIELD_INVALID', `${at}.end`],
    ['no zone', interval('2026-03-01T23:00', '2026-03-02T23:00Z'), 'FIELD_INVALID', `${at}.start`],
    ['of a century ago', interval('1926-03-01T23:00Z', '1926-03-02T23:00Z'), 'E17', at],
    ['24 hours on the 23-hour day', interval('2026-03-28T23:00Z', '2026-03-29T23:00Z'), 'DAY_LENGTH', at],
    ['24 hours on the 25-hour day', interval('2026-10-24T22:00Z', '2026-10-25T22:00Z'), 'DAY_LENGTH', at],
    ['24 hours that end with the 25-hour day', interval('2026-10-24T23:00Z', '2026-10-25T23:00Z'), 'DAY_LENGTH', at],
  ]

  test.each(cases)('%s', (_, timeInterval, code, path) => {
    const findings = findingsOf(series({}, { timeInterval }))
    expect(findings[0]).toMatchObject({ code, severity: 'error', path })
  })

  test('a position too many on the 23-hour day names the day and its length', () => {
    const period = { timeInterval: interval('2026-03-28T23:00Z', '2026-03-29T22:00Z'), Point: points(24) }
    expect(findingsOf(series({}, period))).toMatchObject([
      {
        code: 'E87',
        path: `${PERIOD}.Point[23].position`,
        message: 'position 24 lies beyond the interval, which has 23 positions: 2026-03-29 has 23 hours',
      },
    ])
  })
})

describe('faults of a transaction', () => {
  const cases: readonly [string, object, string, string][] = [
    ['empty id', series({ mRID: '' }), '00202', 'mRID'],
    ['no id', series({ mRID: undefined }), '00202', 'mRID'],
    ['id of 37 characters', series({ mRID: 'x'.repeat(37) }), '00205', 'mRID'],
    ['id that is a list', series({ mRID: ['x'] }), 'FIELD_INVALID', 'mRID'],
    ['no point', series({ 'marketEvaluationPoint.mRID': undefined }), 'FIELD_MISSING', 'marketEvaluationPoint.mRID'],
    ['no type', series({ 'marketEvaluationPoint.type': {} }), 'FIELD_INVALID', 'marketEvaluationPoint.type'],
    ['no unit', series({ 'quantity_Measure_Unit.name': undefined }), 'FIELD_MISSING', 'quantity_Measure_Unit.name'],
    ['kilowatts', series({ 'quantity_Measure_Unit.name': { value: 'KWT' } }), 'E73', 'quantity_Measure_Unit.name'],
    [
      'no registration',
      series({ 'registration_DateAndOrTime.dateTime': undefined }),
      'FIELD_MISSING',
      'registration_DateAndOrTime.dateTime',
    ],
    [
      'registered at noon',
      series({ 'registration_DateAndOrTime.dateTime': 'noon' }),
      'FIELD_INVALID',
      'registration_DateAndOrTime.dateTime',
    ],
    ['no period', series({ Period: undefined }), 'FIELD_MISSING', 'Period'],
    ['no resolution', series({}, { resolution: undefined }), 'FIELD_MISSING', 'Period.resolution'],
    ['ten minutes', series({}, { resolution: 'PT10M' }), 'D23', 'Period.resolution'],
    ['five minutes in dk', series({}, { resolution: 'PT5M' }), 'D23', 'Period.resolution'],
    ['no points', series({}, { Point: undefined }), 'FIELD_MISSING', 'Period.Point'],
    ['points that are an object', series({}, { Point: {} }), 'FIELD_INVALID', 'Period.Point'],
    ['half a month', series({}, { resolution: 'P1M', Point: [point(1, 5)] }), 'D66', 'Period.timeInterval'],
  ]

  test.each(cases)('%s', (_, transaction, code, path) => {
    expect(findingsOf(transaction)).toMatchObject([{ code, severity: 'error', path: `${SERIES}.${path}` }])
    const document = decode(documentOf([transaction, series({ mRID: 'tx-2' })]))
    expect(document.transactions.map(({ refused, rowCount }) => [refused, rowCount])).toEqual([
      [true, 0],
      [false, 1],
    ])
    expect(document.days.map(({ count }) => count)).toEqual([1])
  })

  test('the second transaction of an id is refused, the first is not', () => {
    const { transactions, days } = decode(documentOf([series(), series()]))
    expect(transactions.map(({ findings }) => findings.map(({ code }) => code))).toEqual([[], ['00102']])
    expect(transactions[1]?.findings[0]?.path).toBe('NotifyValidatedMeasureData_MarketDocument.Series[1].mRID')
    expect(days[0]?.count).toBe(1)
  })

  test('a wrong check digit is only warned about', () => {
    const wrong = series({ 'marketEvaluationPoint.mRID': { codingScheme: 'A10', value: '571313000000002001' } })
    expect(findingsOf(wrong)).toMatchObject([{ code: 'CHECK_DIGIT', severity: 'warning' }])
  })

  test('values that a refused transaction had begun to fill are gone', () => {
    const { days } = decode(
      documentOf([
        series({}, { Point: [...points(24, 9), point(1, 9)] }),
        series({ mRID: 'b' }, { Point: [point(2, 3)] }),
      ]),
    )
    const [block] = days
    expect(block?.stated[0]).toBe(0b10)
    expect([...(block?.values ?? [])].filter((value) => value !== 0n)).toEqual([3_000_000n])
  })
})

describe('faults of a document', () => {
  const cases: readonly [string, unknown, string, string | undefined][] = [
    ['another document', { RequestAggregatedMeasureData_MarketDocument: {} }, 'DOCUMENT_UNKNOWN', undefined],
    ['no root key', {}, 'DOCUMENT_UNKNOWN', undefined],
    ['a list', [1, 2], 'DOCUMENT_UNKNOWN', undefined],
    ['type', documentOf([series()], { type: { value: 'E31' } }), '00401', '.type'],
    ['process', documentOf([series()], { 'process.processType': { value: 'D04' } }), '00402', '.process.processType'],
    ['sector', documentOf([series()], { 'businessSector.type': { value: '27' } }), '00403', '.businessSector.type'],
    ['empty id', documentOf([series()], { mRID: '' }), '00201', '.mRID'],
    ['long id', documentOf([series()], { mRID: 'y'.repeat(37) }), '00305', '.mRID'],
    [
      'no sender',
      documentOf([series()], { 'sender_MarketParticipant.mRID': undefined }),
      'FIELD_MISSING',
      '.sender_MarketParticipant.mRID',
    ],
    ['creation', documentOf([series()], { createdDateTime: 'today' }), 'FIELD_INVALID', '.createdDateTime'],
    ['no series', documentOf([], { Series: undefined }), 'FIELD_MISSING', '.Series'],
    ['empty series', documentOf([]), 'FIELD_MISSING', '.Series'],
    ['series as an object', documentOf([], { Series: {} }), 'FIELD_INVALID', '.Series'],
    ['a transaction that is a number', documentOf([5, series()]), 'FIELD_INVALID', '.Series[0]'],
    ['root value', { NotifyValidatedMeasureData_MarketDocument: 3 }, 'FIELD_INVALID', ''],
  ]

  test.each(cases)('%s: nothing of it has rows', (_, value, code, path) => {
    const { findings, days, transactions } = decode(value)
    const errors = findings.filter(({ severity }) => severity === 'error')
    expect(errors.map((one) => one.code)).toContain(code)
    const found = errors.find(
      (one) => one.code === code && (path === undefined || one.path?.endsWith(`Document${path}`)),
    )
    expect(found?.path).toBe(path === undefined ? undefined : `NotifyValidatedMeasureData_MarketDocument${path}`)
    expect(days).toEqual([])
    expect(transactions.every(({ rowCount }) => rowCount === 0)).toBe(true)
  })

  test('an unknown document is named', () => {
    expect(decode({ Invoice: 1, Other: 2 }).findings[0]?.message).toContain("root key 'Invoice'")
  })

  test('a GLN with a wrong check digit is only warned about', () => {
    const { findings, days } = decode(
      documentOf([series()], { 'sender_MarketParticipant.mRID': { value: '5790000432751' } }),
    )
    expect(findings).toMatchObject([{ code: 'CHECK_DIGIT', severity: 'warning' }])
    expect(days.length).toBe(1)
  })

  test('more than 50 MB are refused without being read', () => {
    const { findings } = decodeRsm012(new Uint8Array(largestDocumentBytes + 1), { profile: dk })
    expect(findings).toMatchObject([{ code: 'DOCUMENT_TOO_LARGE' }])
  })

  test('days that are spread too thin are refused, the rest is kept', () => {
    // A quarter of an hour on each of many days, in many transactions: each costs a whole row.
    const days = 39_000
    const sparse = series(
      {},
      {
        resolution: 'PT15M',
        timeInterval: interval('1990-03-01T23:00Z', '2099-03-01T23:00Z'),
        Point: Array.from({ length: days }, (_, n) => point(96 * n + 1, 1)),
      },
    )
    const many = Array.from({ length: 10 }, (_, n) => ({ ...sparse, mRID: `tx-${n}` }))
    const { transactions } = decode(documentOf(many))
    const refused = transactions.filter((one) => one.refused)
    expect(refused.map(({ index }) => index)).toEqual([8, 9])
    expect(refused[0]?.findings).toMatchObject([{ code: 'DOCUMENT_TOO_LARGE' }])
  })
})

describe('broken JSON', () => {
  const cases: readonly [string, string, number, string][] = [
    ['empty', '', 1, 'line 1, column 1 (byte 0): the document ends too early'],
    ['cut off', '{"a":', 1, 'line 1, column 6 (byte 5): the document ends too early'],
    ['in a string', '{\n  "a": "b', 2, 'line 2, column 10 (byte 11): the document ends within a string'],
    ['trailing', '{}\n\n x', 3, 'line 3, column 2 (byte 5): something follows the end of the document'],
    ['comma', '{"a":1,}', 1, 'line 1, column 8 (byte 7): a key in quotes is missing'],
    ['no comma', '{"a":[1 2]}', 1, "line 1, column 9 (byte 8): ',' or ']' is missing"],
    ['escape', '{"a":"\\x"}', 1, 'line 1, column 7 (byte 6): a string holds an escape that JSON does not have'],
    [
      'control',
      '{"a":"\u0001"}',
      1,
      'line 1, column 7 (byte 6): a string holds a control character that is not escaped',
    ],
    ['zero', '{"a":01}', 1, 'line 1, column 6 (byte 5): a number begins with a needless zero'],
    ['word', '{"a":nul}', 1, "line 1, column 6 (byte 5): 'null' is misspelt"],
  ]

  test.each(cases)('%s', (_, text, line, message) => {
    const { findings, transactions } = decode(text)
    expect(findings).toMatchObject([{ code: 'JSON_BROKEN', severity: 'error', line, message }])
    expect(transactions).toEqual([])
  })

  test('a character that is not UTF-8 in an id', () => {
    const bytes = bytesOf(documentOf([series()]))
    const at = new TextDecoder().decode(bytes).indexOf('tx-1')
    bytes[at] = 0xff
    expect(decodeRsm012(bytes, { profile: dk }).findings).toMatchObject([
      { code: 'JSON_BROKEN', message: `line 1, column ${at + 1} (byte ${at}): a character is not UTF-8` },
    ])
  })

  test('nesting deeper than 64 levels is refused where it begins, 64 are read', () => {
    expect(decode(nested(63)).findings).toMatchObject([{ code: 'DOCUMENT_UNKNOWN' }])
    expect(decode(nested(64)).findings).toMatchObject([
      { code: '00302', message: 'line 1, column 69 (byte 68): values are nested deeper than 64 levels' },
    ])
  })
})
