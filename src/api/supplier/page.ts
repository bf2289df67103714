import type { Page } from './use-cases.ts'

/**
 * A page of a list that is short enough to be read whole.
 * @param isShown entries that are not shown still say where the list goes on; one that is gone altogether begins it anew
 */
export function page<T>(
  all: readonly T[],
  { limit, after }: Page,
  keyOf: (entry: T) => string,
  isShown: (entry: T) => boolean = () => true,
): { readonly entries: T[]; readonly next: string | null } {
  const from = after === undefined ? 0 : all.findIndex((entry) => keyOf(entry) === after) + 1
  const behind = all.slice(from).filter(isShown)
  const entries = behind.slice(0, limit)
  const last = entries.at(-1)
  return { entries, next: last === undefined || limit >= behind.length ? null : keyOf(last) }
}
