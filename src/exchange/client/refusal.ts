import { errorLine, readErrorBody } from './error-body.ts'
import { HubFault } from './hub-fault.ts'
import type { HttpAnswer } from './transport.ts'

/** An answer that says no to this client for good, or that the interface does not have. */
export function refusal(request: string, { status, body }: HttpAnswer): HubFault {
  const said = errorLine(readErrorBody(body))
  const code = status >= 400 ? 'HUB_REFUSED' : 'HUB_ANSWER_INVALID'
  return new HubFault(code, `${request} was answered ${status}: ${said}`, { retryable: false })
}
