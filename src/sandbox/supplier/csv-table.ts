/** A table as one of the import commands reads it. */
export interface ExampleTable {
  /** Name of its file in a directory that is imported as a whole. */
  readonly name: string
  readonly columns: readonly string[]
  /** Fields in the order of the columns; an absent one is undefined. They can be read once. */
  readonly rows: Iterable<readonly (string | undefined)[]>
}

/** Part of a CSV text. */
export interface CsvChunk {
  readonly text: string
  /** Lines in it, the header not counted. */
  readonly lines: number
}

// Written line by line, a table of a large market would take ten times as long.
const CHUNK_LINES = 2000

/** A table as CSV text in pieces, header first. @throws Error when a field would need quotes */
export function* csvChunks({ columns, rows, name }: ExampleTable): Generator<CsvChunk> {
  let [text, lines] = [`${columns.join(';')}\n`, 0]
  for (const row of rows) {
    const fields = row.map((field) => field ?? '')
    if (row.length !== columns.length || fields.some((field) => /[;"\r\n]/.test(field)))
      throw new Error(`a line of ${name} does not fit its columns: ${fields.join(' ')}`)
    text += `${fields.join(';')}\n`
    lines += 1
    if (lines < CHUNK_LINES) continue
    yield { text, lines }
    ;[text, lines] = ['', 0]
  }
  yield { text, lines }
}
