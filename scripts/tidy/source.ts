import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One text file of the project. */
export interface Source {
  /** path from the root, with `/` */
  readonly path: string
  readonly text: string
}

/** What a rule has to say about a place; an error fails the check, a warning is only shown. */
export interface Remark {
  readonly severity: 'error' | 'warning'
  readonly path: string
  /** counted from 1 */
  readonly line: number
  readonly message: string
}

const PATTERNS = [
  '{src,test,bench,scripts,bin,web}/**/*.{ts,tsx,mjs,cjs,js,sql,sh,md,json,yml}',
  'migrations/*.sql',
  'docs/**/*.md',
  '*.{ts,md,json,cjs}',
  '.*.{json,cjs}',
  '.ci/*',
]
const NOT_OURS = new Set(['package-lock.json'])

/** Every text file of the project that people write. */
export function readSources(root: string): readonly Source[] {
  const paths = new Set(
    globSync(PATTERNS, { cwd: root, exclude: ['**/node_modules/**', '**/dist/**', '**/.gridbook/**'] }),
  )
  return [...paths]
    .filter((path) => !NOT_OURS.has(path))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

/** Whether a file is there for tests only. */
export function isTest({ path }: Source): boolean {
  return path.startsWith('test/') || /\.(test|contract)\.ts$/.test(path)
}

/** Whether a file is TypeScript that ships. */
export function isProduct(source: Source): boolean {
  return source.path.startsWith('src/') && source.path.endsWith('.ts') && !isTest(source)
}

/** Number of lines of a text; the line after the last newline does not count. */
export function lineCount(text: string): number {
  return text === '' ? 0 : text.replace(/\n$/, '').split('\n').length
}

/** The line of a position in a text, counted from 1. */
export function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length
}
