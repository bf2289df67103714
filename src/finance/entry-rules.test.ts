import { describe, expect, test } from 'vitest'
import { GridbookError } from '../kernel/index.ts'
import { isDay } from './day.ts'
import { checkedTotal } from './entry-rules.ts'
import type { JournalEntry, JournalLine } from './journal-entry.ts'

const OPEN = { closedTo: undefined, accounts: new Map<string, string>() }
const LINES: readonly JournalLine[] = [
  { account: '1100', debitOre: 100n, creditOre: 0n },
  { account: '3000', debitOre: 0n, creditOre: 100n },
]

function entry(other: Partial<JournalEntry> = {}): JournalEntry {
  return {
    documentNumber: '2026-000007',
    documentType: 'invoice',
    postingDate: '2026-03-31',
    sourceType: 'billing.invoice',
    sourceId: '7',
    idempotencyKey: 'invoice:7',
    description: 'Invoice',
    lines: LINES,
    ...other,
  }
}

function withLine(other: Partial<JournalLine>): JournalEntry {
  const [first, second] = LINES
  if (first === undefined || second === undefined) throw new Error('there are two lines')
  return entry({ lines: [first, { ...second, ...other }] })
}

describe('an entry', () => {
  test('that is sound has its sum', () => {
    expect(checkedTotal(entry(), OPEN)).toBe(100n)
  })

  test.each([
    ['no posting date', entry({ postingDate: '2026-02-30' }), 'LEDGER_ENTRY', '2026-02-30'],
    ['a date in another writing', entry({ postingDate: '31-03-2026' }), 'LEDGER_ENTRY', '31-03-2026'],
    ['no lines', entry({ lines: [] }), 'LEDGER_ENTRY', '0 lines'],
    ['one line', entry({ lines: LINES.slice(0, 1) }), 'LEDGER_ENTRY', '1 lines'],
    ['more credit', withLine({ creditOre: 101n }), 'LEDGER_UNBALANCED', 'debit 100 øre, credit 101 øre'],
    ['a line of nothing', withLine({ creditOre: 0n }), 'LEDGER_ENTRY', 'line 2'],
    ['both sides on a line', withLine({ debitOre: 5n }), 'LEDGER_ENTRY', 'line 2'],
    ['a negative side', withLine({ debitOre: -5n }), 'LEDGER_ENTRY', 'line 2'],
    ['an account that is none', withLine({ account: '9999' as never }), 'LEDGER_ACCOUNT', '9999'],
    ['a due date that is none', withLine({ dueDate: '2026-13-01' }), 'LEDGER_ENTRY', '2026-13-01'],
    ['a tax base without a code', withLine({ taxBaseOre: 5n }), 'LEDGER_ENTRY', 'tax'],
  ])('with %s is refused, with its document', (_, wrong, code, words) => {
    const check = (): bigint => checkedTotal(wrong, OPEN)
    expect(check).toThrow(GridbookError)
    expect(check).toThrow(expect.objectContaining({ code, where: expect.objectContaining({ field: '2026-000007' }) }))
    expect(check).toThrow(words)
    expect(check).toThrow('invoice 2026-000007')
  })

  test('dated up to the last closed day is refused, the next day is not', () => {
    const closings = { ...OPEN, closedTo: '2026-03-31' }
    expect(() => checkedTotal(entry(), closings)).toThrow(expect.objectContaining({ code: 'LEDGER_PERIOD_CLOSED' }))
    expect(checkedTotal(entry({ postingDate: '2026-04-01' }), closings)).toBe(100n)
  })

  test('on an account is refused from the day on which it is closed', () => {
    const closings = { ...OPEN, accounts: new Map([['3000', '2026-03-31']]) }
    expect(() => checkedTotal(entry(), closings)).toThrow(expect.objectContaining({ code: 'LEDGER_ACCOUNT' }))
    expect(checkedTotal(entry({ postingDate: '2026-03-30' }), closings)).toBe(100n)
  })
})

test.each([
  ['2026-03-31', true],
  ['2024-02-29', true],
  ['2026-02-29', false],
  ['2026-3-1', false],
  ['2026-03-31 ', false],
  ['infinity', false],
  ['', false],
])('%j is a day: %s', (text, expected) => {
  expect(isDay(text)).toBe(expected)
})
