import { NEWEST_SEQ } from '../platform/index.ts'
import type { Transaction } from '../platform/index.ts'
import { areaValuesOf, gridAccessProviderOf } from './grid-area.ts'
import type { GridAreaPeriod, GridAreaStatement, GridAreaValues, RecordedGridArea } from './grid-area.ts'

/** Records statements about grid areas under the transaction's recorded_seq, without the rules. */
export async function appendGridAreas(
  trx: Transaction,
  areas: readonly GridAreaStatement[],
  seq: bigint,
): Promise<void> {
  if (areas.length === 0) return
  const values = areas.map((area) => (area.tombstone === true ? null : areaValuesOf(area)))
  await trx.query(
    `insert into market.grid_area (code, valid_from, recorded_seq, tombstone, name, price_area,
       metered_data_responsible_id, grid_access_provider_id, neighbours)
     select code, valid_from, $1::bigint, tombstone, name, price_area, responsible, provider, string_to_array(neighbours, ' ')
     from unnest($2::text[], $3::date[], $4::boolean[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
       as a (code, valid_from, tombstone, name, price_area, responsible, provider, neighbours)`,
    [
      seq.toString(),
      areas.map((area) => area.code),
      areas.map((area) => area.validFrom),
      values.map((each) => each === null),
      values.map((each) => each?.name ?? null),
      values.map((each) => each?.priceArea ?? null),
      values.map((each) => each?.meteredDataResponsibleId ?? null),
      values.map((each) => each?.gridAccessProviderId ?? null),
      values.map((each) => each?.neighbours?.join(' ') ?? null),
    ],
  )
}

/** Which periods of grid areas to read; what is left out does not narrow. */
export type GridAreaFilter = {
  /** as they were known when this number was committed; left out: as the transaction sees them now */
  readonly atSeq?: bigint | undefined
  /** only the periods in force on this market day */
  readonly asOf?: string | undefined
  readonly code?: string | undefined
  /** only those behind this one, in the order in which they come */
  readonly after?: { readonly code: string; readonly validFrom: string } | undefined
  /** at most so many */
  readonly limit?: number | undefined
}

/** Grid areas in the order of code and day. */
export async function gridAreasAsKnown(trx: Transaction, filter: GridAreaFilter = {}): Promise<GridAreaPeriod[]> {
  const { atSeq = NEWEST_SEQ, asOf, code, after, limit } = filter
  const result = await trx.query<PeriodRow>(
    `select code, valid_from::text, valid_to::text, recorded_seq::text, ${VALUES} from market.grid_area_as_known($1::bigint) k
     where ($2::date is null or (k.valid_from <= $2::date and (k.valid_to is null or k.valid_to > $2::date)))
       and ($3::text is null or code = $3) and ($4::text is null or (code, k.valid_from) > ($4, $5::date))
     order by code, k.valid_from limit $6`,
    [atSeq.toString(), asOf ?? null, code ?? null, after?.code ?? null, after?.validFrom ?? null, limit ?? null],
  )
  return result.rows.map((row) => {
    const values = fromValueRow(row)
    return {
      code: row.code,
      validFrom: row.valid_from,
      validTo: row.valid_to,
      ...values,
      gridAccessProviderId: gridAccessProviderOf(values),
      recordedSeq: BigInt(row.recorded_seq),
    }
  })
}

/** For each area and day the newest statement that the transaction sees, withdrawals included. */
export async function newestGridAreas(trx: Transaction): Promise<RecordedGridArea[]> {
  const { rows } = await trx.query<StatementRow>(
    `select distinct on (code, g.valid_from) ${STATEMENT} from market.grid_area g
     order by code, g.valid_from, g.recorded_seq desc`,
  )
  return rows.map(fromStatementRow)
}

/** Everything that was stated about an area up to a number, in the order of recording. */
export async function gridAreaLog(trx: Transaction, code: string, atSeq: bigint): Promise<RecordedGridArea[]> {
  const { rows } = await trx.query<StatementRow>(
    `select ${STATEMENT} from market.grid_area g where code = $1 and g.recorded_seq <= $2::bigint
     order by g.recorded_seq, g.valid_from`,
    [code, atSeq.toString()],
  )
  return rows.map(fromStatementRow)
}

const VALUES = 'name, price_area, metered_data_responsible_id, grid_access_provider_id, neighbours'
const STATEMENT = `code, valid_from::text, recorded_seq::text, tombstone, ${VALUES}`

type ValueRow = {
  readonly name: string
  readonly price_area: string | null
  readonly metered_data_responsible_id: string | null
  readonly grid_access_provider_id: string | null
  readonly neighbours: string[] | null
}
type KeyRow = { readonly code: string; readonly valid_from: string; readonly recorded_seq: string }
type PeriodRow = KeyRow & ValueRow & { readonly valid_to: string | null }
type StatementRow = KeyRow & ValueRow & { readonly tombstone: boolean }

function fromValueRow(row: ValueRow): GridAreaValues {
  return {
    name: row.name,
    priceArea: row.price_area,
    meteredDataResponsibleId: row.metered_data_responsible_id,
    gridAccessProviderId: row.grid_access_provider_id,
    neighbours: row.neighbours,
  }
}

function fromStatementRow(row: StatementRow): RecordedGridArea {
  return {
    code: row.code,
    validFrom: row.valid_from,
    recordedSeq: BigInt(row.recorded_seq),
    values: row.tombstone ? null : fromValueRow(row),
  }
}
