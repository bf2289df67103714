/** Whether an error of the operating system, or one that quotes it, says that a volume is full. */
export function isStorageFull(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  const code = 'code' in cause ? cause.code : undefined
  return code === 'ENOSPC' || code === 'EDQUOT' || /no space left on device|disk quota exceeded/i.test(cause.message)
}
