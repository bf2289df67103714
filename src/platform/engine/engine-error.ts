import { GridbookError } from '../../kernel/index.ts'
import { isStorageFull } from '../object-storage/storage-full.ts'

/** A statement that the engine refused or could not finish for a reason that lies in the program or its memory. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  /** the statement, cut to what a person reads */
  readonly statement: string

  constructor(message: string, statement: string, options: ErrorOptions = {}) {
    super(message, options)
    this.statement = statement
  }
}

const STATEMENT_SHOWN = 500

/**
 * What went wrong in the engine, as an error of the catalogue where the operator can mend it: STORAGE_FULL for a full
 * volume, LAKE_FILE_MISSING for a file that is gone or damaged; else an EngineError with the statement.
 */
export function toEngineError(cause: unknown, statement: string): Error {
  if (cause instanceof GridbookError || cause instanceof EngineError) return cause
  const message = cause instanceof Error ? cause.message : String(cause)
  if (isStorageFull(cause) || isSpillFull(message))
    return new GridbookError('STORAGE_FULL', firstLine(message), {}, { cause })
  if (isUnreadable(message)) {
    return new GridbookError('LAKE_FILE_MISSING', firstLine(message), pathOf(message), { cause })
  }
  return new EngineError(firstLine(message), statement.slice(0, STATEMENT_SHOWN), { cause })
}

// What does not fit in memory goes to the disk, and what does not fit there is reported as a want of memory.
function isSpillFull(message: string): boolean {
  return /failed to offload data block/i.test(message)
}

// DuckDB reports these as IO and Invalid Input errors; only its words tell them from others of the kind.
function isUnreadable(message: string): boolean {
  return /No files found that match|Cannot open file|No magic bytes found|too small to be a Parquet file|TProtocolException|(?:corrupt|truncated).*parquet|failed to (?:decompress|read)/i.test(
    message,
  )
}

function pathOf(message: string): { path?: string } {
  const path = /["']([^"']+\.parquet)["']/.exec(message)?.[1]
  return path === undefined ? {} : { path }
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message
}
