import { catalogue, GridbookError } from '../../kernel/index.ts'
import type { ErrorCode } from '../../kernel/index.ts'

/** Data exceptions and violated constraints: the message, or the handler with it, is at fault. */
const OF_THE_MESSAGE = /^2[23]/
const SQL_STATE = /^[0-9A-Z]{5}$/

/**
 * Whether a failure lies in the surroundings (database, disk, configuration), so that the same message may go through
 * later: it then stays in the hub's queue. Everything else is taken for the message's own.
 */
export function isPassing(error: unknown): boolean {
  for (let fault = error; fault instanceof Error; fault = fault.cause) {
    if (fault instanceof GridbookError && isOfTheMachine(fault.code)) return true
    const code = 'code' in fault && typeof fault.code === 'string' ? fault.code : ''
    if ('severity' in fault && SQL_STATE.test(code)) return !OF_THE_MESSAGE.test(code)
    if ('syscall' in fault) return true
  }
  return false
}

function isOfTheMachine(code: ErrorCode): boolean {
  return code === 'INTAKE_BUSY' || catalogue[code].audience === 'operator'
}
