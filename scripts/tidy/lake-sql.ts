import { parseSync, Visitor } from 'oxc-parser'
import type { Remark, Source } from './source.ts'
import { isTest, lineAt } from './source.ts'

// The engine answers all three in a way that is silently wrong: floats, and the repeated hour of autumn merged into one.
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/\bavg\s*\(/gi, 'avg( answers in floats: divide a sum by a count with the dialect'],
  [/(?<![</*])\/(?![*/>])/g, '/ answers in floats: use the dialect’s division'],
  [/\bdate_trunc\b|\btime_bucket\b/gi, 'date_trunc on local time loses an hour in autumn: group by day and slot'],
]
const DIALECT = 'src/platform/engine/dialect.ts'

/** SQL for the engine keeps to exact arithmetic; the dialect file is the one place that knows how. */
export function lakeSqlRemarks(source: Source): readonly Remark[] {
  const { path, text } = source
  const isModel = /^src\/.*\/models\//.test(path)
  if (!(isModel || path.startsWith('src/platform/engine/')) || path === DIALECT || isTest(source)) return []
  if (path.endsWith('.sql')) return remarksIn(source, { start: 0, text: withoutComments(text) })
  return path.endsWith('.ts') ? literalsOf(source).flatMap((literal) => remarksIn(source, literal)) : []
}

interface Literal {
  readonly start: number
  readonly text: string
}

function remarksIn({ path, text }: Source, literal: Literal): readonly Remark[] {
  return FORBIDDEN.flatMap(([pattern, message]) =>
    [...literal.text.matchAll(pattern)].map((match) => ({
      severity: 'error' as const,
      path,
      line: lineAt(text, literal.start + match.index),
      message,
    })),
  )
}

// Names of imported files and what people read in errors are texts as well, but hold no SQL.
const HAS_SQL = /^(?=.*\s).*\b(select|from|sum|case|group by|order by|union|join|cast|over)\b/is

function literalsOf({ path, text }: Source): readonly Literal[] {
  const found: Literal[] = []
  const take = (node: { start: number; end: number }): void => {
    found.push({ start: node.start, text: text.slice(node.start, node.end) })
  }
  new Visitor({
    TemplateElement: take,
    Literal: (node) => {
      if (typeof node.value === 'string' && HAS_SQL.test(node.value)) take(node)
    },
  }).visit(parseSync(path, text).program)
  return found
}

// Same length, so that places stay right.
function withoutComments(sql: string): string {
  const blank = (comment: string): string => comment.replaceAll(/[^\n]/g, ' ')
  return sql.replaceAll(/--.*/g, blank).replaceAll(/\/\*[^]*?\*\//g, blank)
}
