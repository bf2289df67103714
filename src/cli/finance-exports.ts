import type { Command } from 'commander'
import { accrualDataset } from '../accruals/index.ts'
import { invoiceDataset, invoiceLineDataset } from '../billing/index.ts'
import { accountDataset, journalDataset } from '../finance/index.ts'
import { exportCommands } from './commands/export.ts'

/** The commands of exports, with every dataset that finance is given. */
export function financeExportCommands(program: Command): void {
  exportCommands(program, [invoiceDataset, invoiceLineDataset, accrualDataset, journalDataset, accountDataset])
}
