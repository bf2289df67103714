import { keysetRows, type Dataset } from '../../finance/index.ts'

// The hundredth part as a decimal with two digits; a division would add digits.
const money = (column: string): string => `round(${column} * 0.01, 2)`

/** Invoices, one row each, in the order of their numbers. */
export const invoiceDataset: Dataset = {
  name: 'invoices',
  columns: [
    { name: 'invoice_number', kind: 'text' },
    { name: 'contract_id', kind: 'text' },
    { name: 'customer_id', kind: 'text' },
    { name: 'issue_date', kind: 'date' },
    { name: 'due_date', kind: 'date' },
    { name: 'from_day', kind: 'date' },
    { name: 'to_day', kind: 'date' },
    { name: 'currency', kind: 'text' },
    { name: 'energy_kwh', kind: 'decimal' },
    { name: 'net', kind: 'decimal' },
    { name: 'vat', kind: 'decimal' },
    { name: 'gross', kind: 'decimal' },
    { name: 'run_id', kind: 'text' },
  ],
  keyColumns: ['invoice_number'],
  moneyColumns: ['net', 'vat', 'gross'],
  rows: (trx) =>
    keysetRows(trx, {
      select: [
        'invoice_number',
        'contract_id',
        'customer_id',
        'issue_date',
        'due_date',
        'from_day',
        'to_day',
        'currency',
        'energy_kwh',
        money('net_ore'),
        money('vat_ore'),
        money('gross_ore'),
        'run_id',
      ],
      from: 'billing.invoice',
      key: [{ sql: 'invoice_number', type: 'text' }],
    }),
}

/** Lines of invoices in the order of invoice and line. */
export const invoiceLineDataset: Dataset = {
  name: 'invoice_lines',
  columns: [
    { name: 'invoice_number', kind: 'text' },
    { name: 'line_number', kind: 'integer' },
    { name: 'metering_point_id', kind: 'text' },
    { name: 'line_type', kind: 'text' },
    { name: 'charge_code', kind: 'text' },
    { name: 'charge_owner_id', kind: 'text' },
    { name: 'description', kind: 'text' },
    { name: 'from_day', kind: 'date' },
    { name: 'to_day', kind: 'date' },
    { name: 'factor', kind: 'integer' },
    { name: 'quantity', kind: 'decimal' },
    { name: 'unit', kind: 'text' },
    { name: 'unit_price', kind: 'decimal' },
    { name: 'amount', kind: 'decimal' },
    { name: 'vat', kind: 'text' },
  ],
  keyColumns: ['invoice_number', 'line_number'],
  moneyColumns: ['amount'],
  rows: (trx) =>
    keysetRows(trx, {
      select: [
        'invoice_number',
        'line_number',
        'metering_point_id',
        'line_type',
        'charge_code',
        'charge_owner_id',
        'description',
        'from_day',
        'to_day',
        'factor',
        'quantity',
        'unit',
        'unit_price',
        money('amount_ore'),
        'vat',
      ],
      from: 'billing.invoice_line',
      key: [
        { sql: 'invoice_number', type: 'text' },
        { sql: 'line_number', type: 'integer' },
      ],
    }),
}
