import type { LedgerHandle } from './ledger-handle.ts'

/** What an account has taken, in øre; balance is debit less credit. */
export interface AccountTotal {
  readonly account: string
  readonly name: string
  readonly debitOre: bigint
  readonly creditOre: bigint
  readonly balanceOre: bigint
}

/** The trial balance: the sums of all lines, and of each account in the order of the chart. */
export interface LedgerTotals {
  readonly debitOre: bigint
  readonly creditOre: bigint
  readonly accounts: readonly AccountTotal[]
}

/**
 * Sums the journal.
 * @param period posting dates `[from, to)`, `YYYY-MM-DD`; what is left out does not limit
 */
export async function ledgerTotals(
  handle: LedgerHandle,
  period: { readonly from?: string | undefined; readonly to?: string | undefined } = {},
): Promise<LedgerTotals> {
  const { rows } = await handle.query<{ code: string; name: string; debit: string; credit: string }>(
    `select a.code, a.name, coalesce(s.debit, 0) as debit, coalesce(s.credit, 0) as credit
     from finance.account a left join (
       select l.account_code, sum(l.debit_ore) as debit, sum(l.credit_ore) as credit
       from finance.journal_line l join finance.journal_entry e using (entry_id)
       where e.posting_date >= coalesce($1::date, '-infinity') and e.posting_date < coalesce($2::date, 'infinity')
       group by l.account_code
     ) s on s.account_code = a.code order by a.code`,
    [period.from ?? null, period.to ?? null],
  )
  const accounts = rows.map(({ code, name, debit, credit }) => {
    const [debitOre, creditOre] = [BigInt(debit), BigInt(credit)]
    return { account: code, name, debitOre, creditOre, balanceOre: debitOre - creditOre }
  })
  return {
    debitOre: accounts.reduce((sum, { debitOre }) => sum + debitOre, 0n),
    creditOre: accounts.reduce((sum, { creditOre }) => sum + creditOre, 0n),
    accounts,
  }
}
