import type { SendOutcome } from '../../exchange/index.ts'

/** The message, or a transaction in it, was used before (datahub 1.5). */
const DUPLICATES: readonly string[] = ['00101', '00102']

/** Whether the hub refused a document because it has had it already, and for nothing else. */
export function isKnownToHub(outcome: SendOutcome): boolean {
  if (outcome.outcome !== 'refused') return false
  const { errors } = outcome
  return errors.length > 0 && errors.every(({ code }) => DUPLICATES.includes(code))
}
