import { GridbookError } from '../kernel/index.ts'
import { isAccountCode } from './accounts.ts'
import { isDay } from './day.ts'
import type { JournalEntry } from './journal-entry.ts'

/** Up to when the books are closed, and which accounts. */
export interface Closings {
  /** the last closed day; undefined when nothing is closed */
  readonly closedTo: string | undefined
  /** first day without postings, by account */
  readonly accounts: ReadonlyMap<string, string>
}

/**
 * Holds an entry against the rules of the ledger (finance 5.2).
 * @returns its sum on each side, in øre
 * @throws GridbookError LEDGER_ENTRY, LEDGER_ACCOUNT, LEDGER_PERIOD_CLOSED, LEDGER_UNBALANCED
 */
export function checkedTotal(entry: JournalEntry, closings: Closings): bigint {
  const { documentNumber, postingDate, lines } = entry
  if (!isDay(postingDate)) throw refusal('LEDGER_ENTRY', entry, `'${postingDate}' is no posting date`)
  if (closings.closedTo !== undefined && postingDate <= closings.closedTo) {
    throw refusal('LEDGER_PERIOD_CLOSED', entry, `it is dated ${postingDate}, closed to ${closings.closedTo}`)
  }
  if (lines.length < 2) throw refusal('LEDGER_ENTRY', entry, `${lines.length} lines are not two`)
  let [debitOre, creditOre] = [0n, 0n]
  for (const [index, line] of lines.entries()) {
    if (!isAccountCode(line.account)) {
      throw refusal('LEDGER_ACCOUNT', entry, `account ${String(line.account)} does not exist`, index)
    }
    const closedFrom = closings.accounts.get(line.account)
    if (closedFrom !== undefined && postingDate >= closedFrom) {
      throw refusal('LEDGER_ACCOUNT', entry, `account ${line.account} is closed from ${closedFrom}`, index)
    }
    const oneSide = line.debitOre > 0n !== line.creditOre > 0n && line.debitOre >= 0n && line.creditOre >= 0n
    if (!oneSide) throw refusal('LEDGER_ENTRY', entry, 'a line has one positive side', index)
    if (line.dueDate !== undefined && !isDay(line.dueDate)) {
      throw refusal('LEDGER_ENTRY', entry, `'${line.dueDate}' is no due date`, index)
    }
    if (line.taxBaseOre !== undefined && line.taxCode === undefined) {
      throw refusal('LEDGER_ENTRY', entry, 'a tax base has no tax code', index)
    }
    debitOre += line.debitOre
    creditOre += line.creditOre
  }
  if (debitOre === creditOre) return debitOre
  throw refusal('LEDGER_UNBALANCED', entry, `${documentNumber}: debit ${debitOre} øre, credit ${creditOre} øre`)
}

function refusal(
  code: 'LEDGER_ENTRY' | 'LEDGER_ACCOUNT' | 'LEDGER_PERIOD_CLOSED' | 'LEDGER_UNBALANCED',
  { documentNumber, documentType }: JournalEntry,
  what: string,
  line?: number,
): GridbookError {
  const place = line === undefined ? '' : `, line ${line + 1}`
  return new GridbookError(code, `${documentType} ${documentNumber}${place}: ${what}`, {
    field: documentNumber,
    line: line === undefined ? undefined : line + 1,
  })
}
