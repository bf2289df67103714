import type { Dataset } from './export/dataset.ts'
import { keysetRows } from './export/keyset-rows.ts'

// The hundredth part as a decimal with two digits; a division would add digits.
const money = (column: string): string => `${column} * 0.01`

/** The journal, one row for each line, in the order of posting. */
export const journalDataset: Dataset = {
  name: 'journal',
  columns: [
    { name: 'entry_id', kind: 'integer' },
    { name: 'line_no', kind: 'integer' },
    { name: 'posting_date', kind: 'date' },
    { name: 'document_type', kind: 'text' },
    { name: 'document_number', kind: 'text' },
    { name: 'account', kind: 'text' },
    { name: 'debit', kind: 'decimal' },
    { name: 'credit', kind: 'decimal' },
    { name: 'customer_id', kind: 'text' },
    { name: 'metering_point_id', kind: 'text' },
    { name: 'tax_code', kind: 'text' },
    { name: 'tax_base', kind: 'decimal' },
    { name: 'due_date', kind: 'date' },
    { name: 'reference', kind: 'text' },
    { name: 'description', kind: 'text' },
    { name: 'source_type', kind: 'text' },
    { name: 'source_id', kind: 'text' },
    { name: 'idempotency_key', kind: 'text' },
    { name: 'recorded_seq', kind: 'integer' },
  ],
  keyColumns: ['entry_id', 'line_no'],
  moneyColumns: ['debit', 'credit'],
  rows: (trx) =>
    keysetRows(trx, {
      select: [
        'l.entry_id',
        'l.line_no',
        'e.posting_date',
        'e.document_type',
        'e.document_number',
        'l.account_code',
        money('l.debit_ore'),
        money('l.credit_ore'),
        'l.customer_id',
        'l.metering_point_id',
        'l.tax_code',
        money('l.tax_base_ore'),
        'l.due_date',
        'l.reference',
        'e.description',
        'e.source_type',
        'e.source_id',
        'e.idempotency_key',
        'e.recorded_seq',
      ],
      from: 'finance.journal_line l join finance.journal_entry e on e.entry_id = l.entry_id',
      key: [
        { sql: 'l.entry_id', type: 'bigint' },
        { sql: 'l.line_no', type: 'integer' },
      ],
    }),
}

/** The chart of accounts with the sums of all lines. */
export const accountDataset: Dataset = {
  name: 'accounts',
  columns: [
    { name: 'account', kind: 'text' },
    { name: 'name', kind: 'text' },
    { name: 'kind', kind: 'text' },
    { name: 'debit', kind: 'decimal' },
    { name: 'credit', kind: 'decimal' },
  ],
  moneyColumns: ['debit', 'credit'],
  rows: (trx) =>
    keysetRows(trx, {
      select: ['code', 'name', 'kind', money('coalesce(debit, 0)'), money('coalesce(credit, 0)')],
      from: `finance.account left join (select account_code, sum(debit_ore) as debit, sum(credit_ore) as credit
        from finance.journal_line group by account_code) s on account_code = code`,
      key: [{ sql: 'code collate "C"', type: 'text' }],
    }),
}
