import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import type { TestDatabase } from '../../test/database.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import { credit, debit } from './journal-entry.ts'
import type { JournalEntry } from './journal-entry.ts'
import { ledgerCheck } from './ledger-check.ts'
import { ledgerTotals } from './ledger-totals.ts'
import { postEntries } from './post-entries.ts'
import { findEntries } from './posted-entries.ts'
import { accrualEntry, accrualReversal, invoiceEntry } from './posting-rules.ts'

let database: TestDatabase
const net = [
  { account: '3000', amountOre: 900n },
  { account: '2100', amountOre: 100n },
] as const

beforeAll(async () => {
  database = await freshDatabase()
  const accrual = accrualEntry({ runId: 'r1', part: '', documentNumber: 'A1', postingDate: '2026-03-31', net })
  const invoice = invoiceEntry({
    invoiceNumber: '2026-000001',
    issueDate: '2026-04-05',
    dueDate: '2026-04-25',
    customerId: 'C1',
    net,
    vat: [{ taxCode: 'DK25', baseOre: 1000n, amountOre: 250n }],
  })
  if (accrual === undefined || invoice === undefined) throw new Error('both have amounts')
  const reversal = accrualReversal(accrual, { documentNumber: 'A2', postingDate: '2026-04-30', sourceId: 'r2' })
  for (const entry of [accrual, invoice, reversal]) await post(entry)
})
afterAll(async () => await database.drop())

async function post(entry: JournalEntry): Promise<void> {
  await inTransaction(database.pool, async (trx) => void (await postEntries(trx, [entry], await nextRecordedSeq(trx))))
}

const balances = async (period: { from?: string; to?: string }): Promise<Record<string, bigint>> => {
  const { accounts } = await ledgerTotals(database.pool, period)
  return Object.fromEntries(
    accounts.filter(({ balanceOre }) => balanceOre !== 0n).map((total) => [total.account, total.balanceOre]),
  )
}

describe('the trial balance', () => {
  test('sums all lines, and each account of the chart', async () => {
    const totals = await ledgerTotals(database.pool)
    expect([totals.debitOre, totals.creditOre]).toEqual([3250n, 3250n])
    expect(totals.accounts.map(({ account }) => account)).toEqual([
      '1100',
      '1200',
      '2000',
      '2100',
      '3000',
      '3010',
      '3100',
      '3110',
    ])
    expect(totals.accounts[1]).toEqual({
      account: '1200',
      name: 'Unbilled revenue',
      debitOre: 1000n,
      creditOre: 1000n,
      balanceOre: 0n,
    })
  })

  test('an accrual that was reversed leaves what was invoiced', async () => {
    expect(await balances({})).toEqual({ '1100': 1250n, '2000': -250n, '2100': -100n, '3000': -900n })
  })

  test('takes the days from, up to and without the last', async () => {
    expect(await balances({ to: '2026-04-01' })).toEqual({ '1200': 1000n, '2100': -100n, '3000': -900n })
    expect(await balances({ to: '2026-03-31' })).toEqual({})
    expect(await balances({ from: '2026-04-30' })).toEqual({ '1200': -1000n, '2100': 100n, '3000': 900n })
    expect(await balances({ from: '2026-04-05', to: '2026-04-06' })).toMatchObject({ '1100': 1250n })
  })

  test('of an empty journal is zero on every account', async () => {
    const empty = await freshDatabase()
    const totals = await ledgerTotals(empty.pool)
    expect(totals.accounts.every(({ debitOre, creditOre }) => debitOre === 0n && creditOre === 0n)).toBe(true)
    expect(totals.accounts).toHaveLength(8)
    await empty.drop()
  })
})

describe('entries', () => {
  test.each([
    [{ documentNumber: 'A1' }, ['A1']],
    [{ account: '1200' }, ['A1', 'A2']],
    [{ sourceType: 'accruals.run' }, ['A1', 'A2']],
    [{ sourceType: 'accruals.run', sourceId: 'r2' }, ['A2']],
    [{ from: '2026-04-01' }, ['2026-000001', 'A2']],
    [{ from: '2026-04-01', to: '2026-04-30' }, ['2026-000001']],
    [{ limit: 1 }, ['A1']],
    [{ documentNumber: 'none' }, []],
  ])('%j finds %j', async (filter, expected) => {
    const found = await findEntries(database.pool, filter)
    expect(found.map(({ documentNumber }) => documentNumber)).toEqual(expected)
  })
})

