import type { MarketZone } from '../kernel/index.ts'
import { dateLiteral, lakeTable, parquet, quotedName, type LakeFile } from '../platform/index.ts'
import { dayByNumber } from './day-tables.ts'
import { listedAsSuperseded, numberedFiles, recordedSeqOf, type NumberedFile } from './numbered-files.ts'

/** What a compaction reads: the files of a table and month. */
export interface CompactionSource {
  readonly table: string
  /** Each with the number of its commit, where its rows carry none. */
  readonly files: readonly (LakeFile & NumberedFile)[]
  /** Parquet of replaced rows whose files do not say so. */
  readonly superseded: string | undefined
}

/** Rows by day, the days in order. Grain: one row for each day that has rows. */
export function daysOfFiles({ files }: CompactionSource): string {
  return `select cast(market_day - date '1970-01-01' as integer) as day, count(*) as rows
    from ${parquet(files.map((file) => file.path))} group by market_day order by market_day`
}

/**
 * Rows of some days in the order of lake files, with their numbers written into them.
 * @param part.replaced of reading days: those that were replaced, or those that stand
 */
export function sortedDays(
  source: CompactionSource,
  part: { readonly first: number; readonly last: number; readonly zone: MarketZone; readonly replaced: boolean },
): string {
  const files = source.files.filter((file) => file.firstDay <= part.last && part.first <= file.lastDay)
  const reading = source.table.startsWith('reading')
  const listed = reading && source.superseded !== undefined
  const replacedSeq = listed ? 'coalesce(d.superseded_seq, s.superseded_seq)' : 'd.superseded_seq'
  const columns = lakeTable(source.table).columns.map(({ name }) => {
    if (name === 'recorded_seq') return `${recordedSeqOf('d')} as recorded_seq`
    return name === 'superseded_seq' ? `${replacedSeq} as superseded_seq` : `d.${quotedName(name)}`
  })
  const [from, to] = [dayByNumber(part.first, part.zone).date, dayByNumber(part.last, part.zone).date]
  return `select ${columns.join(', ')}
    from ${numberedFiles(files, 'd')}
    ${listed ? listedAsSuperseded(source.superseded, 'd') : ''}
    where d.market_day between ${dateLiteral(from)} and ${dateLiteral(to)}
      ${reading ? `and ${replacedSeq} is ${part.replaced ? 'not null' : 'null'}` : ''}
    order by d.market_day, d.sort_group, d.series_id, recorded_seq${reading ? '' : ', d.position'}`
}
