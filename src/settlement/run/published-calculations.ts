import type { Period } from '../../kernel/index.ts'
import type { Pool, Transaction } from '../../platform/index.ts'
import type { CalculationType } from '../calculation-type.ts'

/** A calculation that was started, with what it has published and the number up to which it read. */
export interface PublishedCalculation {
  readonly calculationId: string
  readonly version: bigint
  readonly type: CalculationType
  readonly period: Period
  /** what was known then went in; undefined when it never came so far */
  readonly inputSeq: bigint | undefined
  /** market days YYYY-MM-DD in order, by grid area; none for one that was not published */
  readonly days: ReadonlyMap<string, readonly string[]>
}

/**
 * Calculations by their ids, with the days in [from, to) that they have published; ids of none are left out.
 * @param calculationIds uuids
 */
export async function publishedCalculations(
  trx: Pool | Transaction,
  calculationIds: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
): Promise<PublishedCalculation[]> {
  const { rows } = await trx.query<{
    calculation_id: string
    version: bigint
    calculation_type: CalculationType
    period_from: Date
    period_to: Date
    input_seq: bigint | null
    grid_area: string | null
    days: string[]
  }>(
    `select c.calculation_id, c.version, c.calculation_type, c.period_from, c.period_to, i.input_seq, p.grid_area,
       array_agg(p.market_day::text order by p.market_day) as days
     from settlement.calculation c
     left join settlement.calculation_input i using (calculation_id)
     left join settlement.publication p
       on p.calculation_id = c.calculation_id and p.market_day >= $2::date and p.market_day < $3::date
     where c.calculation_id = any($1::uuid[])
     group by c.calculation_id, i.input_seq, p.grid_area
     order by c.version, p.grid_area`,
    [calculationIds, from, to],
  )
  const byId = Map.groupBy(rows, (row) => row.calculation_id)
  return [...byId.values()].flatMap((areas) => {
    const [first] = areas
    if (first === undefined) return []
    return {
      calculationId: first.calculation_id,
      version: first.version,
      type: first.calculation_type,
      period: { fromMs: first.period_from.getTime(), toMs: first.period_to.getTime() },
      inputSeq: first.input_seq ?? undefined,
      days: new Map(areas.flatMap(({ grid_area, days }) => (grid_area === null ? [] : [[grid_area, days] as const]))),
    }
  })
}
