import type { Lake, Transaction } from '../../platform/index.ts'
import type { AmountTable } from '../wholesale/amount-tables.ts'

/** The lake table of energy results. */
export const ENERGY_RESULT = 'energy_result_day'

/** A lake table of results. */
export type ResultTableName = typeof ENERGY_RESULT | AmountTable

/** The files that hold the results of some calculations, of one table; none where their type does not make it. */
export async function resultFiles(
  trx: Transaction,
  calculationIds: readonly string[],
  lake: Lake,
  table: ResultTableName = ENERGY_RESULT,
): Promise<string[]> {
  const { rows } = await trx.query<{ batch_id: string }>(
    'select distinct batch_id from settlement.calculation_batch where calculation_id = any($1::uuid[]) and table_name = $2 order by batch_id',
    [calculationIds, table],
  )
  const wanted = new Set(rows.map((row) => row.batch_id))
  const batches = await lake.batches(trx, table)
  return batches.filter((batch) => wanted.has(batch.batchId)).flatMap((batch) => batch.files.map((file) => file.path))
}
