import type { Transaction } from '../postgres/transaction.ts'

/**
 * Keeps other writers of the staged keys waiting until the transaction ends, by the rows of a table that has one for each;
 * keys never written before are claimed. They are taken in sorted order, so two writers wait for each other but never in a
 * circle. Call it once in a transaction.
 * @param of the table, and its one column, which is also a column of `staged_period` and sorts by bytes
 */
export async function lockKeys(
  trx: Transaction,
  of: { readonly table: string; readonly column: string },
): Promise<void> {
  const { table, column } = of
  await trx.query(
    `insert into ${table} (${column})
     select distinct ${column} from staged_period s
     where not exists (select from ${table} known where known.${column} = s.${column})
     order by ${column} on conflict do nothing`,
  )
  await trx.query(
    `select count(*) from (
       select 1 from ${table} where ${column} in (select ${column} from staged_period) order by ${column} for update
     ) locked`,
  )
}
