import { GridbookError, type ErrorCode } from '../kernel/index.ts'

/** The code of a failure; INTERNAL for one that nobody foresaw. */
export function errorCodeOf(error: unknown): ErrorCode {
  return error instanceof GridbookError ? error.code : 'INTERNAL'
}
