import { GridbookError } from '../../kernel/index.ts'

const DISK_FULL = '53100'
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  '57P01', // the administrator ends the connection
  '57P02', // the server crashes
  '57P03', // the server is starting or ending
  '53300', // too many connections
  '3D000', // no such database
  '28P01', // wrong password
  '28000', // not allowed to connect
])
const BROKEN_CONNECTION =
  /^Connection terminated|timeout exceeded when trying to connect|^Client has encountered a connection error/

/**
 * What the database driver threw, as an error of the catalogue where the operator can mend it: DATABASE_UNAVAILABLE,
 * STORAGE_FULL; anything else as it was.
 */
export function toDatabaseError(cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof GridbookError) return cause
  const code = codeOf(cause)
  if (code === DISK_FULL) return new GridbookError('STORAGE_FULL', cause.message, {}, { cause })
  if (
    NOT_CONNECTED.has(code) ||
    isMissingSocket(cause, code) ||
    code.startsWith('08') ||
    BROKEN_CONNECTION.test(cause.message)
  ) {
    return new GridbookError(
      'DATABASE_UNAVAILABLE',
      `the database does not answer: ${cause.message || code}`,
      {},
      { cause },
    )
  }
  return cause
}

function codeOf(cause: Error): string {
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
}

/** No socket where the server should listen; a file that is missing within a transaction is another matter. */
function isMissingSocket(cause: Error, code: string): boolean {
  return code === 'ENOENT' && 'syscall' in cause && cause.syscall === 'connect'
}
