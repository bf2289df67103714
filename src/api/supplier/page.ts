import type { Page } from './use-cases.ts'

/** A page of a list that is short enough to be read whole. An `after` that is not in the list any more begins it anew. */
export function page<T>(
  all: readonly T[],
  { limit, after }: Page,
  keyOf: (entry: T) => string,
): { readonly entries: T[]; readonly next: string | null } {
  const from = after === undefined ? 0 : all.findIndex((entry) => keyOf(entry) === after) + 1
  const entries = all.slice(from, from + limit)
  const last = entries.at(-1)
  return { entries, next: last === undefined || from + limit >= all.length ? null : keyOf(last) }
}
