import { createHash } from 'node:crypto'
import { GridbookError } from '../../kernel/index.ts'
import type { Cell, DatasetColumn } from './dataset.ts'

/** One file of an export. */
export interface ExportFile {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
  /** without the header */
  readonly rows: number
  /** cells of the key columns; null when the file has no rows */
  readonly firstKey: readonly Cell[] | null
  readonly lastKey: readonly Cell[] | null
}

/** One dataset of an export. */
export interface ExportedDataset {
  readonly name: string
  readonly columns: readonly DatasetColumn[]
  readonly rows: number
  /** exact sum of each money column, decimal text */
  readonly controlSums: Readonly<Record<string, string>>
  /** first and last day of each date column that has any */
  readonly dates: Readonly<Record<string, { readonly first: string; readonly last: string }>>
  readonly files: readonly ExportFile[]
}

/** Which run of an export: of one run date there are as many versions as there were different contents. */
export interface RunIdentity {
  /** the set of datasets, for example `finance` */
  readonly name: string
  readonly client: string
  readonly environment: string
  /** `YYYY-MM-DD` */
  readonly runDate: string
  readonly version: number
}

/** What an export says of itself. It has no time of a clock: the same inputs give the same bytes. */
export interface ExportManifest extends RunIdentity {
  readonly format: 1
  /** hash over the datasets' shape, the options and the version of the program */
  readonly definitionSha256: string
  /** the commit that the rows are as known at */
  readonly recordedSeq: string
  /** prefix of the run that was published before */
  readonly previous: string | null
  readonly datasets: readonly ExportedDataset[]
}

/** The manifest as it is stored. */
export function manifestBytes(manifest: ExportManifest): Buffer {
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
}

/** @throws GridbookError EXPORT_DAMAGED when the bytes are no manifest */
export function readManifest(key: string, bytes: Uint8Array): ExportManifest {
  try {
    const read: unknown = JSON.parse(Buffer.from(bytes).toString())
    if (isManifest(read)) return read
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
  }
  throw new GridbookError('EXPORT_DAMAGED', `${key} is no manifest`, { path: key })
}

/** The files of all datasets. */
export function filesOf(datasets: readonly ExportedDataset[]): readonly ExportFile[] {
  return datasets.flatMap(({ files }) => files)
}

/** Whether two exports have the same files. */
export function sameContent(a: readonly ExportedDataset[], b: readonly ExportedDataset[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** SHA-256 in hexadecimal. */
export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function isManifest(read: unknown): read is ExportManifest {
  return (
    typeof read === 'object' &&
    read !== null &&
    'format' in read &&
    read.format === 1 &&
    'version' in read &&
    Number.isInteger(read.version) &&
    'datasets' in read &&
    Array.isArray(read.datasets)
  )
}
