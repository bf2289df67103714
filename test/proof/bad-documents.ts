import { randomBytes } from 'node:crypto'
import type { EncodablePoint } from '../../src/exchange/index.ts'
import { gsrnWithCheckDigit, marketDay } from '../../src/kernel/index.ts'
import { dk } from '../../src/market/index.ts'
import { exampleDocument, pointId, type ExampleTransaction } from '../reading-documents.ts'

/** A file that somebody sends, and what it must be answered with. */
export interface SentFile {
  readonly name: string
  readonly content: Buffer
  readonly outcome: 'accepted' | 'partly' | 'refused'
  /** Codes of all findings of its refused parts. */
  readonly codes: readonly string[]
  /** What the first finding says of the place: path, line, field, point or day, or the message itself. */
  readonly place: RegExp
}

/** A point that has a valid number and that nobody has registered yet. */
export const UNKNOWN_POINT = gsrnWithCheckDigit(4711)

const MEGABYTE = 1024 * 1024
const BROKEN_GSRN = `${pointId(1).slice(0, -1)}${(Number(pointId(1).at(-1)) + 1) % 10}`

/** The files of one directory: good ones, and between and behind them all that is bad, in the order of their names. */
export function sentFiles(): SentFile[] {
  return [
    good('10-good', { day: '2026-03-02' }),
    bad('11-cut-off', document('11').subarray(0, 400), 'JSON_BROKEN', /line|offset|\d/),
    bad('12-empty', Buffer.alloc(0), 'JSON_BROKEN', /./),
    bad('13-binary', Buffer.concat([Buffer.from([0xff, 0x00]), randomBytes(5_000)]), 'JSON_BROKEN', /./),
    bad('14-another-document', Buffer.from('{"SomethingElse": {"mRID": "1"}}'), 'DOCUMENT_UNKNOWN', /SomethingElse/),
    bad('15-without-period', text('15', /"Period":/, '"Poriod":'), 'FIELD_MISSING', /Series\[0\].*Period/),
    bad('16-unknown-point', document('16', { meteringPointId: UNKNOWN_POINT }), 'E10', new RegExp(UNKNOWN_POINT)),
    bad('17-check-digit', text('17', pointId(1), BROKEN_GSRN), 'CHECK_DIGIT', new RegExp(BROKEN_GSRN)),
    bad('18-negative', text('18', '"quantity":1.007', '"quantity":-1.007'), 'E86', /Series\[0\]/),
    bad('19-over-precise', text('19', '"quantity":1.007', '"quantity":1.0071'), 'E89', /Series\[0\]/),
    bad('20-doubled-position', text('20', '"position":{"value":8}', '"position":{"value":7}'), 'E87', /Series\[0\]/),
    bad('21-without-position', text('21', '"position":{"value":8},', ''), 'FIELD_MISSING', /Series\[0\]/),
    bad('22-position-97', document('22', { points: quarters(97) }), 'E87', /Series\[0\]/),
    bad('23-day-of-24-hours-in-march', aDayOf24Hours('23', '2026-03-29'), 'DAY_LENGTH', /Series\[0\].*2026-03-29/),
    bad('23-day-of-24-hours-in-october', aDayOf24Hours('2x', '2025-10-26'), 'DAY_LENGTH', /Series\[0\].*2025-10-26/),
    bad(
      '23-quarters-of-24-hours-in-march',
      document('2y', { day: '2026-03-29', points: quarters(96) }),
      'E87',
      /2026-03-29 has 23 hours.*Series\[0\]/,
    ),
    good('24-good-23-hours', { day: '2026-03-29' }),
    good('25-good-25-hours', { day: '2025-10-26' }),
    bad(
      '26-message-again',
      exampleDocument('message-10', [{ transactionId: 'transaction-26' }]),
      'DUPLICATE_MESSAGE',
      /message-10/,
    ),
    {
      name: '27-transaction-again.json',
      content: exampleDocument('message-27', [
        { transactionId: 'transaction-27', day: '2026-03-05' },
        { transactionId: 'transaction-10' },
      ]),
      outcome: 'partly',
      codes: ['DUPLICATE_TRANSACTION'],
      place: /transaction-10.*Series\[1\]/,
    },
    bad('28-over-50-megabytes', Buffer.alloc(51 * MEGABYTE, ' '), 'DOCUMENT_TOO_LARGE', /5\d|MB/),
    good('29-good-after-all', { day: '2026-03-06' }),
  ]
}

function good(name: string, transaction: Omit<ExampleTransaction, 'transactionId'>): SentFile {
  return {
    name: `${name}.json`,
    content: document(name.slice(0, 2), transaction),
    outcome: 'accepted',
    codes: [],
    place: /^$/,
  }
}

function bad(name: string, content: Buffer, code: string, place: RegExp): SentFile {
  return { name: `${name}.json`, content, outcome: 'refused', codes: [code], place }
}

function document(number: string, transaction: Omit<ExampleTransaction, 'transactionId'> = {}): Buffer {
  return exampleDocument(`message-${number}`, [{ transactionId: `transaction-${number}`, ...transaction }])
}

/** A document for a day on which the clocks change, whose sender took it for 24 hours long. */
function aDayOf24Hours(number: string, date: string): Buffer {
  const { startMs } = marketDay(date, dk.zone)
  return document(number, { day: date, toMs: startMs + 24 * 3_600_000, points: quarters(96) })
}

/** A good document in which one piece of text is replaced. */
function text(number: string, piece: string | RegExp, by: string): Buffer {
  const whole = document(number).toString()
  const changed = whole.replace(piece, by)
  if (changed === whole) throw new Error(`document ${number} does not hold ${String(piece)}`)
  return Buffer.from(changed)
}

function quarters(count: number): EncodablePoint[] {
  return Array.from({ length: count }, (_, k) => ({ position: k + 1, quantity: 1_000_000n, quality: 'measured' }))
}
