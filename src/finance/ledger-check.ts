import type { LedgerHandle } from './ledger-handle.ts'

/** One identity of the ledger, recomputed from its rows (finance 4.5). */
export interface LedgerIdentity {
  readonly name: string
  /** what must hold, one sentence */
  readonly expected: string
  /** how many rows break it */
  readonly failing: bigint
  /** the first of them, as text */
  readonly sample: readonly string[]
}

const SAMPLE_ROWS = 5

// Each select gives one row, as text, for whatever breaks the identity.
const IDENTITIES: readonly { readonly name: string; readonly expected: string; readonly broken: string }[] = [
  {
    name: 'trial balance',
    expected: 'all debits of the journal equal all credits',
    broken: `select format('debit %s, credit %s', sum(debit_ore), sum(credit_ore)) as text
      from finance.journal_line having sum(debit_ore) <> sum(credit_ore)`,
  },
  {
    name: 'entries balance',
    expected: 'the lines of each entry come to its total on both sides, and are as many as it says',
    broken: `select format('entry %s', e.entry_id) as text from finance.journal_entry e
      left join (select entry_id, count(*) as lines, sum(debit_ore) as debit, sum(credit_ore) as credit
        from finance.journal_line group by entry_id) l using (entry_id)
      where (l.lines, l.debit, l.credit) is distinct from (e.line_count::bigint, e.total_ore::numeric, e.total_ore::numeric)`,
  },
  {
    name: 'lines have entries',
    expected: 'each line belongs to an entry and to an account of the chart',
    broken: `select format('entry %s, line %s', l.entry_id, l.line_no) as text from finance.journal_line l
      where not exists (select from finance.journal_entry e where e.entry_id = l.entry_id)
        or not exists (select from finance.account a where a.code = l.account_code)`,
  },
  {
    name: 'numbers without gaps',
    expected: 'entries are numbered from 1 to the last number given, and later numbers were not recorded earlier',
    broken: `select format('entry %s follows %s', entry_id, previous) as text from (
        select entry_id, recorded_seq, lag(entry_id, 1, 0::bigint) over w as previous,
          lag(recorded_seq, 1, 0::bigint) over w as previous_seq
        from (select entry_id, recorded_seq from finance.journal_entry
          union all select last_entry_id + 1, 9223372036854775807 from finance.journal_head) e
        window w as (order by entry_id)) n
      where entry_id <> previous + 1 or recorded_seq < previous_seq`,
  },
  {
    name: 'closed periods',
    expected: 'nothing was posted into a period after it was closed',
    broken: `select distinct format('entry %s of %s', e.entry_id, e.posting_date) as text from finance.journal_entry e
      join finance.period_closing c on e.posting_date <= c.closed_to and e.recorded_seq > c.recorded_seq`,
  },
  {
    name: 'closed accounts',
    expected: 'nothing was posted to an account for days from which it is closed',
    broken: `select format('entry %s, line %s', e.entry_id, l.line_no) as text from finance.account_closing c
      join finance.journal_line l using (account_code) join finance.journal_entry e using (entry_id)
      where e.posting_date >= c.closed_from`,
  },
]

/** Recomputes every identity of the ledger from its rows; the ledger is sound when none has a failing row. */
export async function ledgerCheck(handle: LedgerHandle): Promise<readonly LedgerIdentity[]> {
  const checked: LedgerIdentity[] = []
  for (const { name, expected, broken } of IDENTITIES) {
    const { rows } = await handle.query<{ failing: bigint; sample: string[] | null }>(
      `with broken as materialized (${broken})
       select (select count(*) from broken) as failing,
         (select array_agg(text) from (select text from broken order by text limit ${SAMPLE_ROWS}) s) as sample`,
    )
    checked.push({ name, expected, failing: rows[0]?.failing ?? 0n, sample: rows[0]?.sample ?? [] })
  }
  return checked
}
