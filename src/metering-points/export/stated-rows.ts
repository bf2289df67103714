import { DETAIL_COLUMNS } from '../details.ts'
import { POINT_FIELDS, TRUTH_FIELDS } from '../model.ts'
import { NEWEST_SEQ } from '../periods-as-known.ts'
import { textLiteral } from '../../platform/index.ts'

/** Which statements an export holds. */
export type PointExportFilter = {
  /** as they were known when this number was committed; left out: now */
  readonly asKnown?: bigint | undefined
  /** only the version of each point that is in force on this market day; left out: every period with its first day */
  readonly asOf?: string | undefined
  /**
   * only points that lie in one of these areas, or exchange with one; left out: all. Without `asOf` a point comes with all of
   * its periods, so that none of them ends otherwise where the file is imported.
   */
  readonly gridAreas?: readonly string[] | undefined
}

/** The columns of an export in their order: those of an import, without the one that withdraws. */
export const EXPORT_COLUMNS = ['metering_point_id', 'valid_from', ...POINT_FIELDS.map(([column]) => column)] as const

/** Whether a column of an export is true or false. */
export function isTruth(column: string): boolean {
  return TRUTHS.has(column)
}

const TRUTHS: ReadonlySet<string> = new Set(
  POINT_FIELDS.filter(([, field]) => TRUTH_FIELDS.has(field)).map(([column]) => column),
)

/** Columns whose texts the sender chooses: what divides and quotes fields may stand in them. */
export const FREE_COLUMNS: readonly string[] = DETAIL_COLUMNS.filter((column) => !TRUTHS.has(column))

/** The SELECT of EXPORT_COLUMNS; its values stand in it, because COPY takes no parameters. */
export function statedRows({ asKnown, asOf, gridAreas }: PointExportFilter): string {
  const until = asOf === undefined ? '' : `and valid_from <= date ${textLiteral(asOf)}`
  // Withdrawn statements are left out after the newest of each day was found, so the period before reaches further.
  const stated = `select * from (
      select distinct on (metering_point_id, valid_from) * from metering_points.metering_point_period
      where recorded_seq <= ${asKnown ?? NEWEST_SEQ} ${until}
      order by metering_point_id, valid_from, recorded_seq desc
    ) newest where not tombstone`
  const held =
    asOf === undefined
      ? stated
      : `select distinct on (metering_point_id) * from (${stated}) k order by metering_point_id, valid_from desc`
  const columns = EXPORT_COLUMNS.join(', ')
  return `with held as (${held}) select ${columns} from held ${within(gridAreas)} order by metering_point_id collate "C", valid_from`
}

function within(gridAreas: readonly string[] | undefined): string {
  if (gridAreas === undefined) return ''
  const areas = `array[${gridAreas.map(textLiteral).join(', ')}]::text[]`
  return `where metering_point_id in (select metering_point_id from held
    where grid_area = any (${areas}) or from_grid_area = any (${areas}) or to_grid_area = any (${areas}))`
}
