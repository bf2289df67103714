import { GridbookError, type Finding } from '../kernel/index.ts'

/** How a command ended: 0 done or the same, 1 something differs or was refused, 2 failed, 3 waiting for approval. */
export type ExitCode = 0 | 1 | 2 | 3

/** Prints data: JSON when asked for, else the text. Data goes to stdout, everything else to stderr. */
export function print(value: unknown, text: () => string, json: boolean): void {
  process.stdout.write(`${json ? JSON.stringify(value, toJson, 2) : text()}\n`)
}

/** Whole numbers beyond 2^53 are text in JSON, as decimals are; of a failure its message counts too, which JSON leaves out. */
function toJson(_: string, value: unknown): unknown {
  if (value instanceof GridbookError)
    return { code: value.code, message: value.message, ...value.where, hint: value.hint }
  return typeof value === 'bigint' ? value.toString() : value
}

/** A table with a header, columns as wide as they need to be; numbers to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, c) => Math.max(title.length, ...rows.map((row) => (row[c] ?? '').length)))
  const numeric = header.map((_, c) => rows.length > 0 && rows.every((row) => /^-?[\d.,:% ]*$/.test(row[c] ?? '')))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, c) => (numeric[c] === true ? cell.padStart(widths[c] ?? 0) : cell.padEnd(widths[c] ?? 0)))
      .join('  ')
      .trimEnd()
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

/** A finding as a person reads it: code, place, what, and what to do. */
export function findingText(found: Finding): string {
  const place = [
    found.path,
    found.line === undefined ? undefined : `line ${found.line}`,
    found.field,
    found.point,
    found.day,
  ]
    .filter((part) => part !== undefined)
    .join(', ')
  return `${found.code}${place === '' ? '' : ` (${place})`}: ${found.message}\n  ${found.hint}`
}

/** A failure as a person reads it. */
export function errorText(error: unknown): string {
  if (error instanceof GridbookError) return `${error.code}: ${error.message}\n  ${error.hint}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** Says on stderr why nothing was done, every fault of what was asked for at once; the command has failed. */
export function refuse(findings: readonly Finding[]): void {
  process.stderr.write(`${findings.map(findingText).join('\n')}\n`)
  process.exitCode = 2
}
