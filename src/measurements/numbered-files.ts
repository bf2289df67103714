import { parquet, valuesRelation } from '../platform/index.ts'

/** A lake file with the number of its commit; null where its rows carry their own. */
export interface NumberedFile {
  /** Absolute. */
  readonly path: string
  readonly recordedSeq: bigint | null
}

/** FROM clause over lake files whose rows are called by an alias; `recordedSeqOf` gives the number of a row in it. */
export function numberedFiles(files: readonly NumberedFile[], alias: string): string {
  const numbers = valuesRelation(
    [
      { name: 'path', type: 'VARCHAR' },
      { name: 'seq', type: 'BIGINT' },
    ],
    files.map((file) => [file.path, file.recordedSeq]),
  )
  const rows = parquet(
    files.map((file) => file.path),
    { filename: true },
  )
  return `${rows} ${alias} join ${numbers} file_number on file_number.path = ${alias}.filename`
}

/** The commit of a row: the row's own number, or that of its file. */
export function recordedSeqOf(alias: string): string {
  return `coalesce(${alias}.recorded_seq, file_number.seq)`
}

/** Left join to a relation s of replaced rows whose files do not say so (writeSuperseded). */
export function listedAsSuperseded(path: string, alias: string): string {
  return `left join ${parquet([path])} s on s.series_id = ${alias}.series_id and s.market_day = ${alias}.market_day
      and s.recorded_seq = ${recordedSeqOf(alias)}`
}
