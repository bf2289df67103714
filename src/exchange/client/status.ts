/** Whether an HTTP status says "not now": the same request may succeed later (datahub 1.3). */
export function isPassingStatus(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500
}