// A trigger that is taken away for a moment lets in what never should be.
describe('the check', () => {
  const damaged = async (...statements: string[]): Promise<Record<string, [bigint, readonly string[]]>> => {
    let found: Record<string, [bigint, readonly string[]]> = {}
    const undone = inTransaction(database.pool, async (trx) => {
      await trx.query("set local session_replication_role = 'replica'")
      for (const sql of statements) await trx.query(sql)
      const checked = await ledgerCheck(trx)
      found = Object.fromEntries(
        checked
          .filter(({ failing }) => failing > 0n)
          .map(({ name, failing, sample }) => [name, [failing, sample] as [bigint, readonly string[]]]),
      )
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    return found
  }
  const line = (entryId: number, lineNo: number, account: string, debitOre: number): string =>
    `insert into finance.journal_line values (${entryId}, ${lineNo}, '${account}', ${debitOre}, 0)`

  test('finds nothing in sound books', async () => {
    expect(await damaged()).toEqual({})
  })

  test('finds a line too many, by its entry', async () => {
    expect(await damaged(line(1, 9, '1100', 5))).toEqual({
      'trial balance': [1n, ['debit 3255, credit 3250']],
      'entries balance': [1n, ['entry 1']],
    })
  })

  test('finds an amount that was changed', async () => {
    const found = await damaged('update finance.journal_line set debit_ore = debit_ore + 1 where debit_ore > 0')
    expect(found['entries balance']).toEqual([3n, ['entry 1', 'entry 2', 'entry 3']])
  })

  test('finds an entry that is gone: its lines, and its number', async () => {
    expect(await damaged('delete from finance.journal_entry where entry_id = 2')).toEqual({
      'lines have entries': [4n, ['entry 2, line 1', 'entry 2, line 2', 'entry 2, line 3', 'entry 2, line 4']],
      'numbers without gaps': [1n, ['entry 3 follows 1']],
    })
  })

  test('finds the last entry gone, by the number that was given', async () => {
    const found = await damaged(
      'delete from finance.journal_entry where entry_id = 3',
      'delete from finance.journal_line where entry_id = 3',
    )
    expect(found).toEqual({ 'numbers without gaps': [1n, ['entry 4 follows 2']] })
  })

  test('finds lines that are gone', async () => {
    const found = await damaged('delete from finance.journal_line where entry_id = 2')
    expect(found).toEqual({ 'entries balance': [1n, ['entry 2']] })
  })

  test('finds an account that is not of the chart', async () => {
    const found = await damaged(
      `update finance.journal_line set account_code = '9999' where entry_id = 1 and line_no = 1`,
    )
    expect(found).toEqual({ 'lines have entries': [1n, ['entry 1, line 1']] })
  })

  test('finds what was posted into a closed period and to a closed account, but not what was there before', async () => {
    expect(await damaged(`insert into finance.period_closing values ('2026-03-31', 99)`)).toEqual({})
    expect(await damaged(`insert into finance.period_closing values ('2026-04-05', 1)`)).toEqual({
      'closed periods': [1n, ['entry 2 of 2026-04-05']],
    })
    expect(await damaged(`insert into finance.account_closing values ('1200', '2026-04-01', 99)`)).toEqual({
      'closed accounts': [1n, ['entry 3, line 1']],
    })
  })

  test('shows five of many', async () => {
    const found = await damaged(...Array.from({ length: 7 }, (_, n) => line(50 + n, 1, '1100', 1)))
    expect(found['lines have entries']).toEqual([
      7n,
      ['entry 50, line 1', 'entry 51, line 1', 'entry 52, line 1', 'entry 53, line 1', 'entry 54, line 1'],
    ])
  })
})

test('debit and credit of a line are whole øre beyond the precision of floats', async () => {
  const large = 9_007_199_254_740_993n
  await post({
    documentNumber: 'large',
    documentType: 'invoice',
    postingDate: '2027-01-01',
    sourceType: 'x',
    sourceId: 'x',
    idempotencyKey: 'large',
    description: '',
    lines: [...debit('1100', large), ...credit('3000', large)],
  })
  expect((await ledgerTotals(database.pool, { from: '2027-01-01' })).debitOre).toBe(large)
})
