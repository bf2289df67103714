import { existsSync, readFileSync, renameSync, statSync } from 'node:fs'

const LARGE_BYTES = 4 * 1024 * 1024
const LINES_SHOWN = 5

/** Puts a large log aside before a start; the one before it is dropped. */
export function rotateLog(file: string): void {
  if (existsSync(file) && statSync(file).size > LARGE_BYTES) renameSync(file, `${file}.1`)
}

/** The end of a log, for a message to a person. */
export function lastLines(file: string): string {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return text.trimEnd().split('\n').slice(-LINES_SHOWN).join('\n')
}
