import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import type { TestDatabase } from '../../test/database.ts'
import { GridbookError } from '../kernel/index.ts'
import { inTransaction, nextRecordedSeq } from '../platform/index.ts'
import type { NetAccount } from './accounts.ts'
import { closePeriod } from './close-books.ts'
import type { JournalEntry } from './journal-entry.ts'
import { ledgerCheck } from './ledger-check.ts'
import { ledgerTotals } from './ledger-totals.ts'
import { postEntries } from './post-entries.ts'
import { entriesOf } from './posted-entries.ts'
import { accrualEntry, accrualReversal, invoiceEntry } from './posting-rules.ts'

let database: TestDatabase
let documents = 0
beforeAll(async () => {
  database = await freshDatabase({ max: 8 })
})
afterAll(async () => await database.drop())

const post = async (entries: readonly JournalEntry[]): Promise<void> => {
  await inTransaction(database.pool, async (trx) => void (await postEntries(trx, entries, await nextRecordedSeq(trx))))
}
const balances = async (): Promise<ReadonlyMap<string, bigint>> => {
  const { debitOre, creditOre, accounts } = await ledgerTotals(database.pool)
  expect(debitOre).toBe(creditOre)
  return new Map(accounts.map(({ account, balanceOre }) => [account, balanceOre]))
}
const isSound = async (): Promise<boolean> => (await ledgerCheck(database.pool)).every(({ failing }) => failing === 0n)

const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-05-${String(n).padStart(2, '0')}`)
const net = fc.array(
  fc.record({
    account: fc.constantFrom<NetAccount>('2100', '3000', '3010', '3100', '3110'),
    amountOre: fc.bigInt(-1_000_000n, 1_000_000n),
  }),
  { maxLength: 5 },
)
const anyInvoice = fc.record({ day, net, vatOre: fc.bigInt(-1000n, 1000n) })

interface AnyInvoice {
  readonly day: string
  readonly net: readonly { readonly account: NetAccount; readonly amountOre: bigint }[]
  readonly vatOre: bigint
}

function toEntries(invoices: readonly AnyInvoice[]): JournalEntry[] {
  return invoices.flatMap((invoice) => {
    const entry = invoiceEntry({
      invoiceNumber: `N${(documents += 1)}`,
      issueDate: invoice.day,
      dueDate: '2026-06-30',
      customerId: 'C1',
      net: invoice.net,
      vat: [{ taxCode: 'VAT 0.25', baseOre: 0n, amountOre: invoice.vatOre }],
    })
    return entry === undefined ? [] : [entry]
  })
}

describe('books of any invoices', () => {
  test('come to what the invoices come to, account by account', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyInvoice, { maxLength: 8 }), async (invoices) => {
        const before = await balances()
        await post(toEntries(invoices))
        const after = await balances()
        const moved = (account: string): bigint => (after.get(account) ?? 0n) - (before.get(account) ?? 0n)
        for (const account of ['2100', '3000', '3010', '3100', '3110']) {
          const parts = invoices.flatMap((invoice) => invoice.net.filter((part) => part.account === account))
          expect(moved(account)).toBe(-parts.reduce((sum, { amountOre }) => sum + amountOre, 0n))
        }
        const vatOre = invoices.reduce((sum, invoice) => sum + invoice.vatOre, 0n)
        expect(moved('2000')).toBe(-vatOre)
        const netOre = invoices.flatMap((invoice) => invoice.net).reduce((sum, { amountOre }) => sum + amountOre, 0n)
        expect(moved('1100')).toBe(netOre + vatOre)
      }),
      { numRuns: 25 },
    )
    expect(await isSound()).toBe(true)
  })

  test('an accrual and its reversal, read back from the journal, leave nothing', async () => {
    await fc.assert(
      fc.asyncProperty(net, day, async (parts, postingDate) => {
        const before = await balances()
        const runId = `run-${(documents += 1)}`
        const entry = accrualEntry({ runId, part: '', documentNumber: `A-${runId}`, postingDate, net: parts })
        await post(entry === undefined ? [] : [entry])
        const posted = await entriesOf(database.pool, 'accruals.run', runId)
        expect(posted).toHaveLength(entry === undefined ? 0 : 1)
        const by = { documentNumber: `R-${runId}`, postingDate: '2026-05-29', sourceId: `${runId}-next` }
        await post(posted.map((old) => accrualReversal(old, by)))
        expect(await balances()).toEqual(before)
      }),
      { numRuns: 25 },
    )
    expect(await isSound()).toBe(true)
  })
})

test('many postings and closings at once end, in some order that the books allow', async () => {
  const closings = ['2026-05-05', '2026-05-15', '2026-05-10'].map(async (closedTo) => {
    await inTransaction(database.pool, async (trx) => await closePeriod(trx, closedTo))
  })
  const postings = Array.from({ length: 24 }, async (_, n) => {
    const issued = `2026-05-${String((n % 20) + 1).padStart(2, '0')}`
    await post(toEntries([{ day: issued, net: [{ account: '3000', amountOre: 100n }], vatOre: 25n }]))
  })
  const ends = await Promise.allSettled([...closings, ...postings])
  for (const end of ends) {
    if (end.status === 'fulfilled') continue
    expect(end.reason).toBeInstanceOf(GridbookError)
    expect(end.reason).toMatchObject({ code: 'LEDGER_PERIOD_CLOSED' })
  }
  expect(await isSound()).toBe(true)
  await expect(post(toEntries([{ day: '2026-05-15', net: [], vatOre: 5n }]))).rejects.toMatchObject({
    code: 'LEDGER_PERIOD_CLOSED',
  })
})
