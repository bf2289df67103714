import { mkdirSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { GridbookError } from '../../kernel/index.ts'
import { syncPath } from '../object-storage/durable-file.ts'
import type { BatchDraft, BatchFile } from './lake.ts'

/** Directory of a batch, relative to the lake's root. */
export function batchDirectory(table: string, month: string, batchId: string): string {
  return join(table, `month=${month}`, `batch=${batchId}`)
}

/** A draft whose directory was made just now. */
export interface DirectoryDraft extends BatchDraft {
  /** the uppermost directory that had to be made: its parent has a new entry */
  readonly uppermostMade: string
}

/** Makes the directory of a new batch. @throws RangeError for a table or month that could not name a directory */
export function makeBatchDirectory(root: string, table: string, month: string, batchId: string): DirectoryDraft {
  if (!/^[a-z][a-z0-9_]*$/.test(table)) throw new RangeError(`not a name of a table: ${table}`)
  if (!/^\d{4}-(?:0[1-9]|1[0-2])$/.test(month)) throw new RangeError(`not a month: ${month}`)
  const directory = join(root, batchDirectory(table, month, batchId))
  const uppermostMade = mkdirSync(directory, { recursive: true }) ?? directory
  return { batchId, table, month, directory, uppermostMade, path: (part) => join(directory, partName(part)) }
}

function partName(part: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(part)) throw new RangeError(`not a name of a part: ${part}`)
  return `${part}.parquet`
}

/**
 * Makes sure that a file of a draft is there as stated.
 * @returns its path relative to the lake's root, with `/` between the parts
 * @throws GridbookError LAKE_FILE_MISSING
 */
export async function verifiedPath(root: string, draft: BatchDraft, file: BatchFile): Promise<string> {
  const path = resolve(draft.directory, file.path)
  if (dirname(path) !== draft.directory) throw new RangeError(`${file.path} is no file of batch ${draft.batchId}`)
  const found = await stat(path).catch(() => undefined)
  if (found?.size !== file.bytes) {
    const state = found === undefined ? 'is gone' : `has ${found.size} bytes instead of ${file.bytes}`
    throw new GridbookError('LAKE_FILE_MISSING', `a file that was to be added to the lake ${state}`, { path })
  }
  return relative(root, path).split(sep).join('/')
}

/** Makes the directories above a draft survive a loss of power; its files made its own do so. */
export async function syncParents(draft: BatchDraft): Promise<void> {
  const uppermost = 'uppermostMade' in draft ? String(draft.uppermostMade) : draft.directory
  for (let made = draft.directory; made.length >= uppermost.length; made = dirname(made)) await syncPath(dirname(made))
}
