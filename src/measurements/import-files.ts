import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { GridbookError } from '../kernel/index.ts'
import { largestDocumentBytes, tooLargeDocument } from '../exchange/index.ts'
import { flushWhenDue } from './flush-buffer.ts'
import type { DocumentReceipt, IncomingDocument } from './incoming-document.ts'
import { receiveDocuments } from './receive-documents.ts'
import { toIncoming, type ImportPorts } from './to-incoming.ts'

/** One file's outcome; `failed`: nothing of it was stored and it can be imported again. */
export type FileReceipt =
  | DocumentReceipt
  | { readonly source: string; readonly outcome: 'failed'; readonly error: GridbookError }

/** How far an import is. */
export interface ImportProgress {
  readonly files: number
  readonly of: number
  readonly points: number
}

/** When what waits in PostgreSQL is worth a file of the lake. */
const FLUSH_POLICY = { rows: 50_000, ageMs: 300_000 }

/** Documents of one commit: so many files, or so many bytes, whatever is reached first. */
const GROUP_FILES = 512
const GROUP_BYTES = 40 * 1024 * 1024

/** Where the files to import lie, in order; what cannot be looked at is answered at once. */
export async function filesToImport(
  paths: readonly string[],
): Promise<{ readonly files: string[]; readonly unreadable: FileReceipt[] }> {
  const files: string[] = []
  const unreadable: FileReceipt[] = []
  for (const path of paths) {
    try {
      if ((await stat(path)).isDirectory()) {
        const names = await readdir(path)
        files.push(
          ...names
            .filter((name) => name.toLowerCase().endsWith('.json'))
            .toSorted()
            .map((name) => join(path, name)),
        )
      } else files.push(path)
    } catch (error) {
      unreadable.push({ source: path, outcome: 'failed', error: asGridbookError(error, path) })
    }
  }
  return { files, unreadable }
}

/** What an import tells while it goes on. */
export interface ImportListener {
  readonly onProgress?: (progress: ImportProgress) => void
  /** All documents are stored, but some of their days still wait in PostgreSQL: the next flush moves them. */
  readonly onUnflushed?: (error: GridbookError) => void
}

/**
 * Imports RSM-012 files, and the `.json` files of directories in the order of their names. The next files are read and
 * decoded while the ones before are committed. A file that is refused, in part or whole, is recorded with its reasons and
 * stops nothing; one that was imported before is passed over.
 */
export async function importFiles(
  paths: readonly string[],
  ports: ImportPorts,
  listener: ImportListener = {},
): Promise<FileReceipt[]> {
  const { files, unreadable } = await filesToImport(paths)
  const receipts: FileReceipt[] = [...unreadable]
  let points = 0
  let next = 0
  let ahead = readGroup(files, next, ports)
  while (next < files.length) {
    const group = await ahead
    next = group.next
    ahead = readGroup(files, next, ports)
    // Its failure is met when it is awaited, after the group before it is stored.
    ahead.catch(() => {})
    const stored = await storeGroup(group.incoming, ports)
    receipts.push(...group.done, ...stored)
    points += stored.reduce((sum, receipt) => sum + ('points' in receipt ? receipt.points : 0), 0)
    listener.onProgress?.({ files: receipts.length, of: files.length, points })
  }
  await flushWhenDue(ports, FLUSH_POLICY, ports.clock.nowMs()).catch((error: unknown) => {
    listener.onUnflushed?.(asGridbookError(error, 'the buffer'))
  })
  return receipts
}

interface Group {
  readonly incoming: readonly IncomingDocument[]
  /** Files that needed no storing. */
  readonly done: readonly FileReceipt[]
  /** Index of the first file behind the group. */
  readonly next: number
}

async function readGroup(files: readonly string[], from: number, ports: ImportPorts): Promise<Group> {
  const reading: Promise<IncomingDocument | FileReceipt>[] = []
  let bytes = 0
  let next = from
  for (; next < files.length && reading.length < GROUP_FILES && bytes < GROUP_BYTES; next += 1) {
    const path = files[next] ?? ''
    // A file that is gone meanwhile is answered when it is read.
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    )
    bytes += size
    reading.push(readDocument(path, size, ports))
  }
  const read = await Promise.all(reading)
  return {
    incoming: read.filter((one): one is IncomingDocument => 'decoded' in one),
    done: read.filter((one): one is FileReceipt => !('decoded' in one)),
    next,
  }
}

async function readDocument(path: string, size: number, ports: ImportPorts): Promise<IncomingDocument | FileReceipt> {
  try {
    if (size > largestDocumentBytes) return await tooLarge(path, size)
    return await toIncoming(path, await readFile(path), ports)
  } catch (error) {
    return { source: path, outcome: 'failed', error: asGridbookError(error, path) }
  }
}

// Its bytes stay where they are: the log keeps what identifies them.
async function tooLarge(path: string, size: number): Promise<IncomingDocument> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return {
    source: path,
    bytes: size,
    sha256: hash.digest('hex'),
    raw: { inline: Buffer.alloc(0) },
    decoded: tooLargeDocument(size),
  }
}

async function storeGroup(incoming: readonly IncomingDocument[], ports: ImportPorts): Promise<FileReceipt[]> {
  if (incoming.length === 0) return []
  try {
    return await receiveDocuments(incoming, ports)
  } catch (error) {
    // One document may have spoiled the commit of its neighbours: each on its own tells which.
    if (incoming.length > 1) return await storeOneByOne(incoming, ports)
    return incoming.map(({ source }) => ({ source, outcome: 'failed' as const, error: asGridbookError(error, source) }))
  }
}

async function storeOneByOne(incoming: readonly IncomingDocument[], ports: ImportPorts): Promise<FileReceipt[]> {
  const receipts: FileReceipt[] = []
  for (const document of incoming) receipts.push(...(await storeGroup([document], ports)))
  return receipts
}

function asGridbookError(error: unknown, source: string): GridbookError {
  if (error instanceof GridbookError) return error
  if (isFileError(error))
    return new GridbookError('FILE_UNREADABLE', `${source}: ${error.message}`, { path: source }, { cause: error })
  const message = error instanceof Error ? error.message : String(error)
  return new GridbookError('INTERNAL', `${source} was not stored: ${message}`, {}, { cause: error })
}

function isFileError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'code' in error &&
    ['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'ELOOP'].includes(String(error.code))
  )
}
