import { join } from 'node:path'
import { csvTexts, fieldsOfText, lineBlocks, parquet } from '../../platform/index.ts'
import type { Column, CsvForm, CsvText } from '../../platform/index.ts'
import { fileDigest } from './file-digest.ts'
import { keyReader } from './line-keys.ts'
import type { LineKey } from './line-keys.ts'
import { textsAt } from './line-places.ts'
import { POINT_FILE_COLUMNS } from './point-columns.ts'
import type { OrderedRows, PointFile } from './point-file.ts'
import type { Workshop } from './workshop.ts'

const PART_LINES = 50_000

/** A CSV file of metering points. */
export async function openCsvFile(path: string, workshop: Workshop): Promise<PointFile> {
  const { sha256, lineFeeds } = await fileDigest(path)
  const { form = NO_FORM, findings } = await headerOf(path)
  return {
    header: form.header,
    delimiter: form.delimiter,
    findings,
    sha256,
    rows: lineFeeds,
    texts: () => textsOf(path),
    fieldsOf: (row) => fieldsOfText(row, form),
    ordered: async () => await placed(path, form, workshop),
  }
}

const NO_FORM: CsvForm = { line: 1, delimiter: ';', header: [], names: [] }

async function headerOf(path: string): Promise<Pick<PointFile, 'findings'> & { readonly form: CsvForm | undefined }> {
  for await (const { form, findings } of csvTexts(path, POINT_FILE_COLUMNS, 1)) return { form, findings }
  return { form: undefined, findings: [] }
}

async function* textsOf(path: string): AsyncGenerator<readonly CsvText[]> {
  for await (const { texts } of csvTexts(path, POINT_FILE_COLUMNS, PART_LINES)) yield texts
}

/**
 * Gives the engine where each line stands in the file, with the two fields by which lines are ordered; the lines themselves
 * stay in the file.
 */
async function placed(path: string, form: CsvForm, workshop: Workshop): Promise<OrderedRows> {
  const [engine, directory] = [await workshop.engine(), await workshop.directory()]
  const parts: string[] = []
  const blocks: number[] = []
  const keyOf = keyReader(form)
  let held = emptyPart()
  let line = 0
  const flush = async (): Promise<void> => {
    const part = join(directory, `lines-${parts.length}.parquet`)
    await engine.writeParquet(part, held.line.length, columnsOf(held))
    parts.push(part)
    held = emptyPart()
  }
  for await (const { bytes, at } of lineBlocks(path)) {
    // Bytes as characters: what is looked for is ASCII, and places are those of bytes.
    const text = bytes.toString('latin1')
    for (let start = 0; start < text.length;) {
      const feed = text.indexOf('\n', start)
      const end = feed === -1 ? text.length : feed
      line += 1
      if (line > form.line && !isEmpty(bytes, start, end))
        add(held, { line, block: blocks.length, start, end }, keyOf({ text, start, end }))
      start = end + 1
    }
    blocks.push(at)
    if (held.line.length >= PART_LINES) await flush()
  }
  if (held.line.length > 0 || parts.length === 0) await flush()
  return {
    relation: parquet(parts),
    columns: ['block', 'start', 'bytes'],
    textsOf: (part) => textsAt(path, blocks, part),
  }
}

type HeldLines = {
  readonly line: number[]
  readonly points: string[]
  readonly parents: string[]
  readonly block: number[]
  readonly start: number[]
  readonly bytes: number[]
}

function emptyPart(): HeldLines {
  return { line: [], points: [], parents: [], block: [], start: [], bytes: [] }
}

type Stand = { readonly line: number; readonly block: number; readonly start: number; readonly end: number }

function add(held: HeldLines, { line, block, start, end }: Stand, [point, parent]: LineKey): void {
  held.line.push(line)
  held.points.push(point)
  held.parents.push(parent)
  held.block.push(block)
  held.start.push(start)
  held.bytes.push(end - start)
}

function columnsOf(held: HeldLines): Column[] {
  return [
    { name: 'line', type: 'INTEGER', data: Int32Array.from(held.line) },
    { name: 'metering_point_id', type: 'VARCHAR', data: held.points },
    { name: 'parent_id', type: 'VARCHAR', data: held.parents },
    { name: 'block', type: 'INTEGER', data: Int32Array.from(held.block) },
    { name: 'start', type: 'INTEGER', data: Int32Array.from(held.start) },
    { name: 'bytes', type: 'INTEGER', data: Int32Array.from(held.bytes) },
  ]
}

/** Whether a line is one of those that csvTexts leaves out. */
function isEmpty(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start] ?? 0
  if (end > start && first > 32 && first < 128) return false
  return bytes.toString('utf8', start, end).trim() === ''
}
