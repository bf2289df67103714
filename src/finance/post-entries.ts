import { GridbookError } from '../kernel/index.ts'
import { copyRows, faultPoint } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import { closingsOf, lockJournal } from './close-books.ts'
import { checkedTotal } from './entry-rules.ts'
import type { JournalEntry, JournalLine } from './journal-entry.ts'

/** What was posted. */
export interface Posted {
  readonly entries: number
  readonly lines: number
  /** sums over all lines, in øre; always the same */
  readonly debitOre: bigint
  readonly creditOre: bigint
}

// So many entries are checked and held in memory at a time.
const ENTRIES_AT_A_TIME = 10_000
const ENTRY_COLUMNS = `finance.journal_entry (entry_id, document_type, document_number, posting_date, source_type,
  source_id, idempotency_key, description, line_count, total_ore, recorded_seq)`
const LINE_COLUMNS = `finance.journal_line (entry_id, line_no, account_code, debit_ore, credit_ore, customer_id,
  metering_point_id, tax_code, tax_base_ore, due_date, reference)`

/**
 * Adds entries to the journal, all of them or none, in the caller's transaction. They get their numbers in the order
 * given. Postings take turns from here to the end of the transaction.
 * @param seq the transaction's recorded_seq
 * @throws GridbookError LEDGER_UNBALANCED, LEDGER_ENTRY, LEDGER_ACCOUNT, LEDGER_PERIOD_CLOSED, LEDGER_KEY_USED; nothing of
 * the call is stored then, even if the caller goes on
 */
export async function postEntries(trx: Transaction, entries: Iterable<JournalEntry>, seq: bigint): Promise<Posted> {
  await trx.query('savepoint post_entries')
  try {
    const posted = await postAll(trx, entries, seq)
    await trx.query('release savepoint post_entries')
    faultPoint('finance:posted')
    return posted
  } catch (cause) {
    // On a connection that is broken the first error is the one to show.
    await trx.query('rollback to savepoint post_entries').catch(() => {})
    throw toLedgerError(cause)
  }
}

async function postAll(trx: Transaction, entries: Iterable<JournalEntry>, seq: bigint): Promise<Posted> {
  await lockJournal(trx)
  const closings = await closingsOf(trx)
  const posted = { entries: 0, lines: 0, totalOre: 0n }
  for (const part of partsOf(entries)) {
    const checked = part.map((entry) => ({ entry, totalOre: checkedTotal(entry, closings) }))
    await copyPart(trx, checked, seq)
    posted.entries += part.length
    for (const { entry, totalOre } of checked) {
      posted.lines += entry.lines.length
      posted.totalOre += totalOre
    }
  }
  return { entries: posted.entries, lines: posted.lines, debitOre: posted.totalOre, creditOre: posted.totalOre }
}

type CheckedEntry = { readonly entry: JournalEntry; readonly totalOre: bigint }

async function copyPart(trx: Transaction, checked: readonly CheckedEntry[], seq: bigint): Promise<void> {
  const { rows } = await trx.query<{ last: bigint }>(
    'update finance.journal_head set last_entry_id = last_entry_id + $1 returning last_entry_id as last',
    [checked.length],
  )
  const firstId = Number(rows[0]?.last) - checked.length + 1
  const recordedSeq = seq.toString()
  await copyRows(trx, ENTRY_COLUMNS, entryRows(checked, firstId, recordedSeq))
  await copyRows(trx, LINE_COLUMNS, lineRows(checked, firstId))
}

function* entryRows(checked: readonly CheckedEntry[], firstId: number, recordedSeq: string): Iterable<string[]> {
  for (const [index, { entry, totalOre }] of checked.entries()) {
    yield [
      String(firstId + index),
      entry.documentType,
      entry.documentNumber,
      entry.postingDate,
      entry.sourceType,
      entry.sourceId,
      entry.idempotencyKey,
      entry.description,
      String(entry.lines.length),
      totalOre.toString(),
      recordedSeq,
    ]
  }
}

function* lineRows(checked: readonly CheckedEntry[], firstId: number): Iterable<(string | null)[]> {
  for (const [index, { entry }] of checked.entries()) {
    const entryId = String(firstId + index)
    for (const [at, line] of entry.lines.entries()) yield [entryId, String(at + 1), ...lineFields(line)]
  }
}

function lineFields(line: JournalLine): (string | null)[] {
  return [
    line.account,
    line.debitOre.toString(),
    line.creditOre.toString(),
    line.customerId ?? null,
    line.meteringPointId ?? null,
    line.taxCode ?? null,
    line.taxBaseOre?.toString() ?? null,
    line.dueDate ?? null,
    line.reference ?? null,
  ]
}

function* partsOf(entries: Iterable<JournalEntry>): Iterable<readonly JournalEntry[]> {
  let part: JournalEntry[] = []
  for (const entry of entries) {
    part.push(entry)
    if (part.length < ENTRIES_AT_A_TIME) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}

// Keys are looked up by the index alone, when they are stored: asking for each beforehand would cost as much again.
function toLedgerError(cause: unknown): unknown {
  if (!(cause instanceof Error) || !('constraint' in cause)) return cause
  if (cause.constraint !== 'journal_entry_idempotency_key') return cause
  const detail = 'detail' in cause ? String(cause.detail) : ''
  const key = /^Key \(idempotency_key\)=\((.*)\) already exists/.exec(detail)?.[1] ?? ''
  return new GridbookError('LEDGER_KEY_USED', `the key '${key}' was used before`, { field: key }, { cause })
}
