import { catalogue, GridbookError } from '../../kernel/index.ts'
import type { Audience, ErrorCode } from '../../kernel/index.ts'

const STATUS: Partial<Record<ErrorCode, number>> = {
  TOKEN_INVALID: 401,
  ACCESS_DENIED: 403,
  ROUTE_UNKNOWN: 404,
  NOT_FOUND: 404,
  METHOD_UNKNOWN: 405,
  DOCUMENT_TOO_LARGE: 413,
  MEDIA_TYPE: 415,
  NOT_CALCULATED: 404,
  INTAKE_BUSY: 503,
}

// Who can mend a fault says what kind it is: the caller, the data, the machine, the program.
const STATUS_BY_AUDIENCE: Record<Audience, number> = { sender: 400, analyst: 409, operator: 503, developer: 500 }

/** The HTTP status under which a failure is answered; 500 for whatever nobody foresaw. */
export function statusOf(error: unknown): number {
  if (!(error instanceof GridbookError)) return 500
  return STATUS[error.code] ?? STATUS_BY_AUDIENCE[catalogue[error.code].audience]
}

/** The failure as one of the catalogue; what HTTP itself found wrong becomes its entry, anything else INTERNAL. */
export function toGridbookError(error: unknown): GridbookError {
  if (error instanceof GridbookError) return error
  const { message, code, statusCode, validation } = asFastifyError(error)
  if (validation !== undefined) {
    return new GridbookError('REQUEST_INVALID', message, { field: firstField(validation) }, { cause: error })
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new GridbookError('DOCUMENT_TOO_LARGE', 'the body is larger than allowed')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new GridbookError('MEDIA_TYPE', 'the content type is not supported')
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new GridbookError('REQUEST_INVALID', message)
  return new GridbookError('INTERNAL', message, {}, { cause: error })
}

type Shape = {
  readonly message: string
  readonly code?: unknown
  readonly statusCode?: number
  readonly validation?: readonly unknown[]
}

function asFastifyError(error: unknown): Shape {
  if (!(error instanceof Error)) return { message: String(error) }
  const shape = error as Error & Partial<Shape>
  return {
    message: shape.message,
    code: shape.code,
    ...(typeof shape.statusCode === 'number' ? { statusCode: shape.statusCode } : {}),
    ...(Array.isArray(shape.validation) ? { validation: shape.validation } : {}),
  }
}

function firstField([first]: readonly unknown[]): string | undefined {
  if (typeof first !== 'object' || first === null || !('instancePath' in first)) return undefined
  return String(first.instancePath).replace(/^\//, '').replaceAll('/', '.') || undefined
}
