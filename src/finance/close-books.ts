import { GridbookError } from '../kernel/index.ts'
import { nextRecordedSeq } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import type { AccountCode } from './accounts.ts'
import { isDay } from './day.ts'
import type { Closings } from './entry-rules.ts'
import type { LedgerHandle } from './ledger-handle.ts'

/**
 * Closes the books up to a day, inclusive: nothing can be posted there any more, and nobody can open them again. It waits
 * for postings that are under way. Closed already, it changes nothing.
 * @throws GridbookError USAGE when the text is no day
 */
export async function closePeriod(trx: Transaction, closedTo: string): Promise<{ readonly closedTo: string }> {
  if (!isDay(closedTo)) throw new GridbookError('USAGE', `'${closedTo}' is not a day; write it as 2026-03-31`)
  const early = (await closingsOf(trx)).closedTo
  if (early !== undefined && early >= closedTo) return { closedTo: early }
  const seq = await lockedSeq(trx)
  const known = (await closingsOf(trx)).closedTo
  if (known !== undefined && known >= closedTo) return { closedTo: known }
  await trx.query('insert into finance.period_closing (closed_to, recorded_seq) values ($1, $2)', [closedTo, seq])
  return { closedTo }
}

/**
 * Closes an account for postings dated from a day on; once and for all.
 * @throws GridbookError USAGE when the text is no day; LEDGER_ACCOUNT when the account is closed from another day, or
 * has postings from that day on
 */
export async function closeAccount(trx: Transaction, account: AccountCode, closedFrom: string): Promise<void> {
  if (!isDay(closedFrom)) throw new GridbookError('USAGE', `'${closedFrom}' is not a day; write it as 2026-03-31`)
  if ((await closingsOf(trx)).accounts.get(account) === closedFrom) return
  const seq = await lockedSeq(trx)
  const known = (await closingsOf(trx)).accounts.get(account)
  if (known === closedFrom) return
  if (known !== undefined) throw refusal(account, `is closed from ${known} already`)
  const { rows } = await trx.query(
    `select 1 from finance.journal_line l join finance.journal_entry e using (entry_id)
     where l.account_code = $1 and e.posting_date >= $2 limit 1`,
    [account, closedFrom],
  )
  if (rows.length > 0) throw refusal(account, `has postings from ${closedFrom} on`)
  await trx.query('insert into finance.account_closing (account_code, closed_from, recorded_seq) values ($1, $2, $3)', [
    account,
    closedFrom,
    seq,
  ])
}

// The number first and the journal then, as postings do: in another order two of them could wait for each other for ever.
async function lockedSeq(trx: Transaction): Promise<bigint> {
  const seq = await nextRecordedSeq(trx)
  await lockJournal(trx)
  return seq
}

/** Makes this transaction the only one that posts or closes, until it ends. */
export async function lockJournal(trx: Transaction): Promise<void> {
  await trx.query('select last_entry_id from finance.journal_head for update')
}

/** What is closed, as the transaction sees it. */
export async function closingsOf(handle: LedgerHandle): Promise<Closings> {
  const { rows: periods } = await handle.query<{ closed_to: string | null }>(
    'select max(closed_to) as closed_to from finance.period_closing',
  )
  const { rows: accounts } = await handle.query<{ account_code: string; closed_from: string }>(
    'select account_code, closed_from from finance.account_closing',
  )
  return {
    closedTo: periods[0]?.closed_to ?? undefined,
    accounts: new Map(accounts.map((row) => [row.account_code, row.closed_from])),
  }
}

function refusal(account: AccountCode, what: string): GridbookError {
  return new GridbookError('LEDGER_ACCOUNT', `account ${account} ${what}`, { field: account })
}
