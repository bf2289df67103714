import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import type { TestDatabase } from '../../test/database.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import { ACCOUNTS } from './accounts.ts'
import { closeAccount, closePeriod } from './close-books.ts'
import { credit, debit } from './journal-entry.ts'
import type { JournalEntry } from './journal-entry.ts'
import { ledgerCheck } from './ledger-check.ts'
import { ledgerTotals } from './ledger-totals.ts'
import { postEntries } from './post-entries.ts'
import type { Posted } from './post-entries.ts'
import { entriesOf, findEntries } from './posted-entries.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await freshDatabase()
})
afterEach(async () => await database.drop())

function entry(n: number, other: Partial<JournalEntry> = {}): JournalEntry {
  return {
    documentNumber: `2026-${n}`,
    documentType: 'invoice',
    postingDate: '2026-03-31',
    sourceType: 'billing.invoice',
    sourceId: `2026-${n}`,
    idempotencyKey: `invoice:${n}`,
    description: `Invoice ${n}`,
    lines: [...debit('1100', 125n, { customerId: `C${n}`, dueDate: '2026-04-20' }), ...credit('3000', 125n)],
    ...other,
  }
}

const post = async (...entries: JournalEntry[]): Promise<Posted> =>
  await inTransaction(database.pool, async (trx) => await postEntries(trx, entries, await nextRecordedSeq(trx)))
const within = async <T>(work: (trx: Transaction) => Promise<T>): Promise<T> => await inTransaction(database.pool, work)
const stored = async (): Promise<readonly unknown[]> => {
  const { rows } = await database.pool.query(
    `select (select count(*) from finance.journal_entry) as entries, (select count(*) from finance.journal_line) as lines,
       (select last_entry_id from finance.journal_head) as head`,
  )
  return rows
}
const NOTHING = [{ entries: 0n, lines: 0n, head: 0n }]

