import { forbiddenTextRemarks } from './forbidden-text.ts'
import { lakeSqlRemarks } from './lake-sql.ts'
import { lengthRemarks } from './length.ts'
import { roomRemarks } from './rooms.ts'
import type { Remark, Source } from './source.ts'

/** Everything that the house rules have to say about these files, by path and line. */
export function tidyRemarks(sources: readonly Source[]): readonly Remark[] {
  const each = sources.flatMap((source) => [
    ...lengthRemarks(source),
    ...lakeSqlRemarks(source),
    ...forbiddenTextRemarks(source),
  ])
  return [...each, ...roomRemarks(sources)].toSorted((a, b) =>
    a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1,
  )
}
