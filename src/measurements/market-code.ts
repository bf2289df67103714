import { catalogue, type ErrorCode, type Finding } from '../kernel/index.ts'

// Faults that have no code of the market are answered under the one whose meaning is nearest.
const NEAREST: Partial<Readonly<Record<ErrorCode, string>>> = { CHECK_DIGIT: 'E10', DAY_LENGTH: 'E50' }

/** The market's code under which a fault is answered to a sender (datahub 1.5, 2.13). */
export function marketCodeOf(code: ErrorCode): string {
  return catalogue[code].answeredAs ?? NEAREST[code] ?? code
}

/** Whether the fault refuses the message that it is found in when it arrives (datahub 1.5); all others are business rejects. */
export function isSynchronous({ code, severity }: Finding): boolean {
  return severity === 'error' && /^00\d{3}$/.test(marketCodeOf(code))
}