describe('posting', () => {
  test('adds entries with their lines, numbered in the order given', async () => {
    expect(await post(entry(1), entry(2))).toEqual({ entries: 2, lines: 4, debitOre: 250n, creditOre: 250n })
    expect(await post(entry(3))).toEqual({ entries: 1, lines: 2, debitOre: 125n, creditOre: 125n })
    const found = await findEntries(database.pool, {})
    expect(found.map(({ entryId, documentNumber, recordedSeq }) => [entryId, documentNumber, recordedSeq])).toEqual([
      [1n, '2026-1', 1n],
      [2n, '2026-2', 1n],
      [3n, '2026-3', 2n],
    ])
    expect(await entriesOf(database.pool, 'billing.invoice', '2026-2')).toEqual([
      { ...entry(2), entryId: 2n, recordedSeq: 1n },
    ])
  })

  test('keeps every field, whatever the text holds', async () => {
    const odd = entry(1, {
      description: 'a\tb\nc\\d "e", é 🔌',
      lines: [
        ...debit('1100', 9_007_199_254_740_993n, { customerId: 'C\\N', dueDate: '2026-04-20', reference: 'r' }),
        ...credit('2000', 9_007_199_254_740_993n, { taxCode: 'DK25', taxBaseOre: -4n, meteringPointId: '571' }),
      ],
    })
    await post(odd)
    expect(await findEntries(database.pool, {})).toEqual([{ ...odd, entryId: 1n, recordedSeq: 1n }])
  })

  test('of nothing posts nothing', async () => {
    expect(await post()).toEqual({ entries: 0, lines: 0, debitOre: 0n, creditOre: 0n })
    expect(await stored()).toEqual(NOTHING)
  })

  test.each([
    ['unbalanced', entry(3, { lines: [...debit('1100', 5n), ...credit('3000', 4n)] }), 'LEDGER_UNBALANCED'],
    ['without lines', entry(3, { lines: [] }), 'LEDGER_ENTRY'],
    ['on no account', entry(3, { lines: [...debit('1100', 5n), ...credit('9' as never, 5n)] }), 'LEDGER_ACCOUNT'],
    ['with a used key', entry(3, { idempotencyKey: 'invoice:0' }), 'LEDGER_KEY_USED'],
    ['with a key twice in one call', entry(3, { idempotencyKey: 'invoice:2' }), 'LEDGER_KEY_USED'],
  ])('stores nothing of a call of which one entry is %s, even if the caller goes on', async (_, wrong, code) => {
    await post(entry(0))
    const before = await stored()
    await within(async (trx) => {
      const seq = await nextRecordedSeq(trx)
      await expect(postEntries(trx, [entry(1), entry(2), wrong, entry(4)], seq)).rejects.toMatchObject({ code })
    })
    expect(await stored()).toEqual(before)
    expect(await post(entry(1))).toMatchObject({ entries: 1 })
    expect(await ledgerCheck(database.pool)).toSatisfy(isSound)
  })

  test('names the key that was used before', async () => {
    await post(entry(1, { idempotencyKey: 'accrual:(a) b' }))
    await expect(post(entry(2, { idempotencyKey: 'accrual:(a) b' }))).rejects.toMatchObject({
      code: 'LEDGER_KEY_USED',
      where: { field: 'accrual:(a) b' },
    })
  })

  test('in more parts than one keeps the order and is all or nothing', async () => {
    const many = Array.from({ length: 10_001 }, (_, n) => entry(n))
    const last = entry(10_001, { idempotencyKey: 'invoice:0' })
    await expect(post(...many, last)).rejects.toMatchObject({ code: 'LEDGER_KEY_USED' })
    expect(await stored()).toEqual(NOTHING)
    expect(await post(...many)).toEqual({ entries: 10_001, lines: 20_002, debitOre: 1_250_125n, creditOre: 1_250_125n })
    const { rows } = await database.pool.query(
      `select count(*) from finance.journal_entry where idempotency_key <> 'invoice:' || (entry_id - 1)`,
    )
    expect(rows).toEqual([{ count: 0n }])
    expect(await ledgerCheck(database.pool)).toSatisfy(isSound)
  })

  test('a failure that is none of the ledger is passed on as it is, and nothing is stored', async () => {
    const nul = entry(1, { description: 'a\0b' })
    await expect(post(nul)).rejects.toMatchObject({ code: '22021' })
    expect(await stored()).toEqual(NOTHING)
    const broken = (function* (): Iterable<JournalEntry> {
      yield entry(1)
      throw new Error('no more entries')
    })()
    await expect(within(async (trx) => await postEntries(trx, broken, 1n))).rejects.toThrow('no more entries')
    expect(await stored()).toEqual(NOTHING)
  })

  test('two at once: of one key one is posted; of different ones both, numbered without a gap', async () => {
    const ends = await Promise.allSettled([post(entry(1)), post(entry(1)), post(entry(2)), post(entry(3))])
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect(ends.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: { code: 'LEDGER_KEY_USED' } }])
    expect((await findEntries(database.pool, {})).map(({ entryId }) => entryId)).toEqual([1n, 2n, 3n])
    expect(await ledgerCheck(database.pool)).toSatisfy(isSound)
  })
})

function isSound(checked: Awaited<ReturnType<typeof ledgerCheck>>): boolean {
  return checked.length === 6 && checked.every(({ failing, sample }) => failing === 0n && sample.length === 0)
}

