import { GridbookError } from '../../kernel/index.ts'
import type { Transaction } from '../../platform/index.ts'
import { ControlSum } from './control-sum.ts'
import { cellFault, csvCell } from './csv-cell.ts'
import { keyPositions, moneyPositions } from './dataset.ts'
import type { Cell, Dataset } from './dataset.ts'
import { sha256Of } from './manifest.ts'
import type { ExportedDataset, ExportFile } from './manifest.ts'

/** How files are written. */
export interface RenderOptions {
  /** most rows of a file, the header not counted */
  readonly rowsPerFile: number
  readonly guardFormulas: boolean
}

/** One file with its bytes. */
export interface RenderedFile extends ExportFile {
  readonly content: Buffer
}

/**
 * Writes a dataset into CSV files of equal length, each with the header; one without rows is one file that has only that.
 * @param store takes each file as soon as it is full; the next rows wait for it
 * @throws GridbookError EXPORT_DATASET when a row does not fit the columns, or repeats the key of the one before
 */
export async function renderDataset(
  trx: Transaction,
  dataset: Dataset,
  options: RenderOptions,
  store: (file: RenderedFile) => Promise<void>,
): Promise<ExportedDataset> {
  const table = new Rows(dataset, options.guardFormulas)
  const files: ExportFile[] = []
  const close = async (): Promise<void> => {
    const file = table.takeFile(`${dataset.name}_${String(files.length).padStart(4, '0')}.csv`)
    await store(file)
    const { content: _, ...stated } = file
    files.push(stated)
  }
  for await (const row of dataset.rows(trx)) {
    if (table.rowsInFile === options.rowsPerFile) await close()
    table.add(row)
  }
  await close()
  return { name: dataset.name, columns: dataset.columns, ...table.stated(), files }
}

class Rows {
  rowsInFile = 0
  readonly #dataset: Dataset
  readonly #guardFormulas: boolean
  readonly #header: string
  readonly #keys: readonly number[]
  readonly #money: readonly { readonly position: number; readonly name: string; readonly sum: ControlSum }[]
  readonly #dates = new Map<string, { first: string; last: string }>()
  #rows = 0
  #lines: string[] = []
  #firstKey: readonly Cell[] | null = null
  #lastKey: readonly Cell[] | null = null

  constructor(dataset: Dataset, guardFormulas: boolean) {
    this.#dataset = dataset
    this.#guardFormulas = guardFormulas
    this.#header = dataset.columns.map(({ name }) => csvCell(name, 'text', false)).join(',')
    this.#keys = keyPositions(dataset)
    const positions = moneyPositions(dataset)
    this.#money = dataset.moneyColumns.map((name, n) => ({ position: positions[n] ?? 0, name, sum: new ControlSum() }))
  }

  add(row: readonly Cell[]): void {
    const { columns } = this.#dataset
    if (row.length !== columns.length) throw this.#fault(`it has ${row.length} cells for ${columns.length} columns`)
    this.#takeKey(this.#keys.map((position) => row[position] ?? null))
    const cells = columns.map(({ name, kind }, n) => {
      const cell = row[n] ?? null
      const fault = cellFault(cell, kind)
      if (fault !== undefined) throw this.#fault(`${fault} in column ${name}`, name)
      if (kind === 'date' && cell !== null) this.#takeDate(name, cell)
      return csvCell(cell, kind, this.#guardFormulas)
    })
    for (const { position, sum } of this.#money) {
      const cell = row[position] ?? null
      if (cell !== null) sum.add(cell)
    }
    this.#lines.push(cells.join(','))
    this.#rows += 1
    this.rowsInFile += 1
  }

  takeFile(name: string): RenderedFile {
    const content = Buffer.from(`${[this.#header, ...this.#lines].join('\n')}\n`)
    const file = {
      name,
      bytes: content.length,
      sha256: sha256Of(content),
      rows: this.rowsInFile,
      firstKey: this.#firstKey,
      lastKey: this.rowsInFile === 0 ? null : this.#lastKey,
      content,
    }
    this.#lines = []
    this.#firstKey = null
    this.rowsInFile = 0
    return file
  }

  stated(): Pick<ExportedDataset, 'rows' | 'controlSums' | 'dates'> {
    return {
      rows: this.#rows,
      controlSums: Object.fromEntries(this.#money.map(({ name, sum }) => [name, sum.text()])),
      dates: Object.fromEntries(
        this.#dataset.columns.flatMap(({ name }) => {
          const dates = this.#dates.get(name)
          return dates === undefined ? [] : [[name, dates]]
        }),
      ),
    }
  }

  #takeKey(key: readonly Cell[]): void {
    const last = this.#lastKey
    if (last !== null && key.every((cell, n) => cell === last[n])) {
      throw this.#fault(`it has the same key as the row before: ${key.join(', ')}`)
    }
    this.#firstKey ??= key
    this.#lastKey = key
  }

  #takeDate(name: string, day: string): void {
    const known = this.#dates.get(name)
    if (known === undefined) this.#dates.set(name, { first: day, last: day })
    else if (day < known.first) known.first = day
    else if (day > known.last) known.last = day
  }

  #fault(what: string, field?: string): GridbookError {
    const { name } = this.#dataset
    return new GridbookError('EXPORT_DATASET', `dataset ${name}, row ${this.#rows + 1}: ${what}`, {
      path: name,
      line: this.#rows + 1,
      field,
    })
  }
}
