import { DETAIL_COLUMNS, DETAIL_FIELDS, NO_DETAILS } from './details.ts'
import type { PointDetails } from './details.ts'
import type { PointMasterData, PointPeriod, PointStatement, PointValues } from './model.ts'
import { POINT_FIELDS, whenLeftOut } from './model.ts'

/** The columns of what settlement reads, in the order in which every query and COPY of this room lists them. */
export const VALUE_COLUMNS = [
  'type',
  'settlement_method',
  'resolution',
  'grid_area',
  'from_grid_area',
  'to_grid_area',
  'parent_id',
  'energy_supplier_id',
  'balance_responsible_id',
  'connection_state',
  'loss_role',
  'product',
  'unit',
  'net_settlement_group',
  'scheduled_meter_reading_date',
  'has_electrical_heating',
  'is_move_in',
  'metering_method',
] as const

/** SELECT list of a period, read with fromPeriodRow; dates as text, so that no time zone touches them. */
export const PERIOD_COLUMNS = `metering_point_id, valid_from::text, valid_to::text, recorded_seq::text, ${VALUE_COLUMNS.join(', ')}`

/** A row of PERIOD_COLUMNS in row mode `array`. */
export type PeriodRow = [
  id: string,
  validFrom: string,
  validTo: string | null,
  seq: string,
  ...values: (string | boolean | null)[],
]

/** Reads a row of PERIOD_COLUMNS. @param text replaces a text by the one already held, so that many periods share it */
export function fromPeriodRow(row: PeriodRow, text: SharedText = asIs): PointPeriod {
  const period = fromValueColumns(row, PERIOD_KEY_COLUMNS, text) as {
    -readonly [K in keyof PointPeriod]: PointPeriod[K]
  }
  period.meteringPointId = row[0]
  period.validFrom = row[1]
  period.validTo = row[2]
  period.recordedSeq = BigInt(row[3])
  return period
}

/** Gives back a text equal to the one given. */
export type SharedText = (value: string | null) => string | null
const asIs: SharedText = (value) => value
const PERIOD_KEY_COLUMNS = 4

/**
 * Reads the values of VALUE_COLUMNS, which begin at a column of the row; the table's checks keep them to the words of the
 * model. Thousands of rows a call of the directory: hence by index, without slices and spreads.
 */
export function fromValueColumns(row: readonly unknown[], at: number, text: SharedText = asIs): PointValues {
  const column = (n: number): string | null => text(row[at + n] as string | null)
  return {
    type: column(0),
    settlementMethod: column(1),
    resolution: column(2),
    gridArea: column(3),
    fromGridArea: column(4),
    toGridArea: column(5),
    parentId: row[at + 6],
    energySupplierId: column(7),
    balanceResponsibleId: column(8),
    connectionState: column(9),
    lossRole: column(10),
    product: column(11),
    unit: column(12),
    netSettlementGroup: column(13),
    scheduledMeterReadingDate: column(14),
    hasElectricalHeating: row[at + 15],
    isMoveIn: row[at + 16],
    meteringMethod: column(17),
  } as PointValues
}

/** Reads the values of VALUE_COLUMNS and then DETAIL_COLUMNS, which begin at a column of the row. */
export function fromMasterDataColumns(row: readonly unknown[], at: number): PointMasterData {
  const details: Record<string, unknown> = { ...NO_DETAILS }
  const first = at + VALUE_COLUMNS.length
  for (let n = 0; n < DETAIL_FIELDS.length; n += 1) details[DETAIL_FIELDS[n]?.[1] ?? ''] = row[first + n]
  return { ...fromValueColumns(row, at), ...(details as PointDetails) }
}

/** SELECT list of all that a statement says, read with fromMasterDataColumns. */
export const MASTER_DATA_COLUMNS = [...VALUE_COLUMNS, ...DETAIL_COLUMNS].join(', ')

/** The columns of metering_point_period that a statement fills, for COPY. */
export const STATEMENT_COLUMNS = `metering_point_id, valid_from, recorded_seq, tombstone, process_id, ${MASTER_DATA_COLUMNS}`

/** A statement as the fields of STATEMENT_COLUMNS. @param processId the process that states it; null: none */
export function toStatementFields(row: PointStatement, seq: bigint, processId: bigint | null): (string | null)[] {
  const fields: (string | null)[] = [row.meteringPointId, row.validFrom, seq.toString()]
  fields.push(row.tombstone === true ? 't' : 'f', processId === null ? null : processId.toString())
  // Field by field, because a million rows of a bulk import are complete already.
  for (const [, field] of POINT_FIELDS) {
    fields.push(row.tombstone === true ? null : toField(row[field] ?? whenLeftOut(field, row.type)))
  }
  return fields
}

function toField(value: string | boolean | null): string | null {
  if (typeof value !== 'boolean') return value
  return value ? 't' : 'f'
}
