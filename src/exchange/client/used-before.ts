import type { HubError } from './hub-error.ts'

const MESSAGE = '00101'
const TRANSACTION = '00102'

/** Whether a document is refused because its id was used before, with those of its transactions perhaps, and for nothing else (datahub 1.5). */
export function wasUsedBefore(errors: readonly HubError[]): boolean {
  const codes = errors.map(({ code }) => code)
  return codes.includes(MESSAGE) && codes.every((code) => code === MESSAGE || code === TRANSACTION)
}
