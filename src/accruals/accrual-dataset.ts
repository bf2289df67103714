import { keysetRows, type Dataset } from '../finance/index.ts'

/** The lines of the accrual that stands, in their order. */
export const accrualDataset: Dataset = {
  name: 'accrual',
  columns: [
    { name: 'run_id', kind: 'text' },
    { name: 'line_number', kind: 'integer' },
    { name: 'accrued_to', kind: 'date' },
    { name: 'contract_id', kind: 'text' },
    { name: 'customer_id', kind: 'text' },
    { name: 'metering_point_id', kind: 'text' },
    { name: 'line_type', kind: 'text' },
    { name: 'charge_id', kind: 'integer' },
    { name: 'from_day', kind: 'date' },
    { name: 'to_day', kind: 'date' },
    { name: 'quantity', kind: 'decimal' },
    { name: 'unit', kind: 'text' },
    { name: 'net', kind: 'decimal' },
  ],
  keyColumns: ['run_id', 'line_number'],
  moneyColumns: ['net'],
  rows: (trx) =>
    keysetRows(trx, {
      select: [
        'l.run_id',
        'l.line_number',
        'r.to_day',
        'l.contract_id',
        'l.customer_id',
        'l.metering_point_id',
        'l.line_type',
        'l.charge_id',
        'l.from_day',
        'l.to_day',
        'l.quantity',
        'l.unit',
        // The hundredth part as a decimal with two digits; a division would add digits.
        'l.amount_ore * 0.01',
      ],
      from: 'accruals.line l join accruals.run r using (run_id) join accruals.posting p using (run_id)',
      where: 'not exists (select from accruals.reversal where reversed_run_id = l.run_id)',
      key: [
        { sql: 'l.run_id', type: 'uuid' },
        { sql: 'l.line_number', type: 'integer' },
      ],
    }),
}
