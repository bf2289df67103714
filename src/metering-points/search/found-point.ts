import type { PointMasterData } from '../model.ts'
import { fromMasterDataColumns, MASTER_DATA_COLUMNS } from '../period-row.ts'

/** A metering point that a search finds, as it is on the day asked for. */
export type FoundPoint = Pick<
  PointMasterData,
  | 'type'
  | 'connectionState'
  | 'gridArea'
  | 'fromGridArea'
  | 'toGridArea'
  | 'settlementMethod'
  | 'resolution'
  | 'energySupplierId'
  | 'balanceResponsibleId'
  | 'parentId'
  | 'meterNumber'
> & {
  readonly meteringPointId: string
  /** in one line; null: no address was stated */
  readonly address: string | null
  /** market day */
  readonly validFrom: string
  /** market day on which something else is stated; null: nothing is */
  readonly validTo: string | null
  /** the commit that stated it */
  readonly recordedSeq: bigint
}

/** SELECT list of a statement `p` and the day after its last, `n.next_change`. */
export const FOUND_COLUMNS = `p.metering_point_id, p.valid_from::text, n.next_change::text, p.recorded_seq::text, ${MASTER_DATA_COLUMNS.split(
  ', ',
)
  .map((column) => `p.${column}`)
  .join(', ')}`

/** A row of FOUND_COLUMNS in row mode `array`; NULL throughout: there is none. */
export type FoundRow = [
  id: string | null,
  validFrom: string,
  validTo: string | null,
  seq: string,
  ...values: (string | boolean | null)[],
]

/** Reads a row of FOUND_COLUMNS. */
export function fromFoundRow(row: FoundRow): FoundPoint {
  const [id, validFrom, validTo, seq] = row
  const values = fromMasterDataColumns(row, 4)
  return {
    meteringPointId: id ?? '',
    type: values.type,
    connectionState: values.connectionState,
    gridArea: values.gridArea,
    fromGridArea: values.fromGridArea,
    toGridArea: values.toGridArea,
    settlementMethod: values.settlementMethod,
    resolution: values.resolution,
    energySupplierId: values.energySupplierId,
    balanceResponsibleId: values.balanceResponsibleId,
    parentId: values.parentId,
    meterNumber: values.meterNumber,
    address: addressLine(values),
    validFrom,
    validTo,
    recordedSeq: BigInt(seq),
  }
}

/** The address as it stands on a letter, in one line: street, number, floor and door, then post code and city; null: none. */
function addressLine(values: PointMasterData): string | null {
  const { streetName, buildingNumber, floor, room, postCode, city } = values
  const joined = (parts: readonly (string | null)[], by: string): string =>
    parts.filter((part) => part !== null && part !== '').join(by)
  const home = joined([floor, room], ' ')
  const line = joined([joined([streetName, buildingNumber], ' '), home, joined([postCode, city], ' ')], ', ')
  return line === '' ? null : line
}
