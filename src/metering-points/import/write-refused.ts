import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { catalogue } from '../../kernel/index.ts'
import type { Finding } from '../../kernel/index.ts'
import { csvField, writeDurably } from '../../platform/index.ts'
import type { CsvText } from '../../platform/index.ts'
import { REFUSAL_COLUMNS } from './point-columns.ts'
import type { PointFile } from './point-file.ts'
import type { RefusedRow } from './point-rows.ts'

/**
 * Writes the refused rows of a file to a CSV file of the same columns, and why each is refused beside it; several reasons of
 * a row stand in one field, divided by ` | `. A row that cannot be split has its text as the refused value. The file
 * appears under its name when it is whole.
 * @param refusals in the order of the file
 */
export async function writeRefused(
  path: string,
  file: PointFile,
  refusals: AsyncIterable<readonly RefusedRow[]>,
): Promise<void> {
  await writeDurably(path, async (unfinished) => {
    await pipeline(Readable.from(linesOf(file, refusals)), createWriteStream(unfinished))
  })
}

const BETWEEN = ' | '

async function* linesOf(file: PointFile, refusals: AsyncIterable<readonly RefusedRow[]>): AsyncGenerator<string> {
  const { header, delimiter } = file
  const kept = header.flatMap((column, n) => ((REFUSAL_COLUMNS as readonly string[]).includes(column) ? [] : [n]))
  const written = (fields: readonly string[]): string =>
    `${fields.map((field) => csvField(field, delimiter)).join(delimiter)}\n`
  yield written([...kept.map((n) => header[n] ?? ''), ...REFUSAL_COLUMNS])
  const texts = textsByLine(file)
  for await (const page of refusals) {
    let lines = ''
    for (const { line, findings } of page) {
      const row = { line, text: (await texts(line)) ?? '' }
      const split = file.fieldsOf(row)
      const fields = kept.map((n) => (split.ok ? (split.value[n] ?? '') : ''))
      lines += written([...fields, ...reasonsOf(row, findings, split.ok)])
    }
    yield lines
  }
}

function reasonsOf({ line, text }: CsvText, findings: readonly Finding[], isSplit: boolean): string[] {
  const each = (read: (found: Finding) => string | undefined): string =>
    findings.map((found) => read(found) ?? '').join(BETWEEN)
  return [
    String(line),
    each(({ code }) => code),
    each(({ code }) => catalogue[code].answeredAs ?? code),
    each(({ field }) => field),
    isSplit ? each(({ value }) => value) : text,
    each(({ message }) => message),
    each(({ danish }) => danish),
  ]
}

/** Finds the text of a line, for lines that are asked for in their order. */
function textsByLine(file: PointFile): (line: number) => Promise<string | undefined> {
  const parts = file.texts()[Symbol.asyncIterator]()
  let held: readonly CsvText[] = []
  let at = 0
  return async (line) => {
    for (;;) {
      while (at < held.length && (held[at]?.line ?? 0) < line) at += 1
      if (at < held.length) return held[at]?.line === line ? held[at]?.text : undefined
      const next = await parts.next()
      if (next.done === true) return undefined
      held = next.value
      at = 0
    }
  }
}
