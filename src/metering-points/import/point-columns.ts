import type { CsvColumns } from '../../platform/index.ts'
import { POINT_FIELDS } from '../model.ts'

/** The columns without which a file of metering points is none. */
export const KEY_COLUMNS = ['metering_point_id', 'valid_from'] as const

/** What the file of refused rows says of each: where it stood, and why it was refused. An import reads none of it. */
export const REFUSAL_COLUMNS = [
  'refusal_line',
  'refusal_code',
  'refusal_market_code',
  'refusal_field',
  'refusal_value',
  'refusal_english',
  'refusal_danish',
] as const

/** The columns of a file of metering points, CSV or Parquet. */
export const POINT_FILE_COLUMNS: CsvColumns = {
  required: KEY_COLUMNS,
  optional: [...POINT_FIELDS.map(([column]) => column), 'tombstone'],
  ignored: REFUSAL_COLUMNS,
}
