import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Lake, Transaction } from '../../src/platform/index.ts'

/** Files that readers are told of and that are not there, or not as long as they should be. */
export async function wrongFiles(trx: Transaction, lake: Lake): Promise<string[]> {
  const { rows } = await trx.query<{ path: string; bytes: bigint }>(
    'select f.path, f.bytes from platform.lake_file f join platform.lake_batch b using (batch_id) where b.retired_at is null',
  )
  return rows.flatMap(({ path, bytes }) => {
    const size = statSync(join(lake.root, path), { throwIfNoEntry: false })?.size
    return size === Number(bytes) ? [] : [`${path} has ${size ?? 'no'} bytes instead of ${bytes}`]
  })
}

/** Directories of batches that no reader is told of: after a sweep there are none. */
export async function strayBatches(trx: Transaction, lake: Lake): Promise<string[]> {
  const { rows } = await trx.query<{ batch_id: string }>(
    'select batch_id from platform.lake_batch where retired_at is null',
  )
  const known = new Set(rows.map((row) => row.batch_id))
  const directories = readdirSync(lake.root, { recursive: true, encoding: 'utf8' })
  return directories
    .filter((path) => /\/batch=[0-9A-Z]{26}$/.test(path) && !known.has(path.slice(-26)))
    .map((path) => `${path} was left behind`)
}
