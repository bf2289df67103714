import type { Lake, Transaction } from '../../platform/index.ts'

/** The lake table of energy results. */
export const ENERGY_RESULT = 'energy_result_day'

/** The files that hold the results of some calculations. */
export async function resultFiles(trx: Transaction, calculationIds: readonly string[], lake: Lake): Promise<string[]> {
  const { rows } = await trx.query<{ batch_id: string }>(
    'select distinct batch_id from settlement.calculation_batch where calculation_id = any($1::uuid[]) order by batch_id',
    [calculationIds],
  )
  const wanted = new Set(rows.map((row) => row.batch_id))
  const batches = await lake.batches(trx, ENERGY_RESULT)
  return batches.filter((batch) => wanted.has(batch.batchId)).flatMap((batch) => batch.files.map((file) => file.path))
}