describe('closing', () => {
  test('a closed period takes nothing more, up to its last day', async () => {
    await post(entry(1))
    expect(await within((trx) => closePeriod(trx, '2026-03-31'))).toEqual({ closedTo: '2026-03-31' })
    await expect(post(entry(2))).rejects.toMatchObject({ code: 'LEDGER_PERIOD_CLOSED' })
    await post(entry(3, { postingDate: '2026-04-01' }))
    expect(await ledgerCheck(database.pool)).toSatisfy(isSound)
  })

  test('the books are never opened again, and closing twice is one closing', async () => {
    await within((trx) => closePeriod(trx, '2026-03-31'))
    expect(await within((trx) => closePeriod(trx, '2026-03-31'))).toEqual({ closedTo: '2026-03-31' })
    expect(await within((trx) => closePeriod(trx, '2026-02-28'))).toEqual({ closedTo: '2026-03-31' })
    const { rows } = await database.pool.query('select closed_to, recorded_seq from finance.period_closing')
    expect(rows).toEqual([{ closed_to: '2026-03-31', recorded_seq: 1n }])
    await expect(within((trx) => closePeriod(trx, '2026-02-30'))).rejects.toMatchObject({ code: 'USAGE' })
  })

  test('an account is closed from a day on, once, and not where it has postings', async () => {
    await post(entry(1))
    await expect(within((trx) => closeAccount(trx, '3000', '2026-03-31'))).rejects.toMatchObject({
      code: 'LEDGER_ACCOUNT',
    })
    await within((trx) => closeAccount(trx, '3000', '2026-04-01'))
    await within((trx) => closeAccount(trx, '3000', '2026-04-01'))
    await expect(within((trx) => closeAccount(trx, '3000', '2026-05-01'))).rejects.toThrow('2026-04-01 already')
    await expect(post(entry(2, { postingDate: '2026-04-01' }))).rejects.toMatchObject({ code: 'LEDGER_ACCOUNT' })
    await post(entry(3))
    await expect(within((trx) => closeAccount(trx, '3110', 'soon'))).rejects.toMatchObject({ code: 'USAGE' })
  })

  test('waits for a posting that is under way, and the next posting sees it', async () => {
    const steps: string[] = []
    let closing: Promise<unknown> | undefined
    await within(async (trx) => {
      await postEntries(trx, [entry(1)], await nextRecordedSeq(trx))
      closing = inTransaction(database.pool, (other) => closePeriod(other, '2026-03-31'), { beside: true }).then(() =>
        steps.push('closed'),
      )
      await new Promise((resolve) => setTimeout(resolve, 100))
      steps.push('posted')
    })
    await closing
    expect(steps).toEqual(['posted', 'closed'])
    await expect(post(entry(2))).rejects.toMatchObject({ code: 'LEDGER_PERIOD_CLOSED' })
    expect(await ledgerCheck(database.pool)).toSatisfy(isSound)
  })
})

