import type { Line } from './scenario-folder.ts'

/**
 * How two tables differ, line by line: `-` what the file expects, `+` what came out; empty when they are the same.
 * @param columns those that count
 */
export function difference(
  name: string,
  columns: readonly string[],
  expected: readonly Line[],
  actual: readonly Line[],
): string {
  const text = (line: Line): string => columns.map((column) => line.get(column) ?? '').join(';')
  const [wanted, found] = [expected.map(text), actual.map(text)]
  const lines: string[] = []
  for (let n = 0; n < Math.max(wanted.length, found.length); n += 1) {
    const [want, got] = [wanted[n], found[n]]
    if (want === got) continue
    if (want !== undefined) lines.push(`- ${want}`)
    if (got !== undefined) lines.push(`+ ${got}`)
  }
  return lines.length === 0 ? '' : `${name}\n  ${[columns.join(';'), ...lines].join('\n  ')}\n`
}
