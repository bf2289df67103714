import { GridbookError } from '../../kernel/index.ts'

type HubFaultCode = 'HUB_ANSWER_INVALID' | 'HUB_REFUSED' | 'HUB_UNAVAILABLE' | 'TOKEN_REFUSED' | 'TOKEN_UNAVAILABLE'

/** What is known of a fault beside its code and message. */
export interface HubFaultDetails {
  /** the same request may succeed later, unchanged */
  readonly retryable: boolean
  /** how long the hub asks to wait, milliseconds */
  readonly retryAfterMs?: number | undefined
  readonly cause?: unknown
}

/** A request to the hub, or for a token, that did not do what it was made for. Nothing is known of what became of it. */
export class HubFault extends GridbookError {
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined

  constructor(code: HubFaultCode, message: string, { retryable, retryAfterMs, cause }: HubFaultDetails) {
    super(code, message, {}, cause === undefined ? {} : { cause })
    this.retryable = retryable
    this.retryAfterMs = retryAfterMs
  }
}