// What follows goes past postEntries: the database itself keeps its books.
describe('the database', () => {
  const HEAD = 'update finance.journal_head set last_entry_id = last_entry_id + 1'
  const entryRow = (id: number, total = 125, lines = 2): string =>
    `insert into finance.journal_entry values (${id}, 'invoice', 'd', '2026-03-31', 's', 'i', 'key ${id}', 'x', ${lines}, ${total}, 1)`
  const lineRows = (...values: string[]): string => `insert into finance.journal_line values ${values.join(', ')}`
  const run = async (...statements: string[]): Promise<unknown> =>
    await within(async (trx) => {
      for (const sql of statements) await trx.query(sql)
    })
  const sound = lineRows(`(1, 1, '1100', 125, 0)`, `(1, 2, '3000', 0, 125)`)

  test('takes an entry that is sound, in whichever way it comes', async () => {
    await run(HEAD, entryRow(1), sound)
    expect((await ledgerTotals(database.pool)).debitOre).toBe(125n)
  })

  test.each([
    ['unbalanced lines', [HEAD, entryRow(1), lineRows(`(1, 1, '1100', 125, 0)`, `(1, 2, '3000', 0, 124)`)], 'GB011'],
    ['fewer lines than stated', [HEAD, entryRow(1, 125, 3), sound], 'GB011'],
    ['another sum than stated', [HEAD, entryRow(1, 124), sound], 'GB011'],
    ['half of the lines', [HEAD, entryRow(1), lineRows(`(1, 1, '1100', 125, 0)`)], 'GB011'],
    ['lines numbered from 2', [HEAD, entryRow(1), sound.replace('(1, 1,', '(1, 3,')], 'GB011'],
    ['lines without an entry', [sound], 'GB011'],
    ['an account that does not exist', [HEAD, entryRow(1), sound.replace('3000', '3001')], 'GB013'],
    ['a number that was not given', [entryRow(1), sound], 'GB015'],
    ['an entry without lines', [HEAD, entryRow(1)], 'GB014'],
    ['a line with both sides', [HEAD, entryRow(1), sound.replace(`'1100', 125, 0`, `'1100', 250, 125`)], '23514'],
    ['a line with a negative side', [HEAD, entryRow(1), sound.replace(`0, 125)`, `-125, 0)`)], '23514'],
    ['an entry of one line', [HEAD, entryRow(1, 125, 1)], '23514'],
    ['an entry of nothing', [HEAD, entryRow(1, 0)], '23514'],
  ])('refuses %s', async (_, statements, code) => {
    await expect(run(...statements)).rejects.toMatchObject({ code })
    expect(await stored()).toEqual(NOTHING)
  })

  test('refuses lines for an entry that has its lines', async () => {
    await run(HEAD, entryRow(1), sound)
    await expect(run(sound)).rejects.toMatchObject({ code: '23505' })
    await expect(run(sound.replace('(1, 1,', '(1, 3,').replace('(1, 2,', '(1, 4,'))).rejects.toMatchObject({
      code: 'GB011',
    })
  })

  test('refuses what comes by COPY as well', async () => {
    const copy = async (text: string): Promise<unknown> =>
      await within(async (trx) => {
        await trx.query(HEAD)
        await trx.query(entryRow(1))
        const into = trx.query(
          copyFrom('copy finance.journal_line (entry_id, line_no, account_code, debit_ore, credit_ore) from stdin'),
        )
        await pipeline(Readable.from([text]), into)
      })
    await expect(copy('1\t1\t1100\t125\t0\n1\t2\t3000\t0\t120\n')).rejects.toMatchObject({ code: 'GB011' })
    await copy('1\t1\t1100\t125\t0\n1\t2\t3000\t0\t125\n')
  })

  test('refuses a closed period and a closed account by itself', async () => {
    await within((trx) => closeAccount(trx, '3000', '2026-03-31'))
    await expect(run(HEAD, entryRow(1), sound)).rejects.toMatchObject({ code: 'GB013' })
    await within((trx) => closePeriod(trx, '2026-03-31'))
    await expect(run(HEAD, entryRow(1), sound)).rejects.toMatchObject({ code: 'GB012' })
  })

  test.each([
    'journal_entry',
    'journal_line',
    'account',
    'account_closing',
    'period_closing',
    'posting',
    'journal_head',
  ])('changes nothing in finance.%s, and removes nothing', async (table) => {
    await post(entry(1))
    await within((trx) => closePeriod(trx, '2026-03-31'))
    await within((trx) => closeAccount(trx, '3110', '2026-04-01'))
    const { rows } = await database.pool.query<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0
       and attidentity = '' order by attnum`,
      [`finance.${table}`],
    )
    const column = table === 'journal_head' ? 'last_entry_id' : rows[0]?.name
    const changed = table === 'journal_head' ? '0' : String(column)
    const attempts = [`update finance.${table} set ${column} = ${changed}`, `delete from finance.${table}`]
    for (const sql of [...attempts, `truncate finance.${table} cascade`]) {
      await expect(database.pool.query(sql)).rejects.toMatchObject({ code: 'GB001' })
    }
  })

  test('has the same chart of accounts as the program', async () => {
    const { rows } = await database.pool.query('select code from finance.account order by code')
    expect(rows.map((row: { readonly code: string }) => row.code)).toEqual(Object.values(ACCOUNTS).toSorted())
  })
})
