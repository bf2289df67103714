import type { Transaction } from '../../platform/index.ts'
import type { CalculationType } from '../calculation-type.ts'

/** A version that was published for a day of an area. */
export interface Publication {
  readonly calculationType: CalculationType
  readonly gridArea: string
  /** YYYY-MM-DD */
  readonly marketDay: string
  readonly version: bigint
  readonly calculationId: string
  /** never shown to an actor (settlement 1.1) */
  readonly isInternal: boolean
  /** the commit that published it */
  readonly publishedSeq: bigint
  /** epoch milliseconds; rises with publishedSeq */
  readonly publishedAtMs: number
}

/** Which publications; what is left out does not narrow. */
export interface PublicationFilter {
  readonly types?: readonly CalculationType[] | undefined
  /** market days YYYY-MM-DD, half open */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly gridAreas?: readonly string[] | undefined
  /** as known when this number was committed */
  readonly asKnownSeq?: bigint | undefined
  /** as known at this instant, epoch milliseconds */
  readonly asKnownMs?: number | undefined
  /** also those of internal calculations */
  readonly internal: boolean
}

/** All publications, by type, area and day, each in the order in which they were published. */
export async function publications(trx: Transaction, filter: PublicationFilter): Promise<Publication[]> {
  return await select(trx, filter, '')
}

/**
 * The version that holds for each type, area and day: the highest of those that were published by then (settlement 1.8,
 * latest_calculations_by_day), whatever order they were published in.
 */
export async function latestDays(trx: Transaction, filter: PublicationFilter): Promise<Publication[]> {
  return await select(trx, filter, 'distinct on (p.calculation_type, p.grid_area, p.market_day)')
}

interface PublicationRow {
  readonly calculation_type: CalculationType
  readonly grid_area: string
  readonly market_day: string
  readonly version: bigint
  readonly calculation_id: string
  readonly is_internal: boolean
  readonly recorded_seq: bigint
  readonly published_at: Date
}

// succeeded_at is when the publishing transaction began, which waits for its turn; the later commit was not published
// before the earlier one, so its instant is at least as late.
const PUBLISHED = `select p.calculation_type, p.grid_area, p.market_day, p.version, p.calculation_id, p.recorded_seq,
    c.is_internal, r.published_at
  from settlement.publication p
  join settlement.calculation c using (calculation_id)
  join (select calculation_id, max(succeeded_at) over (order by recorded_seq) as published_at
    from settlement.calculation_result) r using (calculation_id)`

async function select(trx: Transaction, filter: PublicationFilter, distinct: string): Promise<Publication[]> {
  const { rows } = await trx.query<PublicationRow>(
    `select calculation_type, grid_area, market_day::text, version, calculation_id, is_internal, recorded_seq, published_at
     from (select ${distinct} p.* from (${PUBLISHED}) p
       where ($1::text[] is null or p.calculation_type = any($1)) and ($2::date is null or p.market_day >= $2)
         and ($3::date is null or p.market_day < $3) and ($4::text[] is null or p.grid_area = any($4))
         and ($5::bigint is null or p.recorded_seq <= $5) and ($6::numeric is null or p.published_at <= to_timestamp($6 / 1000))
         and ($7 or not p.is_internal)
       order by p.calculation_type, p.grid_area, p.market_day, p.version desc) s
     order by s.calculation_type, s.grid_area, s.market_day, s.recorded_seq`,
    [
      filter.types ?? null,
      filter.from ?? null,
      filter.to ?? null,
      filter.gridAreas ?? null,
      filter.asKnownSeq?.toString() ?? null,
      filter.asKnownMs ?? null,
      filter.internal,
    ],
  )
  return rows.map((row) => ({
    calculationType: row.calculation_type,
    gridArea: row.grid_area,
    marketDay: row.market_day,
    version: row.version,
    calculationId: row.calculation_id,
    isInternal: row.is_internal,
    publishedSeq: row.recorded_seq,
    publishedAtMs: row.published_at.getTime(),
  }))
}
