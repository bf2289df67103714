/**
 * What the header Retry-After asks for, milliseconds from now: seconds, or an HTTP date.
 * @returns undefined when there is none, or it says nothing that can be understood
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim()
  if (text === undefined || text === '') return undefined
  if (/^\d{1,9}$/.test(text)) return parseInt(text, 10) * 1_000
  // Anything else that begins with a digit or a sign would be taken for a date of some year.
  const atMs = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs)
}
