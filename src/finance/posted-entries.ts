import type { AccountCode } from './accounts.ts'
import type { JournalEntry, JournalLine } from './journal-entry.ts'
import type { LedgerHandle } from './ledger-handle.ts'

/** An entry as the journal has it. */
export interface PostedEntry extends JournalEntry {
  readonly entryId: bigint
  readonly recordedSeq: bigint
}

/** Which entries are asked for; what is left out does not limit. */
export interface EntryFilter {
  readonly sourceType?: string | undefined
  readonly sourceId?: string | undefined
  readonly documentNumber?: string | undefined
  /** entries with a line on this account */
  readonly account?: string | undefined
  /** posting dates `[from, to)` */
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** entries behind this one */
  readonly after?: bigint | undefined
  /** at most so many; all when absent */
  readonly limit?: number | undefined
}

/** All entries that a document or run has caused, in the order of posting. */
export async function entriesOf(
  handle: LedgerHandle,
  sourceType: string,
  sourceId: string,
): Promise<readonly PostedEntry[]> {
  return await findEntries(handle, { sourceType, sourceId })
}

/** Entries with their lines, in the order of posting. */
export async function findEntries(handle: LedgerHandle, filter: EntryFilter): Promise<readonly PostedEntry[]> {
  const { rows } = await handle.query<EntryRow>(
    `select e.entry_id, e.document_type, e.document_number, e.posting_date, e.source_type, e.source_id,
       e.idempotency_key, e.description, e.recorded_seq, l.lines
     from finance.journal_entry e
     cross join lateral (select jsonb_agg(jsonb_build_object(
       'account', account_code, 'debit', debit_ore::text, 'credit', credit_ore::text, 'customerId', customer_id,
       'meteringPointId', metering_point_id, 'taxCode', tax_code, 'taxBase', tax_base_ore::text, 'dueDate', due_date,
       'reference', reference) order by line_no) as lines
       from finance.journal_line where entry_id = e.entry_id) l
     where ($1::text is null or e.source_type = $1) and ($2::text is null or e.source_id = $2)
       and ($3::text is null or e.document_number = $3)
       and ($4::text is null or exists (select from finance.journal_line a
         where a.entry_id = e.entry_id and a.account_code = $4))
       and ($5::date is null or e.posting_date >= $5) and ($6::date is null or e.posting_date < $6)
       and ($8::bigint is null or e.entry_id > $8)
     order by e.entry_id limit $7`,
    [
      filter.sourceType ?? null,
      filter.sourceId ?? null,
      filter.documentNumber ?? null,
      filter.account ?? null,
      filter.from ?? null,
      filter.to ?? null,
      filter.limit ?? null,
      filter.after ?? null,
    ],
  )
  return rows.map(fromEntryRow)
}

interface EntryRow {
  readonly entry_id: bigint
  readonly document_type: JournalEntry['documentType']
  readonly document_number: string
  readonly posting_date: string
  readonly source_type: string
  readonly source_id: string
  readonly idempotency_key: string
  readonly description: string
  readonly recorded_seq: bigint
  readonly lines: readonly LineRow[]
}

// Amounts are text in it: JSON's numbers would be floats.
interface LineRow {
  readonly account: AccountCode
  readonly debit: string
  readonly credit: string
  readonly customerId: string | null
  readonly meteringPointId: string | null
  readonly taxCode: string | null
  readonly taxBase: string | null
  readonly dueDate: string | null
  readonly reference: string | null
}

function fromEntryRow(row: EntryRow): PostedEntry {
  return {
    entryId: row.entry_id,
    documentType: row.document_type,
    documentNumber: row.document_number,
    postingDate: row.posting_date,
    sourceType: row.source_type,
    sourceId: row.source_id,
    idempotencyKey: row.idempotency_key,
    description: row.description,
    recordedSeq: row.recorded_seq,
    lines: row.lines.map(fromLineRow),
  }
}

function fromLineRow(row: LineRow): JournalLine {
  return {
    account: row.account,
    debitOre: BigInt(row.debit),
    creditOre: BigInt(row.credit),
    ...(row.customerId === null ? {} : { customerId: row.customerId }),
    ...(row.meteringPointId === null ? {} : { meteringPointId: row.meteringPointId }),
    ...(row.taxCode === null ? {} : { taxCode: row.taxCode }),
    ...(row.taxBase === null ? {} : { taxBaseOre: BigInt(row.taxBase) }),
    ...(row.dueDate === null ? {} : { dueDate: row.dueDate }),
    ...(row.reference === null ? {} : { reference: row.reference }),
  }
}
