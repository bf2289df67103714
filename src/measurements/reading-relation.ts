import type { SlotClass } from '../kernel/index.ts'
import { emptyRelation, lakeTable, maskColumns, parquet, quantity } from '../platform/index.ts'
import { readingTable } from './day-tables.ts'
import { listedAsSuperseded, numberedFiles, recordedSeqOf, type NumberedFile } from './numbered-files.ts'

/** The files of one slot class, as a snapshot found them. */
export interface ReadingFiles {
  /** Every row is current at the snapshot's number: read as they are. */
  readonly plain: readonly NumberedFile[]
  /** Some rows may be too new or replaced: each row is looked at. */
  readonly mixed: readonly NumberedFile[]
  /** Parquet of (series_id, market_day, recorded_seq, superseded_seq): replaced rows whose files don't say so. */
  readonly superseded: string | undefined
}

/** Columns of a reading relation beside the values: series, day and what is known of each slot. */
export function readingRelationColumns(slotClass: SlotClass): string[] {
  return [
    'series_id',
    'market_day',
    'registered_at',
    ...maskColumns(slotClass),
    ...Array.from({ length: slotClass }, (_, k) => quantity(k)),
  ]
}

/**
 * SELECT of the reading days of a slot class as known at a number: one row for a series and day.
 * Grain: (series_id, market_day). q_k NULL: the slot has no value, or the day has no such slot.
 */
export function readingRelation(slotClass: SlotClass, files: ReadingFiles, atSeq: bigint): string {
  const columns = readingRelationColumns(slotClass)
  const parts = [
    ...(files.plain.length === 0
      ? []
      : [`select ${columns.join(', ')} from ${parquet(files.plain.map((file) => file.path))}`]),
    ...(files.mixed.length === 0 ? [] : [mixedRelation(columns, files, atSeq)]),
  ]
  if (parts.length === 0) {
    const table = lakeTable(readingTable(slotClass))
    return `select ${columns.join(', ')} from ${emptyRelation(table.columns)}`
  }
  return parts.join(' union all ')
}

/**
 * SELECT over files in which each row is looked at: those known and not replaced at a number.
 * @param recordedAfter only rows that were recorded after it, with the number of their commit as recorded_seq
 */
export function mixedRelation(
  columns: readonly string[],
  { mixed, superseded }: Pick<ReadingFiles, 'mixed' | 'superseded'>,
  atSeq: bigint,
  recordedAfter?: bigint,
): string {
  // Both times of replacement are looked at: the file's own, and the list of those it does not know of.
  const list = superseded === undefined ? '' : listedAsSuperseded(superseded, 'r')
  const notListed = superseded === undefined ? '' : `and (s.superseded_seq is null or s.superseded_seq > ${atSeq})`
  const numbered = recordedAfter === undefined ? '' : `, ${recordedSeqOf('r')} as recorded_seq`
  const later = recordedAfter === undefined ? '' : `${recordedSeqOf('r')} > ${recordedAfter} and`
  return `select ${columns.map((column) => `r.${column}`).join(', ')}${numbered}
    from ${numberedFiles(mixed, 'r')} ${list}
    where ${later} ${recordedSeqOf('r')} <= ${atSeq} and (r.superseded_seq is null or r.superseded_seq > ${atSeq}) ${notListed}`
}
