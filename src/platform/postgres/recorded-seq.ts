import type { Transaction } from './transaction.ts'

/**
 * The number under which this transaction's facts are known. Numbers follow the order of commits and have no gaps, so
 * "as known at N" never changes once N is committed. It makes all other writers wait until this transaction ends: take
 * it as the last thing that can take time.
 */
export async function nextRecordedSeq(trx: Transaction): Promise<bigint> {
  const { rows } = await trx.query<{ seq: bigint }>('update platform.head set seq = seq + 1 returning seq')
  return only(rows)
}

/** The number of the last commit that this transaction sees; in `repeatable read` it stays the same. */
export async function currentSeq(trx: Transaction): Promise<bigint> {
  const { rows } = await trx.query<{ seq: bigint }>('select seq from platform.head')
  return only(rows)
}

function only(rows: readonly { readonly seq: bigint }[]): bigint {
  const [row] = rows
  if (row === undefined || rows.length !== 1) throw new Error(`platform.head has ${rows.length} rows instead of one`)
  return row.seq
}
