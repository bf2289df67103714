import { ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client'
import { GridbookError } from '../../kernel/index.ts'
import { HubFault } from './hub-fault.ts'
import { isPassingStatus } from './status.ts'

/** Why a token could not be had: refused for good, or not at present. Secrets are in neither. */
export function tokenFault(error: unknown, url: URL): GridbookError {
  if (error instanceof GridbookError) return error
  const at = `${url.host}${url.pathname}`
  if (error instanceof ResponseBodyError && !isPassingStatus(error.status)) {
    const said = [error.error, error.error_description].filter((text) => text !== undefined).join(': ')
    return refused(`${at} answered ${said}`)
  }
  if (error instanceof WWWAuthenticateChallengeError && !isPassingStatus(error.status)) {
    return refused(`${at} answered ${error.status}`)
  }
  return new HubFault('TOKEN_UNAVAILABLE', `${at}: ${reasonOf(error)}`, { retryable: true, cause: error })
}

function refused(message: string): HubFault {
  return new HubFault('TOKEN_REFUSED', message, { retryable: false })
}

// fetch says only that it failed; what failed is one cause further down.
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message || error.cause.name}` : error.message
}
