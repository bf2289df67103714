import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { copyRowsToFile, dateLiteral, delimitedText, derivedPeriods } from '../platform/index.ts'
import type { ColumnSpec, Engine, Transaction, WrittenFile } from '../platform/index.ts'
import { CONTRACT_LOG } from './logs.ts'
import { SUPPLY_LOG } from './model.ts'
import { newestStatements } from './statement-log.ts'

/** Which supply periods a snapshot holds: those that touch market days `[from, to)`, as known when a number was committed. */
export type SupplyExport = { readonly from: string; readonly to: string; readonly atSeq: bigint }

const TERMS: readonly ColumnSpec[] = [
  { name: 'supply_period_id', type: 'INTEGER' },
  { name: 'customer_id', type: 'VARCHAR' },
  { name: 'margin', type: 'DECIMAL(18,6)' },
  { name: 'supplement', type: 'DECIMAL(18,6)' },
  { name: 'subscription', type: 'DECIMAL(18,6)' },
]
const STATEMENT: readonly ColumnSpec[] = [
  { name: 'metering_point_id', type: 'VARCHAR' },
  { name: 'valid_from', type: 'DATE' },
  { name: 'recorded_seq', type: 'BIGINT' },
  { name: 'state', type: 'VARCHAR' },
  { name: 'contract_id', type: 'VARCHAR' },
  ...TERMS,
]

/**
 * Writes `supply_period.parquet` in a directory: supply_period_id, metering_point_id, contract_id, customer_id, from_day,
 * to_day (exclusive; both cut to `[from, to)`), margin and supplement DKK/kWh, subscription DKK/month; ordered by metering
 * point and day. The terms are those known at the number.
 * @param trx REPEATABLE READ where other inputs are pinned with it
 */
export async function exportSupply(
  trx: Transaction,
  engine: Engine,
  directory: string,
  { from, to, atSeq }: SupplyExport,
): Promise<WrittenFile> {
  const path = join(directory, 'supply_period.parquet')
  const [first, end] = [dateLiteral(from), dateLiteral(to)]
  const statements = `${path}.statements.csv`
  try {
    await copyRowsToFile(trx, statementsUntil(end, atSeq), statements)
    // What a statement brings along with its contract is a value of it, as the contract is.
    const log = { ...SUPPLY_LOG, values: [...SUPPLY_LOG.values, ...TERMS.map(({ name }) => name)] }
    return await engine.copyTo(
      `select supply_period_id, metering_point_id, contract_id, customer_id, greatest(valid_from, ${first}) as from_day,
              least(coalesce(valid_to, ${end}), ${end}) as to_day, margin, supplement, subscription
       from (${derivedPeriods(log, delimitedText(statements, STATEMENT))}) period
       where valid_to is null or valid_to > ${first}
       order by metering_point_id, from_day`,
      path,
    )
  } finally {
    await rm(statements, { force: true })
  }
}

function statementsUntil(end: string, atSeq: bigint): string {
  return `select p.metering_point_id, p.valid_from, p.recorded_seq, p.state, p.contract_id, s.supply_period_id, c.customer_id,
      c.margin_dkk_per_kwh, c.supplement_dkk_per_kwh, c.subscription_dkk_per_month
    from supply.supply_period p
    left join supply.supply_start s on (s.metering_point_id, s.valid_from, s.contract_id) = (p.metering_point_id, p.valid_from, p.contract_id)
    left join (${newestStatements(CONTRACT_LOG, `(select * from supply.contract where recorded_seq <= ${atSeq})`)}) c
      on c.contract_id = p.contract_id
    where p.recorded_seq <= ${atSeq} and p.valid_from < ${end}`
}
